import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { addCoverage, type Coverage } from './coverage.ts';
import type { Ask, Tell } from './histories.ts';
import type { Outcome } from './history.ts';

/** What a run of many histories came to. */
export type Result = {
  lived: number;
  operations: number;
  broken: { seed: number; rule: string; how: string }[];
  coverage: Coverage;
};

const CHUNK = 10;

/**
 * Lives histories in processes of their own, two at a time, handing each a few seeds at once. Stops at the first broken
 * rule if told to; rejects when a process ends by itself.
 */
export async function liveAll(
  seeds: readonly number[],
  options: {
    processes: number;
    plant?: string;
    stopsAtFirst: boolean;
    onProgress?: (lived: number, broken: number) => void;
  },
): Promise<Result> {
  const result: Result = { lived: 0, operations: 0, broken: [], coverage: new Map() };
  let next = 0;
  const take = (): Ask | null => {
    if (next >= seeds.length || (options.stopsAtFirst && result.broken.length > 0)) return null;
    const chunk = seeds.slice(next, next + CHUNK);
    next += chunk.length;
    return { seeds: chunk };
  };
  const note = (outcomes: readonly Outcome[]) => {
    for (const { seed, operations, broken } of outcomes) {
      result.lived += 1;
      result.operations += operations;
      if (broken) result.broken.push({ seed, rule: broken.rule, how: broken.how });
    }
    options.onProgress?.(result.lived, result.broken.length);
  };
  await Promise.all(
    Array.from({ length: options.processes }, async () => {
      const child = start(options.plant);
      try {
        for (let ask = take(); ask; ) {
          const { outcomes, coverage } = await askFor(child, ask);
          note(outcomes);
          addCoverage(result.coverage, coverage);
          const rest = ask.seeds.slice(outcomes.length);
          ask = rest.length > 0 && !options.stopsAtFirst ? { seeds: rest } : take();
        }
      } finally {
        child.disconnect();
      }
    }),
  );
  return result;
}

function start(plant: string | undefined): ChildProcess {
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  return fork(file('./histories.ts'), {
    execArgv: ['--import', file('./plant-loader.ts')],
    env: { ...process.env, SIMULATION_PLANT: plant ?? '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

function askFor(child: ChildProcess, ask: Ask): Promise<Tell> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A process of histories ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (told) => {
      child.off('exit', onExit);
      resolve(told as Tell);
    });
    child.send(ask);
  });
}
