import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { isMet, type Line } from './line.ts';

/** What one run measured, and what could not be measured with why. */
export type Run = {
  at: string;
  rows: number[];
  processors: number;
  node: string;
  lines: (Line & { isMet: boolean })[];
  failed: { part: string; why: string }[];
};

/** Puts a run together. */
export function toRun(rows: number[], lines: readonly Line[], failed: Run['failed'], at: Date): Run {
  return {
    at: at.toISOString(),
    rows,
    processors: cpus().length,
    node: process.version,
    lines: lines.map((line) => ({ ...line, isMet: isMet(line) })),
    failed,
  };
}

const HEAD = ['', 'job', 'under', 'floor', 'portal', 'p50', 'p95', 'p99', 'judged', 'budget', 'met'];

/** The table of a run, a line for each job, for a screen of 160 columns. */
export function tableOf(lines: readonly Line[]): string {
  const cells = [HEAD, ...lines.map(cellsOf)];
  const widths = HEAD.map((_none, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf(line: Line): string[] {
  const { mark, job, under, unit, floor, portal, figures, judged, limit, sense } = line;
  const isRatio = judged !== portal;
  const of = (value: number | undefined) => (value === undefined ? '' : String(value));
  return [
    ...[mark, job, under],
    floor === null ? '' : `${floor} ${unit}`,
    `${portal} ${unit}`,
    ...[of(figures?.medianMs), of(figures?.p95Ms), of(figures?.p99Ms)],
    isRatio ? `× ${judged}` : `${judged} ${unit}`,
    `${sense === 'at most' ? '≤' : '≥'} ${limit}`,
    isMet(line) ? 'yes' : 'NO',
  ];
}

/** Writes a run beside the earlier ones; returns where. */
export function writeRun(directory: string, run: Run): string {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${run.at.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
  return file;
}

/**
 * How far this run lies from the newest earlier one of as many rows, over all jobs both measured: the median and the largest
 * difference of what was judged, in percent. Null without an earlier one.
 */
export function noiseOf(
  directory: string,
  run: Run,
): { since: string; median: number; most: number; job: string } | null {
  const earlier = readRuns(directory)
    .filter((one) => one.at < run.at && one.rows.join() === run.rows.join())
    .at(-1);
  if (!earlier) return null;
  const before = new Map(earlier.lines.map((line) => [keyOf(line), line.judged]));
  const differences = run.lines
    .flatMap((line) => {
      const other = before.get(keyOf(line));
      if (!other || !line.judged) return [];
      return {
        job: `${line.mark} ${line.job}`,
        percent: Math.round(Math.abs(line.judged / other - 1) * 100),
      };
    })
    .sort((a, b) => a.percent - b.percent);
  const [middle, most] = [differences[Math.floor(differences.length / 2)], differences.at(-1)];
  return middle && most
    ? { since: earlier.at, median: middle.percent, most: most.percent, job: most.job }
    : null;
}

function keyOf({ mark, job, under }: Line): string {
  return `${mark} ${job} ${under}`;
}

function readRuns(directory: string): Run[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as Run);
}
