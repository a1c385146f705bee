import { ReadRefused, readJson } from '#components/live/read-json.ts';
import { flag, maybe, oneOf, record, type Shaped, text, whole } from '#components/live/shape.ts';

const verifiedRead = record({
  verified: whole,
  total: whole,
  isDone: flag,
  next: maybe(text),
  broken: maybe(
    record({
      kind: oneOf(['changed', 'missing', 'beyond_head', 'rewritten']),
      sequence: whole,
    }),
  ),
  heads: whole,
  unreadable: whole,
});
export type VerifiedRead = Shaped<typeof verifiedRead>;

const TRIES = 3;
const PAUSE_MS = 2_000;

/** Has the server verify the chain part by part, and tells after each how far it has come. Throws when it cannot be asked. */
export async function verifyAudit(
  merchant: string,
  onPart: (part: VerifiedRead) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = `/api/live/${merchant}/audit/verify`;
  for (let next: string | null = null; ; ) {
    const part: VerifiedRead = await readPart(next === null ? address : `${address}?after=${next}`, signal);
    onPart(part);
    next = part.next;
    if (next === null || signal.aborted) return;
  }
}

async function readPart(url: string, signal: AbortSignal): Promise<VerifiedRead> {
  for (let left = TRIES; ; ) {
    try {
      return await readJson(verifiedRead, url, signal);
    } catch (error) {
      if (error instanceof ReadRefused || signal.aborted || --left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
