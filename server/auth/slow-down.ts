/** What is known of the wrong tries of one address. */
export type AddressTries = {
  /** How many are not forgotten as of `countedAt`; they are forgotten bit by bit, so seldom a whole number. */
  failures: number;
  countedAt: Date;
  /** Until then no try is heard. */
  waitUntil: Date | null;
};

/** How long it takes until as many tries are forgotten as an address has before it waits. */
const ALLOWANCE_BACK_MS = 2 * 60 * 60_000;

/** Minutes an address waits after each try past its allowance; the last one goes on. */
const WAITS = [1, 2, 4, 8, 15];

/** Longer than anything is remembered: with this many past the allowance, at five tries the least, it is four hours. */
export const REMEMBERED_MS = 2 * ALLOWANCE_BACK_MS;

/** Nobody has tried from there. */
export function noTries(at: Date): AddressTries {
  return { failures: 0, countedAt: at, waitUntil: null };
}

/** For how many minutes, rounded up, no try from there is heard; 0 when the next one is. Pure. */
export function minutesToWait(tries: AddressTries, at: Date): number {
  const left = (tries.waitUntil?.getTime() ?? 0) - at.getTime();
  // A clock that was set back must not make anybody wait for longer than the rule does.
  return Math.min(Math.max(...WAITS), Math.max(0, Math.ceil(left / 60_000)));
}

/** After one more try from there, which is taken for a wrong one until `takenBack` says otherwise. Pure. */
export function afterTry(tries: AddressTries, at: Date, allowance: number): AddressTries {
  const failures = Math.min(leftOf(tries, at, allowance) + 1, allowance + WAITS.length);
  const past = Math.ceil(failures) - allowance;
  const wait = past > 0 ? (WAITS[past - 1] ?? 0) : 0;
  return { failures, countedAt: at, waitUntil: wait ? new Date(at.getTime() + wait * 60_000) : null };
}

/**
 * After one try from there turned out to be none of the wrong ones. Past the allowance only one is heard at a time, so that the wait
 * that stands is the one it began, and ends with it. Pure.
 */
export function takenBack(tries: AddressTries, at: Date, allowance: number): AddressTries {
  return { failures: Math.max(0, leftOf(tries, at, allowance) - 1), countedAt: at, waitUntil: null };
}

function leftOf({ failures, countedAt }: AddressTries, at: Date, allowance: number): number {
  const passed = Math.max(0, at.getTime() - countedAt.getTime());
  return Math.max(0, failures - (passed * allowance) / ALLOWANCE_BACK_MS);
}
