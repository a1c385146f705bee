import { setTimeout as delay } from 'node:timers/promises';
import { isUnreachable } from '#db/client.ts';
import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { keepBaking } from './bakery.ts';
import { readOurBooks } from './books.ts';
import { compareBooks, withoutBakery } from './compare-books.ts';
import { isCharged } from './compare-interpay.ts';
import { netOfBoth } from './compare-money.ts';
import { openCounter } from './counter.ts';
import { countHits, findMissed, type Hit } from './coverage.ts';
import type { Crew } from './crew.ts';
import { live, type Scene } from './history.ts';
import { type Damage, letThingsHappen, noDamage } from './mishaps.ts';
import { type History, planHistories, planHistory, planMishaps, planWeather } from './plan.ts';
import { openQuiet } from './quiet.ts';
import { countStates } from './report.ts';
import { createTally, type Tally } from './tally.ts';
import { longestUnknown, watchUnknown } from './unknown.ts';
import { createWorld, LATENCY_MS, type World } from './world.ts';

/** What a campaign is told. */
export type CampaignOptions = {
  /** So many lives, one on each device; or lives on `atOnce` devices, one after the other, for so long. */
  length: { histories: number } | { minutes: number };
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

/** What came of it. The campaign holds when everything from `doubleCharges` to `missed` is empty. */
export type CampaignOutcome = {
  histories: number;
  customers: number;
  seed: string;
  seconds: number;
  tally: Tally;
  damage: Damage;
  workers: Crew['counts'];
  portals: Crew['counts'];
  states: [string, number][];
  hits: Hit[];
  net: ReturnType<typeof netOfBoth>;
  complaints: [string, number][];
  /**
   * The longest time in one piece that an operation was unknown while its provider could be asked, whoever else was killed or
   * away, and while a worker and the database were there too; null: none was.
   */
  longestUnknown: Record<'ofProvider' | 'served', { id: string; ms: number } | null>;
  /** What nobody can be asked about: unknown, with nothing charged, until two people decide. */
  leftToPeople: number;
  doubleCharges: string[];
  lostResults: string[];
  brokenRules: string[];
  /** What is open after all the waiting. */
  stuck: string[];
  /** Moments that a whole campaign should have hit and did not; a short one is not asked. */
  missed: string[];
};

/** After the last wish everything ends within this time: unsent, asked again after a lost job, believed. */
const CALM_WITHIN_MS = 240_000;
/** The place of the long absence among the mishaps. */
const ABSENCE_AT = 30;
/** Known to the provider means known to us after that, as soon as it can be asked (the targets of the failure rules). */
const KNOWN_WITHIN_MS = 60_000;
const TELLS_EVERY_MS = 60_000;
/** One terminal of those that call back for so many of those that answer. */
const DEVICES_PER_OVEN = 8;

/**
 * Lives the histories on a real database with real processes that are killed, over lines that are cut, and compares the
 * providers' books with ours at the end. Wishes, accidents and mishaps follow the seed; when they meet is up to the machine.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignOutcome> {
  const startedAt = performance.now();
  const lives = options.isWhole ? 'long' : 'short';
  const count = 'histories' in options.length ? options.length.histories : options.atOnce;
  const histories = planHistories(options.seed, count, lives);
  const world = await createWorld(histories, Math.max(2, Math.round(options.atOnce / DEVICES_PER_OVEN)));
  try {
    const watch = watchUnknown(world.eyes, () => world.workers.addresses().length > 0);
    const lived = await liveAll(world, turnOf(options, histories, lives), options);
    const calm = await waitForCalm(world);
    const { ended, unserved } = await watch.stop();
    const { unaskable, outages, jumps } = lived.damage;
    const unanswered = longestUnknown(ended, unaskable, jumps);
    const longest = longestUnknown(ended, [...unaskable, ...outages, ...unserved], jumps);
    const ours = await onceMore(() => readOurBooks(world.eyes.raw));
    const theirs = { ...(await world.provider.book()), requests: await world.provider.requests() };
    const hits = countHits(ours, theirs, lived.damage, lived.tally);
    const books = compareBooks({ ours, theirs, baked: await world.oven.book() }, lived, world);
    const late =
      longest && longest.ms > KNOWN_WITHIN_MS ? [`${longest.id} was unknown for ${longest.ms} ms`] : [];
    return {
      ...lived,
      seed: options.seed,
      seconds: (performance.now() - startedAt) / 1000,
      workers: world.workers.counts,
      portals: world.portals.counts,
      states: countStates(ours),
      hits,
      missed: options.isWhole ? findMissed(hits) : [],
      net: netOfBoth(withoutBakery(ours, world), theirs),
      complaints: [...world.complaints].sort(([, a], [, b]) => b - a),
      longestUnknown: { ofProvider: unanswered, served: longest },
      leftToPeople: calm.leftToPeople,
      stuck: calm.stuck,
      ...books,
      brokenRules: [
        ...lived.problems,
        ...late,
        ...findCrashes('worker', world.workers),
        ...findCrashes('portal', world.portals),
        ...books.brokenRules,
      ],
    };
  } finally {
    await world.close();
  }
}

type Lived = Pick<Scene, 'tally' | 'problems' | 'baskets'> & {
  histories: number;
  customers: number;
  damage: Damage;
  started: Set<TransactionId>;
  startedSplits: Set<SplitSaleId>;
};

/** Whose turn it is in a place of those that live at once; null when all is lived. */
type Turn = (place: number, round: number) => { history: History; device: number } | null;

function turnOf(
  { length, seed, atOnce }: CampaignOptions,
  histories: History[],
  lives: 'short' | 'long',
): Turn {
  if ('histories' in length) {
    const waiting = [...histories];
    return () => {
      const history = waiting.shift();
      return history ? { history, device: history.number } : null;
    };
  }
  const end = Date.now() + length.minutes * 60_000;
  return (place, round) => {
    const device = histories[place];
    if (!device || Date.now() > end) return null;
    const history = planHistory(seed, place + round * atOnce, lives, device.model);
    return { history, device: place };
  };
}

/** Lives all histories while things go wrong around them. */
async function liveAll(world: World, turn: Turn, options: CampaignOptions): Promise<Lived> {
  const { eyes, provider, workers, portals, lines, server, shiftClock, database, oven, bakery } = world;
  const lived: Lived = {
    ...{ histories: 0, customers: 0, tally: createTally(), damage: noDamage(), problems: [], baskets: [] },
    ...{ started: new Set(), startedSplits: new Set() },
  };
  const { tally, problems, damage, started, startedSplits } = lived;
  const counter = openCounter(portals.addresses, tally);
  const { isSomebodyWaiting } = counter;
  const quiet = openQuiet();
  const ground = {
    ...{
      isSomebodyWaiting,
      workers,
      portals,
      lines,
      server,
      shiftClock,
      eyes,
      provider,
      quiet,
      database,
      tally,
    },
    latencyMs: LATENCY_MS,
  };
  const over = new AbortController();
  const mishaps = planMishaps(options.seed, options.isWhole ? ABSENCE_AT : null);
  const happening = Promise.all(
    [mishaps, planWeather(options.seed)].map((plan) => letThingsHappen(ground, plan, over.signal, damage)),
  );
  const allLived = new AbortController();
  const baking = { bakery, oven, counter, eyes, tally, problems, started, seed: options.seed };
  const baked: TransactionId[][] = [];
  const bakingEnds = keepBaking({ ...baking, baskets: baked }, allLived.signal);
  const liveOneAfterTheOther = async (_: unknown, place: number) => {
    let round = 0;
    for (let next = turn(place, round); next; next = turn(place, ++round)) {
      const till = world.town.tills[next.device];
      if (!till) throw new Error(`Device ${next.device} has no till`);
      const own = { history: next.history, till, baskets: [], staged: null };
      const scene: Scene = {
        ...{ ...own, started: new Set(), startedSplits: new Set() },
        ...{ counter, eyes, provider, quiet, tally, problems },
      };
      await live(scene).catch((error: unknown) => problems.push(`history ${scene.history.number}: ${error}`));
      lived.baskets.push(...scene.baskets);
      for (const id of scene.started) started.add(id);
      for (const id of scene.startedSplits) startedSplits.add(id);
      lived.histories += 1;
    }
  };
  const telling = setInterval(() => {
    options.say(`${lived.histories} histories lived, ${baked.length} customers served at the bakery`);
  }, TELLS_EVERY_MS);
  await Promise.all(Array.from({ length: options.atOnce }, liveOneAfterTheOther));
  clearInterval(telling);
  allLived.abort();
  await bakingEnds;
  over.abort();
  await happening;
  lived.baskets.push(...baked);
  lived.customers = baked.length;
  return lived;
}

/** A connection that the last mishap ended may be met only now. */
async function onceMore<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return read();
  }
}

