/** Wrong tries in a row after which no try is accepted for a while (PCI DSS 8.3.4). */
const MAX_WRONG_TRIES = 10;
const LOCK_MS = 30 * 60_000;

/** How many tries went wrong in a row, and until when none is accepted. */
export type SignInTries = { failedSignIns: number; lockedUntil: Date | null };

/** Nobody has tried yet. */
export const NO_TRIES: SignInTries = { failedSignIns: 0, lockedUntil: null };

/** Whether tries are refused at this instant, right or wrong. */
export function isLocked(tries: SignInTries, at: Date): boolean {
  return tries.lockedUntil !== null && tries.lockedUntil > at;
}

/** The count after one more wrong try; a lock that has run out starts a new count. */
export function afterWrongTry(tries: SignInTries, at: Date): SignInTries {
  const failedSignIns = (tries.lockedUntil ? 0 : tries.failedSignIns) + 1;
  const isTooMany = failedSignIns >= MAX_WRONG_TRIES;
  return { failedSignIns, lockedUntil: isTooMany ? new Date(at.getTime() + LOCK_MS) : null };
}

/** Strangers kept in mind; beyond it the ones who tried longest ago are forgotten. */
const MAX_STRANGERS = 10_000;
const strangers = new Map<string, SignInTries>();

/**
 * Counts a try with an address nobody has, and answers as for a person: otherwise the lock would tell who exists. In
 * memory, so per process: there is no row to write it to, and nothing to protect behind it.
 */
export function tryAsStranger(email: string, at: Date): 'wrong' | 'locked' {
  const key = email.toLowerCase();
  const tries = strangers.get(key) ?? NO_TRIES;
  if (isLocked(tries, at)) return 'locked';
  strangers.delete(key);
  strangers.set(key, afterWrongTry(tries, at));
  const oldest = strangers.keys().next();
  if (strangers.size > MAX_STRANGERS && !oldest.done) strangers.delete(oldest.value);
  return 'wrong';
}
