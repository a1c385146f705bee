import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * The trace of an operation is its own number: the 128 bits of its id. So whoever works on it, in whatever process and however
 * much later, writes to the same trace, and nothing of a trace has to be kept beside the row or carried along by a job.
 */
export function traceIdOf(operationId: string): string {
  const digits = operationId.slice(operationId.indexOf('_') + 1);
  const number = [...digits].reduce(
    (sum, digit) => sum * 32n + BigInt(Math.max(ALPHABET.indexOf(digit), 0)),
    0n,
  );
  return (number % 2n ** 128n).toString(16).padStart(32, '0');
}

/** The span of the click that began an operation; everything else of its trace hangs under it. */
export function rootSpanOf(operationId: string): string {
  return createHash('sha256').update(operationId).digest('hex').slice(0, 16);
}

/** A trace of its own, for what is about no operation. */
export function freshTraceId(): string {
  return randomBytes(16).toString('hex');
}
