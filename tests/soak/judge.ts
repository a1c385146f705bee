import type { Sample } from './sample.ts';
import { type Growth, TABLES } from './tables.ts';

/** What a figure did, and whether it may. */
export type Verdict = {
  name: string;
  /** As fitted at the beginning and the end of the second half. */
  from: number;
  to: number;
  /** How much it may grow over the second half; null: as much as it likes. */
  allowed: number | null;
  holds: boolean;
  /** Why it may grow, or what is wrong. */
  says: string;
};

/** A shorter soak tells nothing of slopes. */
export const LEAST_MINUTES = 30;

/** Of a sawtooth (what is used until the next collection) the lower edge counts: the least of so many minutes. */
const EDGE_MINUTES = 5;

/**
 * Times are shown and not judged: they are those of the machine, whatever else it does. How much any other figure may grow over the
 * second half: a share of what it was, or so much if that is more.
 */
const TOLERANCES: readonly [begins: string, share: number, least: number][] = [
  ['memory ', 0.1, 30],
  ['heap ', 0.1, 30],
  ['descriptors ', 0.1, 10],
  ['connections ', 0.1, 2],
  ['streams ', 0.1, 3],
  ['answers ', 0, 1],
  ['rows pgboss.', 0.1, 50],
  ['size pgboss.', 0.2, 5],
];

/** Each figure of the samples by a line fitted to the second half: the first one warms up. */
export function judge(samples: readonly Sample[]): Verdict[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  const names = [...new Set(half.flatMap(({ of }) => Object.keys(of)))].sort();
  return names.map((name) => judgeOne(name, half));
}

function judgeOne(name: string, samples: readonly Sample[]): Verdict {
  const points = edgesOf(name, samples);
  const { from, to } = fitLine(points);
  const table = /^rows (?!pgboss)(.*)$/.exec(name)?.[1];
  if (table !== undefined) return { ...judgeTable(table, from, to), name, from, to };
  const rule = TOLERANCES.find(([begins]) => name.startsWith(begins));
  if (!rule) return { name, from, to, allowed: null, holds: true, says: '' };
  const [, share, least] = rule;
  const allowed = Math.max(share * Math.abs(from), least);
  const holds = to - from <= allowed;
  return { name, from, to, allowed, holds, says: holds ? '' : 'grows' };
}

function judgeTable(table: string, from: number, to: number): Pick<Verdict, 'allowed' | 'holds' | 'says'> {
  const growth: Growth | undefined = TABLES[table];
  if (!growth) return { allowed: 0, holds: false, says: 'is in no list of tables' };
  if (growth.kind === 'books') return { allowed: null, holds: true, says: 'books' };
  if (growth.kind === 'aged') return { allowed: null, holds: true, says: `until ${growth.by}` };
  const allowed = Math.max(0.02 * from, 10);
  const holds = to - from <= allowed;
  return { allowed, holds, says: holds ? 'level' : 'grows with the business of the shop' };
}

type Point = { x: number; y: number };

function edgesOf(name: string, samples: readonly Sample[]): Point[] {
  const points = samples.map(({ minute, of }) => ({ x: minute, y: of[name] ?? 0 }));
  if (!/^(memory|heap|delay|page|connections|streams|descriptors) /.test(name)) return points;
  return points.flatMap((_, at) => {
    const window = points.slice(at, at + EDGE_MINUTES);
    const [lowest] = window.toSorted((a, b) => a.y - b.y);
    return window.length === EDGE_MINUTES && lowest ? [{ x: at, y: lowest.y }] : [];
  });
}

/** The line of least squares through the points, at their two ends. */
function fitLine(points: readonly Point[]): { from: number; to: number } {
  const first = points[0]?.x ?? 0;
  const last = points.at(-1)?.x ?? 0;
  const mean = (read: (point: Point) => number) =>
    points.reduce((sum, point) => sum + read(point), 0) / Math.max(1, points.length);
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2);
  const slope = spread === 0 ? 0 : mean((point) => (point.x - x) * (point.y - y)) / spread;
  return { from: y + slope * (first - x), to: y + slope * (last - x) };
}
