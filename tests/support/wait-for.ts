import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the reading is truthy and returns it; throws with what it last saw after the given time. */
export async function waitFor<T>(
  read: () => Promise<T | null | undefined | false>,
  what: string,
  withinMs = 15_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms in vain for ${what}`);
    await delay(20);
  }
}
