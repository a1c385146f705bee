import type { Outcome } from './history.ts';

/** What a process that lives histories is asked for, and what it tells. */
export type Ask = { seeds: readonly number[] };
export type Tell = { outcomes: readonly Outcome[]; coverage: readonly (readonly [string, number])[] };

const { liveHistory } = await import('./history.ts');
const { forbidRealTime } = await import('./virtual-time.ts');
forbidRealTime();

process.on('message', async (ask: Ask) => {
  const outcomes: Outcome[] = [];
  const coverage = new Map<string, number>();
  for (const seed of ask.seeds) {
    const outcome = await liveHistory(seed, coverage);
    outcomes.push(outcome);
    // Whoever asked decides whether to go on after a broken rule.
    if (outcome.broken) break;
  }
  process.send?.({ outcomes, coverage: [...coverage] } satisfies Tell);
});
process.on('disconnect', () => process.exit(0));
