import { type Figures, figuresOf } from './figures.ts';

/** How many at once, and how many altogether. */
export type Load = { atOnce: number; count: number };

/** Does something so many times, so many at once, and says how long each took. */
export async function timesOf(work: () => Promise<unknown>, { atOnce, count }: Load): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const from = performance.now();
      await work();
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return times;
}

/**
 * Measures several things in turns, as often as there are repetitions: what else the machine does meanwhile meets all alike. Each is
 * done a few times before, which is not counted.
 */
export async function inTurns<Name extends string>(
  works: Record<Name, () => Promise<unknown>>,
  load: Load,
  repetitions: number,
): Promise<Record<Name, Figures[]>> {
  const entries = Object.entries(works) as [Name, () => Promise<unknown>][];
  const all = Object.fromEntries(entries.map(([name]) => [name, [] as Figures[]])) as Record<Name, Figures[]>;
  for (const [, work] of entries) await timesOf(work, { atOnce: load.atOnce, count: load.atOnce + 2 });
  for (let round = 0; round < repetitions; round++)
    for (const [name, work] of entries) all[name].push(figuresOf(await timesOf(work, load)));
  return all;
}
