import { setTimeout as delay } from 'node:timers/promises';
import { kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import type { Dice } from '#db/seeds/dice.ts';
import type { Tally } from '#tests/campaign/tally.ts';
import { portalOrigin, type Visitor, visit } from '#tests/support/visitor.ts';
import { keepDoing } from './shop.ts';
import type { SoakWorld } from './world.ts';

/** What the browsers of a shop saw since they were last asked. */
export type Browsers = {
  /** Streams that are open at this moment. */
  held(): number;
  /** How long pages took since the last asking, in milliseconds. */
  takeTimes(): number[];
};

const READERS = 3;
const READS_EVERY_MS = 3_000;
/** Some keep the portal open all day, others come and go. */
const STAYERS = 4;
const COMERS = 4;

const PAGES = [
  ...(['', '/transactions', '/transactions?state=approved', '/unresolved', '/receipts', '/devices'] as const),
  ...(['/batches', '/end-of-day', '/reports', '/exports', '/payment-links', '/audit', '/pictures'] as const),
] as const;

/** Opens pages and streams as people's browsers do, until stopped. */
export async function openBrowsers(
  parts: { world: SoakWorld; dice: Dice; tally: Tally },
  signal: AbortSignal,
): Promise<Browsers & { closed: Promise<unknown> }> {
  const { letIn } = parts.world;
  const manager = await letIn('manager');
  const baker = await letIn('montrealManager');
  let times: number[] = [];
  let held = 0;
  const read = async () => {
    const [visitor, slug] = parts.dice.chance(0.7) ? [manager, kahveDuragi.slug] : [baker, mapleBakery.slug];
    const startedAt = performance.now();
    const { status } = await visit(visitor, `/${slug}${parts.dice.pick(PAGES)}`);
    times.push(performance.now() - startedAt);
    parts.tally.add(`answer page ${status}`);
  };
  const hold = async (visitor: Visitor, forMs: () => number) => {
    while (!signal.aborted) {
      const ending = AbortSignal.any([signal, AbortSignal.timeout(forMs())]);
      // One that the portal ends is opened again, as a browser does.
      const end = await keepStream(visitor, ending, (by) => {
        held += by;
      });
      parts.tally.add(end);
      if (!ending.aborted) await delay(1_000);
    }
  };
  const day = () => 24 * 3_600_000;
  const moment = () => parts.dice.between(5_000, 60_000);
  const reader = { name: 'page', everyMs: READS_EVERY_MS, work: read };
  const closed = Promise.all([
    ...Array.from({ length: READERS }, () => keepDoing(parts, reader, signal)),
    ...Array.from({ length: STAYERS }, (_, at) => hold(at % 2 ? baker : manager, day)),
    ...Array.from({ length: COMERS }, (_, at) => hold(at % 2 ? baker : manager, moment)),
  ]);
  return {
    held: () => held,
    takeTimes() {
      const taken = times;
      times = [];
      return taken;
    },
    closed,
  };
}

/** Listens to a stream to its end, or until told; how that came. */
async function keepStream(
  visitor: Visitor,
  signal: AbortSignal,
  count: (by: 1 | -1) => void,
): Promise<string> {
  try {
    const headers = { cookie: visitor.cookie ?? '' };
    const { status, body } = await fetch(`${portalOrigin()}/api/live/stream`, { headers, signal });
    if (status !== 200 || !body) return `problem stream: ${status}`;
    count(1);
    try {
      for await (const _ of body);
      return 'stream ended by the portal';
    } finally {
      count(-1);
    }
  } catch (error) {
    return signal.aborted ? 'stream closed' : `problem stream: ${error}`;
  }
}
