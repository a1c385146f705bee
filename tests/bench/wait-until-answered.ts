import { setTimeout as delay } from 'node:timers/promises';

/** Asks an address until it answers well; `check` may throw in between. Throws after a minute and a half. */
export async function waitUntilAnswered(url: string, check: () => void): Promise<void> {
  for (let left = 900; left > 0; left--) {
    check();
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await delay(100);
  }
  throw new Error(`${url} did not answer`);
}
