import { setTimeout as delay } from 'node:timers/promises';
import { readOurBooks } from './books.ts';
import { compareMoney, findDoubleCharges, findLost, netOfBoth } from './compare-money.ts';
import { compareSplits } from './compare-splits.ts';
import { compareSums } from './compare-sums.ts';
import { compareTrail } from './compare-trail.ts';
import { compareWire } from './compare-wire.ts';
import { openCounter } from './counter.ts';
import { countHits, findMissed, type Hit } from './coverage.ts';
import type { Crew } from './crew.ts';
import { live, type Scene } from './history.ts';
import { type Damage, letThingsHappen } from './mishaps.ts';
import { type History, planHistories, planMishaps } from './plan.ts';
import { openQuiet } from './quiet.ts';
import { countStates } from './report.ts';
import { createTally, type Tally } from './tally.ts';
import { createWorld, LATENCY_MS, type World } from './world.ts';

/** What a campaign is told. */
export type CampaignOptions = {
  histories: number;
  seed: string;
  /** Devices that are busy at the same time. */
  atOnce: number;
  /**
   * A whole campaign lives long lives, has to hit every moment it knows of, and once leaves all devices without a worker for
   * longer than an unsent operation lives.
   */
  isWhole: boolean;
  say: (line: string) => void;
};

/** What came of it. The campaign holds when `differences`, `stuck` and `missed` are empty. */
export type CampaignOutcome = {
  histories: number;
  seed: string;
  seconds: number;
  tally: Tally;
  damage: Damage;
  workers: Crew['counts'];
  portals: Crew['counts'];
  states: [string, number][];
  hits: Hit[];
  /** Moments that a whole campaign should have hit and did not; a short one is not asked. */
  missed: string[];
  net: ReturnType<typeof netOfBoth>;
  complaints: [string, number][];
  /** What is open after all the waiting. */
  stuck: string[];
  differences: string[];
};

/** After the last wish everything ends within this time: unsent, asked again after a lost job, believed. */
const CALM_WITHIN_MS = 120_000;
/** The place of the long absence among the mishaps. */
const ABSENCE_AT = 30;

/**
 * Lives the histories on a real database with real processes that are killed, and compares the provider's book with ours at
 * the end. Wishes, accidents and mishaps follow the seed; when they meet is up to the machine.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignOutcome> {
  const startedAt = performance.now();
  const histories = planHistories(options.seed, options.histories, options.isWhole ? 'long' : 'short');
  const world = await createWorld(histories);
  try {
    const lived = await liveAll(world, histories, options);
    const stuck = await waitForCalm(world);
    const ours = await readOurBooks(world.eyes.sql);
    const theirs = { ...(await world.provider.book()), requests: await world.provider.requests() };
    const hits = countHits(ours, theirs, lived.damage, lived.tally);
    return {
      histories: options.histories,
      seed: options.seed,
      seconds: (performance.now() - startedAt) / 1000,
      ...lived,
      workers: world.workers.counts,
      portals: world.portals.counts,
      states: countStates(ours),
      hits,
      missed: options.isWhole ? findMissed(hits) : [],
      net: netOfBoth(ours, theirs),
      complaints: [...world.complaints].sort(([, a], [, b]) => b - a),
      stuck,
      differences: [
        ...lived.problems,
        ...findCrashes('worker', world.workers),
        ...findCrashes('portal', world.portals),
        ...compareMoney(ours, theirs),
        ...findDoubleCharges(lived.baskets, ours, theirs),
        ...findLost(lived.started, ours),
        ...compareSplits(ours, theirs, lived.startedSplits),
        ...compareSums(ours, theirs),
        ...compareTrail(ours, world.config.auditKey),
        ...compareWire(ours, theirs),
      ],
    };
  } finally {
    await world.close();
  }
}

type Lived = Pick<Scene, 'tally' | 'problems' | 'baskets'> & {
  damage: Damage;
  started: Set<string>;
  startedSplits: Set<string>;
};

/** Lives all histories while things go wrong around them. */
async function liveAll(
  world: World,
  histories: readonly History[],
  options: CampaignOptions,
): Promise<Lived> {
  const { eyes, provider, workers, portals, line, database } = world;
  const lived = {
    tally: createTally(),
    problems: [],
    baskets: [],
    started: new Set<string>(),
    startedSplits: new Set<string>(),
  } as Omit<Lived, 'damage'>;
  const { tally, problems } = lived;
  const counter = openCounter(portals.addresses, tally);
  const over = new AbortController();
  const { isSomebodyWaiting } = counter;
  const quiet = openQuiet();
  const ground = {
    isSomebodyWaiting,
    workers,
    portals,
    line,
    eyes,
    provider,
    quiet,
    database,
    latencyMs: LATENCY_MS,
    tally,
  };
  const plan = planMishaps(options.seed, options.isWhole ? ABSENCE_AT : null);
  const happening = letThingsHappen(ground, plan, over.signal);
  const waiting = [...histories];
  let done = 0;
  const liveOneAfterTheOther = async () => {
    for (let history = waiting.shift(); history; history = waiting.shift()) {
      const till = world.town.tills[history.number];
      if (!till) throw new Error(`History ${history.number} has no till`);
      const own = {
        history,
        till,
        baskets: [],
        started: new Set<never>(),
        startedSplits: new Set<never>(),
        staged: null,
      };
      const scene: Scene = { ...own, counter, eyes, provider, quiet, tally, problems };
      await live(scene).catch((error: unknown) => problems.push(`history ${scene.history.number}: ${error}`));
      lived.baskets.push(...scene.baskets);
      for (const id of scene.started) lived.started.add(id);
      for (const id of scene.startedSplits) lived.startedSplits.add(id);
      done += 1;
      if (done % 20 === 0) options.say(`${done} of ${histories.length} histories lived`);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, liveOneAfterTheOther));
  over.abort();
  return { ...lived, damage: await happening };
}

function findCrashes(name: string, { counts }: Crew): string[] {
  return counts.crashed > 0 ? [`${counts.crashed} ${name} processes ended by themselves`] : [];
}

/** Waits until nothing is open; what still is after a long while, in words. */
async function waitForCalm(world: World): Promise<string[]> {
  const end = Date.now() + CALM_WITHIN_MS;
  for (;;) {
    const open = await listOpen(world);
    if (open.length === 0 || Date.now() > end) return open;
    await delay(250);
  }
}

async function listOpen({ eyes }: World): Promise<string[]> {
  const rows = await eyes.sql<{ what: string }[]>`
    select concat_ws(' ', kind, id, state, outcome_reason, 'since', created_at) as what from transactions
      where state in ('created', 'sending', 'awaiting', 'unknown')
    union all select concat_ws(' ', 'close', id, state, outcome_reason, 'since', requested_at) from eod_runs
      where state in ('requested', 'closing', 'unknown')
    union all select concat_ws(' ', 'hold of', device_id, 'by', operation_id, 'since', held_at) from device_holds`;
  return rows.map(({ what }) => what);
}
