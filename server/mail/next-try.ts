/** How long a letter waits after each try in vain; after the last it has failed. */
const WAITS_MS = [30_000, 120_000, 600_000, 3_600_000, 4 * 3_600_000];

/** When a letter that was tried in vain so many times is tried again; null when it is not. */
export function nextTry(tries: number, now: Date): Date | null {
  const wait = WAITS_MS[tries - 1];
  return wait === undefined ? null : new Date(now.getTime() + wait);
}
