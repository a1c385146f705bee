import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createDice } from '#db/seeds/dice.ts';
import { createTally } from '#tests/campaign/tally.ts';
import { buildPortal, isBuilt } from '#tests/demo/build.ts';
import { compareBooks } from './books.ts';
import { openBrowsers } from './browsers.ts';
import { judge, LEAST_MINUTES, type Verdict } from './judge.ts';
import { type Sample, shortenClocks, takeSample } from './sample.ts';
import { keepShop } from './shop.ts';
import { openSoakWorld, type SoakWorld } from './world.ts';

// `npm run soak -- --minutes 120`: a built portal and a worker serve two busy shops (both terminal providers, payments by links,
// ends of days, files, slips, a few browsers) at a steady pace; every minute everything that may not grow is read. At the end a
// line through the second half says what did, and the books are held against the providers'. Ends with 1 when anything grew
// that may not, or differs. Samples are kept in test-results/soak as they come.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    seed: { type: 'string', default: 'soak' },
  },
});
const minutes = Number(values.minutes);
const directory = path.resolve('test-results/soak');
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What is open when the shop closes has ended after this: a link that nobody pays lives longer than that and may stay. */
const CALM_WITHIN_MS = 240_000;

mkdirSync(directory, { recursive: true });
if (!isBuilt()) {
  say('Building the portal …');
  await buildPortal(() => {});
}
const world = await openSoakWorld();
let isWell = false;
try {
  isWell = await soak(world);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await world.close();
}
process.exit(isWell ? 0 : 1);

async function soak(world: SoakWorld): Promise<boolean> {
  const since = new Date();
  const tally = createTally();
  const over = new AbortController();
  const browsers = await openBrowsers(
    { world, tally, dice: createDice(`${values.seed}/browsers`) },
    over.signal,
  );
  const shop = keepShop({ world, tally, dice: createDice(`${values.seed}/shop`) }, over.signal);
  const samples: Sample[] = [];
  const file = path.join(directory, 'samples.jsonl');
  writeFileSync(file, '');
  const startedAt = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    await delay(Math.max(0, startedAt + minute * 60_000 - performance.now()));
    await shortenClocks(world);
    const sample = await takeSample(world, browsers, minute);
    samples.push(sample);
    appendFileSync(file, `${JSON.stringify(sample)}\n`);
    say(lineOf(sample));
  }
  over.abort();
  await Promise.all([shop, browsers.closed]);
  const open = await waitForCalm(world, since);
  const last = await takeSample(world, browsers, minutes + 1);
  await world.stopAll();
  const differences = await compareBooks(world, since);
  const verdicts = minutes >= LEAST_MINUTES ? judge(samples) : [];
  const streamsLeft = last.of['streams portal'] ?? Number.NaN;
  report(verdicts, tally.list(), complaintsOf(world.directory));
  if (minutes < LEAST_MINUTES) say(`Shorter than ${LEAST_MINUTES} minutes: nothing is said about growth.`);
  say(`streams left when all browsers were gone: ${streamsLeft}`);
  say(`still open: ${open.length}`);
  for (const one of open) say(`  ${one}`);
  say(`differences of the books: ${differences.length}`);
  for (const one of differences.slice(0, 50)) say(`  ${one}`);
  const growing = verdicts.filter(({ holds }) => !holds);
  const isFine = growing.length + open.length + differences.length === 0 && streamsLeft === 0;
  const result = {
    seed: values.seed,
    minutes,
    since,
    verdicts,
    open,
    differences,
    tally: tally.list(),
    samples,
  };
  writeFileSync(path.join(directory, 'soak.json'), JSON.stringify(result, null, 1));
  say(
    isFine
      ? 'Everything stayed level and the books agree.'
      : `✗ ${growing.length} figures grew that may not.`,
  );
  return isFine;
}

function lineOf({ minute, of }: Sample): string {
  const read = (name: string) => Math.round(of[name] ?? 0);
  const connections = Object.entries(of).filter(([name]) => name.startsWith('connections '));
  return [
    `${minute} min`,
    `portal ${read('memory portal MB')} MB (heap ${read('heap portal MB')}, fds ${read('descriptors portal')})`,
    `worker ${read('memory worker MB')} MB (heap ${read('heap worker MB')}, fds ${read('descriptors worker')})`,
    `connections ${connections.reduce((sum, [, count]) => sum + count, 0)}`,
    `streams ${read('streams portal')}/${read('streams held by browsers')}`,
    `sales ${read('rows transactions')}`,
    `jobs ${read('rows pgboss.job')}`,
    `page ${read('page median ms')} ms`,
    `delay ${read('delay portal p99 ms')} ms`,
  ].join(' · ');
}

async function waitForCalm({ sql, online }: SoakWorld, since: Date): Promise<string[]> {
  const end = Date.now() + CALM_WITHIN_MS;
  for (;;) {
    // A page that nobody pays is open for as long as somebody may; one that is paid has to be heard of.
    const paid = online.book().flatMap(({ basketId, payment }) => (payment ? [basketId] : []));
    const rows = await sql<{ what: string }[]>`
      select concat_ws(' ', t.kind, t.id, t.state, t.outcome_reason) as what from transactions t
        left join payment_links p on p.merchant_id = t.merchant_id and p.transaction_id = t.id
        where t.created_at >= ${since}
          and (t.state in ('created', 'sending', 'unknown') or (t.state = 'awaiting' and (p.transaction_id is null or t.reference = any (${paid}))))
      union all select concat_ws(' ', 'close', id, state) from eod_runs
        where requested_at >= ${since} and state in ('requested', 'closing', 'unknown')
      union all select concat_ws(' ', 'callback', id, state) from inbox
        where received_at >= ${since} and state in ('received', 'failed')`;
    if (rows.length === 0 || Date.now() > end) return rows.map(({ what }) => what);
    await delay(500);
  }
}

function report(
  verdicts: readonly Verdict[],
  tally: readonly [string, number][],
  complaints: readonly [string, number][],
): void {
  const number = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(1)).padStart(10);
  if (verdicts.length > 0)
    say(`\n${'figure'.padEnd(40)}${'from'.padStart(10)}${'to'.padStart(10)}   may grow by`);
  for (const { name, from, to, allowed, holds, says } of verdicts) {
    const may = allowed === null ? '         —' : number(allowed);
    say(`${holds ? '✓' : '✗'} ${name.padEnd(38)}${number(from)}${number(to)}   ${may}  ${says}`);
  }
  say('\nwhat was done');
  for (const [name, count] of tally) say(`  ${name.padEnd(60)} ${String(count).padStart(8)}`);
  say('\nwhat the processes complained of');
  for (const [sentence, count] of complaints) say(`  ${sentence.padEnd(60)} ${String(count).padStart(8)}`);
  say('');
}

/** Warnings and errors of the processes by their sentence. */
function complaintsOf(of: string): [string, number][] {
  const counts = createTally();
  const logs = path.join(of, 'logs');
  for (const name of readdirSync(logs)) {
    for (const line of readFileSync(path.join(logs, name), 'utf8').split('\n')) {
      const [, level = ''] = /"level":(\d+)/.exec(line) ?? [];
      if (Number(level) >= 40)
        counts.add(`${name} ${/"msg":"([^"]*)"/.exec(line)?.[1] ?? line.slice(0, 100)}`);
      else if (level === '' && line.trim() !== '') counts.add(`${name} ${line.trim().slice(0, 100)}`);
    }
  }
  return counts.list().sort(([, a], [, b]) => b - a);
}
