import { isOwnOrigin } from '#server/auth/origin.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { readForm } from '#server/auth/read-form.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { MAX_UPLOAD_BYTES } from '#server/statements/statement-form.ts';
import { preview, store } from './upload.ts';

const STEPS = { preview, store };

/**
 * A statement on its way in: looked at, or stored. A month of one is larger than the 64 kB that anybody may send to a server
 * action, and that limit is for everybody; so the file comes here, and through the very wrapper of the actions: origin, session,
 * membership, permission, form, rate. Whose it is is asked before a byte of it is read, and nothing of a file rests anywhere
 * before it is stored: what banks write may hold card numbers.
 */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ merchant: string; step: string }> },
): Promise<Response> {
  const { merchant, step } = await params;
  const { config } = getRuntime();
  if (!isOwnOrigin(request.headers.get('origin'), config.publicUrl))
    return Response.json({ error: 'forbidden' }, { status: 403 });
  const action = step === 'preview' || step === 'store' ? STEPS[step] : null;
  if (!action) return Response.json({ error: 'not_found' }, { status: 404 });
  return withReadContext(request, merchant, 'variances:settle', async () => {
    const form = await readForm(request, MAX_UPLOAD_BYTES);
    if (typeof form === 'number') return new Response(null, { status: form });
    // What was sent is not sent back: it is megabytes.
    const { values: _, ...state } = await action(merchant, { status: 'idle' }, form);
    return Response.json(state);
  });
}
