import { z } from 'zod/mini';
import { ReadRefused, readJson } from '#components/live/read-json.ts';

const verifiedRead = z.object({
  verified: z.int(),
  total: z.int(),
  isDone: z.boolean(),
  next: z.nullable(z.string()),
  broken: z.nullable(
    z.object({
      kind: z.enum(['changed', 'missing', 'beyond_head', 'rewritten']),
      sequence: z.int(),
    }),
  ),
  heads: z.int(),
  unreadable: z.int(),
});
export type VerifiedRead = z.output<typeof verifiedRead>;

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
