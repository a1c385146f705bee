import { setTimeout as delay } from 'node:timers/promises';
import type { Eyes } from './eyes.ts';
import type { Span } from './mishaps.ts';

/** For how long one operation was unknown, by the clock of the campaign, and how it ended. */
export type Unknown = Span & { id: string; kind: string; state: string };

const LOOK_EVERY_MS = 250;

/** What was seen: operations that were unknown, and times in which no worker was there to ask. */
export type Watched = { ended: Unknown[]; unserved: Span[] };

/** Notes every operation that is unknown at some time, until told to stop. */
export function watchUnknown(
  { sql }: Pick<Eyes, 'sql'>,
  isServed: () => boolean,
): { stop(): Promise<Watched> } {
  const open = new Map<string, number>();
  const ended: Unknown[] = [];
  const unserved: Span[] = [];
  let isOver = false;
  const look = async () => {
    const fromMs = Date.now();
    if (!isServed()) unserved.push({ fromMs, toMs: fromMs + LOOK_EVERY_MS });
    const rows = await sql<{ id: string; kind: string; state: string }[]>`
      select id, kind, state from transactions where state = 'unknown' or id = any(${[...open.keys()]})`;
    const toMs = Date.now();
    for (const { id, kind, state } of rows) {
      const fromMs = open.get(id);
      if (state === 'unknown') open.set(id, fromMs ?? toMs);
      else if (fromMs !== undefined) {
        ended.push({ id, kind, state, fromMs, toMs });
        open.delete(id);
      }
    }
  };
  const looking = (async () => {
    while (!isOver) {
      await look();
      await delay(LOOK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await looking;
      return { ended, unserved };
    },
  };
}

/**
 * The longest time in one piece in which an operation was unknown although its provider could be asked (and somebody was there to
 * ask, where `unaskable` has those times too) and knew: its end was found by asking. What ended by «not found» has to wait, and where our clock jumped nobody can say how long it was.
 */
export function longestUnknown(
  all: readonly Unknown[],
  unaskable: readonly Span[],
  jumps: readonly Span[],
): { id: string; ms: number } | null {
  const found = all.filter(
    (one) => (one.state === 'approved' || one.state === 'declined') && !jumps.some((jump) => meet(one, jump)),
  );
  const stretches = found.map((one) => ({ id: `${one.kind} ${one.id}`, ms: longestStretch(one, unaskable) }));
  return stretches.sort((a, b) => b.ms - a.ms)[0] ?? null;
}

function longestStretch({ fromMs, toMs }: Span, unaskable: readonly Span[]): number {
  const away = unaskable.filter((span) => meet({ fromMs, toMs }, span)).sort((a, b) => a.fromMs - b.fromMs);
  let longest = 0;
  let since = fromMs;
  for (const span of away) {
    longest = Math.max(longest, span.fromMs - since);
    since = Math.max(since, span.toMs);
  }
  return Math.max(longest, toMs - since);
}

function meet(a: Span, b: Span): boolean {
  return a.fromMs <= b.toMs && b.fromMs <= a.toMs;
}
