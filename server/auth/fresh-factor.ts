import type { Refusal } from './action-state.ts';

/** So long a second factor counts as just given (ASVS 7.5.3). */
const FRESH_MS = 5 * 60_000;

/** Whether a second factor given then is fresh enough for what needs one. */
export function isFresh(factorAt: Date, at: Date): boolean {
  return at.getTime() - factorAt.getTime() <= FRESH_MS;
}

/** What is answered to who must first show again that it is them: forms then ask, and send the same once more. */
export const NOT_FRESH = { formError: 'refusal.notFresh', needsFactor: true } as const satisfies Refusal;
