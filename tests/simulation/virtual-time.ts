import type { Scheduler } from './scheduler.ts';

let clock: Scheduler | null = null;

/** Runs the work with the only clock it can reach being the history's. */
export async function runTime<T>(scheduler: Scheduler, work: () => Promise<T>): Promise<T> {
  clock = scheduler;
  try {
    return await work();
  } finally {
    clock = null;
  }
}

/** Takes the machine's clock, timers and dice away from everything that runs in a history. */
export function forbidRealTime(): void {
  const real = { now: performance.now.bind(performance), Date: globalThis.Date };
  performance.now = () => (clock ? clock.now : real.now());
  const refuse = (name: string, original: (...args: never[]) => unknown) =>
    function forbidden(this: unknown, ...args: never[]) {
      if (clock) throw new Error(`${name} is not part of a history`);
      return original.apply(this, args);
    };
  const globals = globalThis as unknown as Record<string, (...args: never[]) => unknown>;
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const original = globals[name];
    if (original) globals[name] = refuse(name, original);
  }
  Math.random = refuse('Math.random', Math.random as never) as typeof Math.random;
  globalThis.Date = withoutPresent(real.Date);
}

/** The class as it is, but for what tells the present. A function and not a proxy: it is asked for all the time. */
function withoutPresent(real: DateConstructor): DateConstructor {
  function HistoryDate(this: unknown, ...args: []) {
    if (clock && args.length === 0) throw new Error('The present is not part of a history');
    return new.target ? new real(...args) : real();
  }
  const now = () => {
    if (clock) throw new Error('The present is not part of a history');
    return real.now();
  };
  const { parse, UTC, prototype } = real;
  return Object.assign(HistoryDate, { now, parse, UTC, prototype }) as unknown as DateConstructor;
}
