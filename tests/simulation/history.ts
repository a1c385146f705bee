import { isOpenCallback } from '#db/queries/inbox.ts';
import { isHosted } from '#server/kernel/providers.ts';
import type { Coverage } from './coverage.ts';
import { liveDay, nextMorning } from './people/day.ts';
import { callbacksOf, isOpen, isSplitOver, needsPerson, runsOf, splitsOf } from './rules/rows.ts';
import type { TransactionRow } from './rules/rules.ts';
import { runTime } from './virtual-time.ts';
import { World } from './world.ts';

/** What came of a history. */
export type Outcome = {
  seed: number;
  /** The first rule that was broken; null when none was. */
  broken: { rule: string; how: string; at: number } | null;
  events: number;
  operations: number;
};

const LONGEST_DAY_MS = 4 * 3_600_000;
const LONGEST_NIGHT_MS = 3 * 3_600_000;

/** Lives one history from its seed to its end: a day with accidents, a night in which all of it comes to rest, a look at the books. */
export async function liveHistory(
  seed: number,
  coverage: Coverage,
  trace: ((line: string) => void) | null = null,
): Promise<Outcome> {
  const world = new World(seed, coverage, trace);
  return runTime(world.scheduler, async () => {
    try {
      await live(world);
    } catch (error) {
      world.rules.breaks('no surprise', error instanceof Error ? `${error.stack}` : String(error));
    }
    const operations = world.database.store.rows('transactions').length;
    return { seed, broken: world.rules.broken[0] ?? null, events: world.scheduler.count, operations };
  });
}

async function live(world: World): Promise<void> {
  world.start();
  await until(world, LONGEST_DAY_MS, liveDay(world));
  world.calmDown();
  await rest(world);
  await until(world, LONGEST_NIGHT_MS, nextMorning(world));
  await rest(world);
  if (world.rules.broken.length === 0) await until(world, 60_000, world.rules.atEnd());
}

/** Runs time until the work is done, a rule is broken, or it has taken too long. */
async function until(world: World, mostMs: number, work: Promise<void>): Promise<void> {
  let isDone = false;
  let failure: unknown;
  work.then(
    () => {
      isDone = true;
    },
    (error: unknown) => {
      failure = error;
      isDone = true;
    },
  );
  const { scheduler, rules } = world;
  await scheduler.run(scheduler.now + mostMs, () => isDone || rules.broken.length > 0);
  if (failure) throw failure;
  if (!isDone && rules.broken.length === 0) rules.breaks('never resolved', 'somebody waits for ever');
}

/** Lets time pass until nothing is under way any more. */
async function rest(world: World): Promise<void> {
  const { scheduler, rules, network, interpay, pages, database, disk } = world;
  const end = scheduler.now + LONGEST_NIGHT_MS;
  while (rules.broken.length === 0 && scheduler.now < end) {
    await scheduler.run(scheduler.now + 2000, () => rules.broken.length > 0);
    const open = (database.store.rows('transactions') as TransactionRow[]).some(
      (row) => isOpen(row) && !isStuck(row) && !needsPerson(world, row),
    );
    const closing = runsOf(world).some((run) => run.state === 'requested' || run.state === 'closing');
    const inSteps = splitsOf(world).some(
      (split) =>
        !isSplitOver(split) && (split.nextQueryAt !== null || !['open', 'giving_up'].includes(split.state)),
    );
    const held = database.store
      .rows('device_holds')
      .some((hold) => !splitsOf(world).some((split) => split.id === hold.operationId));
    // A callback that was taken is applied by a job, or by recovery, which comes round seldom in a calm history.
    const unread = disk.names.length > 0 || callbacksOf(world).some(isOpenCallback);
    const isQuiet = network.busy === 0 && interpay.busy === 0 && pages.busy === 0;
    if (!open && !closing && !inSteps && !held && !unread && isQuiet) return;
  }
}

/** What was said of it does not fit, and only a person can tell; of a page its provider is asked all the same. */
function isStuck({ flags, provider }: TransactionRow): boolean {
  return flags.includes('contradiction') && !isHosted(provider);
}
