import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { throwAwayDirectory } from '../support/throw-away.ts';
import { enterBenchApp } from './bench-app.ts';
import { measureCallbacks } from './callbacks.ts';
import { measureClicks } from './clicks.ts';
import { measureEndOfDay } from './end-of-day.ts';
import { measureFiles } from './files.ts';
import type { Line } from './line.ts';
import { measureColdStart, measureMemory } from './memory-lines.ts';
import { type BigTable, openBigTable } from './open-table.ts';
import { growthLines, measureBatchPage, measurePages, type Visitor, weighWhatIsSent } from './pages.ts';
import { startPortalOn } from './portal.ts';
import { noiseOf, tableOf, toRun, writeRun } from './report.ts';
import { measureBox, measureMonth } from './sums.ts';

// `npm run bench -- --rows 1000000,10000000`: every job with a budget, what it cannot be faster than, and the ratio of the two, measured
// in one run on one machine: load, portal, database and provider share it. `--kept DIR` fills tables there once, `--only P1,P5`
// measures some, `--rounds N` repeats each measurement so often, of `--requests N` each; `--seed N` draws other tables.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    kept: { type: 'string' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    requests: { type: 'string', default: '40' },
  },
});
const sizes = values.rows.split(',').map(Number);
const rounds = Number(values.rounds);
const extent = { repetitions: rounds, requests: Number(values.requests) };
const only = values.only.split(',').filter((mark) => mark !== '');
const results = path.resolve('test-results/bench');
const kept = values.kept ? path.resolve(values.kept) : throwAwayDirectory('bench');

const lines: Line[] = [];
const failed: { part: string; why: string }[] = [];

mkdirSync(kept, { recursive: true });
await enterBenchApp(say);
const tables: BigTable[] = [];
try {
  if (isWanted('P1', 'P2', 'P3', 'P4', 'P5', 'P9', 'P10', 'P12') || only.includes('P13'))
    for (const rows of sizes) await onTable(await openBigTable(kept, rows, Number(values.seed)));
} finally {
  for (const table of tables) await table.stop();
}
await part(['P6'], 'callbacks', measureCallbacks);
await part(['P7', 'P8', 'P13'], 'a browser on the demo', measureClicks);
await part(['P14'], 'the end of a day', measureEndOfDay);

const run = toRun(sizes, lines, failed, new Date());
const file = writeRun(results, run);
const noise = noiseOf(results, run);
say(`\n${tableOf(lines)}\n`);
for (const { part: name, why } of failed) say(`not measured: ${name}: ${why}`);
const met = run.lines.filter((line) => line.isMet).length;
say(`${met} of ${lines.length} budgets met, ${lines.length - met} not; written to ${file}`);
say(
  noise
    ? `against the run of ${noise.since}: half of all jobs differ by ${noise.median} % or less, at most ${noise.most} % (${noise.job})`
    : 'no earlier run of as many rows to compare with: a second one states the noise',
);

/** What is measured on one table, whose portal is ended before the next one’s begins. */
async function onTable(table: BigTable): Promise<void> {
  tables.push(table);
  await part(['P3', 'P4'], 'the search box', () => measureBox(table, rounds));
  await part(['P5'], 'a month by acquirer', () => measureMonth(table, rounds));
  const portal = await startPortalOn(table);
  const visitor: Visitor = { portal, table };
  try {
    await part(['P1', 'P2', 'P3'], 'pages', () => measurePages(visitor, extent));
    await part(['P5'], 'a batch', () => measureBatchPage(visitor, extent));
    await part(['P9'], 'files', () => measureFiles(visitor, rounds));
    if (table === tables[0]) await measureOnce(visitor);
  } finally {
    await portal.stop();
  }
  const [smaller] = tables;
  if (smaller && smaller !== table) lines.push(...growthLines(lines, smaller, table));
}

/** What does not depend on how many rows there are. */
async function measureOnce(visitor: Visitor): Promise<void> {
  await part(['P10'], 'weight', () => weighWhatIsSent(visitor));
  await part(['P12'], 'memory', () => measureMemory(visitor, extent));
  await part(['P13'], 'cold start', () => measureColdStart(visitor, rounds));
}

/** Measures a part that is wanted; what fails is told at the end and hides nothing else. */
async function part(marks: readonly string[], name: string, work: () => Promise<Line[]>): Promise<void> {
  if (!isWanted(...marks)) return;
  say(`measuring ${name} …`);
  try {
    const measured = (await work()).filter(({ mark }) => isWanted(mark));
    lines.push(...measured);
    say(tableOf(measured));
  } catch (error) {
    failed.push({ part: name, why: error instanceof Error ? error.message : String(error) });
  }
}

function isWanted(...marks: readonly string[]): boolean {
  return only.length === 0 || marks.some((mark) => only.includes(mark));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
