import { setTimeout as delay } from 'node:timers/promises';

/** Times in which nothing new goes wrong. */
export type Quiet = {
  /** Does the work while no mishap happens, after those that are under way. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Lets a mishap happen as soon as nobody has it quiet; not at all when that is too late. */
  disturb(happen: () => Promise<void>, until: AbortSignal): Promise<void>;
};

const LOOK_EVERY_MS = 50;

/**
 * Between those who need a moment of quiet and what goes wrong. How often mishaps meet the same person is up to the machine,
 * so after enough of them a person gets that moment: in quiet what is wished must come about, by no luck at all.
 */
export function openQuiet(): Quiet {
  let wanting = 0;
  const mishaps = new Set<Promise<void>>();
  return {
    async during(work) {
      wanting += 1;
      try {
        await Promise.allSettled(mishaps);
        return await work();
      } finally {
        wanting -= 1;
      }
    },
    async disturb(happen, until) {
      while (wanting > 0 && !until.aborted) await delay(LOOK_EVERY_MS);
      if (until.aborted) return;
      const mishap = happen();
      mishaps.add(mishap);
      await mishap.finally(() => mishaps.delete(mishap));
    },
  };
}
