import type { ActionState } from '#server/auth/action-state.ts';

/**
 * Sends a packed file with the rest of its form to where files are taken in, and gives back what was answered; `say` has a
 * sentence for what came of it where nothing was.
 */
export async function sendFile<V>(
  address: string,
  { packed, fileName }: { packed: string; fileName: string },
  form: FormData,
  say: (why: 'offline' | 'too_large' | 'signed_out' | 'refused') => string,
): Promise<ActionState<V>> {
  form.set('packed', packed);
  form.set('fileName', fileName);
  try {
    const answer = await fetch(address, { method: 'POST', body: form });
    if (answer.ok) return await answer.json();
    const why = { 413: 'too_large', 401: 'signed_out' } as const;
    return { status: 'error', formError: say(why[answer.status as keyof typeof why] ?? 'refused') };
  } catch {
    return { status: 'error', formError: say('offline') };
  }
}