function findCrashes(name: string, { counts }: Crew): string[] {
  return counts.crashed > 0 ? [`${counts.crashed} ${name} processes ended by themselves`] : [];
}

type Calm = { stuck: string[]; leftToPeople: number };

/** Waits until nothing is open that somebody could still hear of; what still is after a long while, in words. */
async function waitForCalm(world: World): Promise<Calm> {
  const end = Date.now() + CALM_WITHIN_MS;
  for (;;) {
    const calm = await listOpen(world);
    if (calm.stuck.length === 0 || Date.now() > end) return calm;
    await delay(250);
  }
}

async function listOpen({ eyes, oven, bakery }: World): Promise<Calm> {
  const charged = new Set((await oven.book()).filter(isCharged).map(({ requestId }) => requestId));
  const rows = await eyes.sql<
    { what: string; id: string; merchant: string; reference: string; state: string }[]
  >`
    select concat_ws(' ', kind, id, state, outcome_reason, 'since', created_at) as what, id, merchant_id as merchant,
        reference, state from transactions where state in ('created', 'sending', 'awaiting', 'unknown')
    union all select concat_ws(' ', 'close', id, state, outcome_reason, 'since', requested_at), id, merchant_id, '', state
      from eod_runs where state in ('requested', 'closing', 'unknown')
    union all select concat_ws(' ', 'callback', id, state), id, merchant_id, '', state from inbox
      where state in ('received', 'failed')
    union all select concat_ws(' ', 'hold of', device_id, 'by', operation_id, 'since', held_at), operation_id, merchant_id, '', ''
      from device_holds`;
  const ofPeople = rows.filter(
    ({ merchant, state, reference }) =>
      merchant === bakery.manager.merchantId && state === 'unknown' && !charged.has(reference),
  );
  const excused = new Set(ofPeople.map(({ id }) => id));
  const stuck = rows.filter(({ id }) => !excused.has(id)).map(({ what }) => what);
  return { stuck, leftToPeople: excused.size };
}
