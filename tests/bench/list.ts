import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Db, openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import type { Context } from '#server/auth/context.ts';
import { readCursor } from '#server/transactions/list-cursor.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { countTabs, sumTransactions } from '#server/transactions/sum-transactions.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';
import { makeReadContext } from '../factories/context.ts';
import { makeListReader } from '../factories/list-reader.ts';
import { freePort } from '../support/ports.ts';
import { throwAwayDirectory } from '../support/throw-away.ts';
import { fillBigTable, findBigTable, HISTORY_ENDS } from './big-table.ts';
import { figuresOf } from './figures.ts';

// `npm run bench:list -- 1000000`: what the database needs for a page of the list, for its search box and for its counts, of a
// merchant that has 40 % of so many operations. Everything shares this machine. `--kept DIR` fills a table there once and
// finds it filled the next time.

const { values, positionals } = parseArgs({
  options: { kept: { type: 'string' } },
  allowPositionals: true,
});
const count = Number(positionals[0] ?? 1_000_000);
const ROUNDS = 30;

/** What the address of the list says. */
const FILTERS: Record<string, Record<string, string>> = {
  'no filter': {},
  'tab failed': { state: 'failed' },
  'tab unknown (none)': { state: 'unknown' },
  'tab given back': { state: 'refunded' },
  terminal: { device: 'dev_00000000000000000000000007' },
  'terminal, refunds': { device: 'dev_00000000000000000000000007', kind: 'refund' },
  branch: { branch: 'bra_00000000000000000000000002' },
  'bank, rare': { acquirer: '0015' },
  'person who left': { user: 'usr_00000000000000000000000009' },
  'card type, rare': { cardType: 'prepaid' },
  'environment, far back': { environment: 'sandbox' },
  'provider (none)': { provider: 'interpay' },
  today: { period: 'today' },
  'last month': { period: 'lastMonth' },
  'a day two years ago': { from: '2024-03-20', to: '2024-03-20' },
  'a quarter, refunds of a branch': {
    from: '2024-10-01',
    to: '2024-12-31',
    kind: 'refund',
    branch: 'bra_00000000000000000000000001',
  },
  'amount above': { min: '300' },
  'amount far above': { min: '590' },
  'search: last 4 and amount': { q: 'last4:3259 amount:118,00' },
  'search: last 4': { q: '3259' },
  'search: amount': { q: '118,00' },
  'search: auth code': { q: '704311' },
  'search: host reference': { q: '600000400000' },
  'search: our reference': { q: 'ref_400001' },
  'search: nothing there': { q: 'A1B2C3D4' },
  'search: batch': { q: 'batch:12' },
  'search: a whole line': { q: 'GRUP NO: 012 ONAY KODU: 704311 **** **** **** 0006 TUTAR: 118,00 TL' },
};

const directory = values.kept ?? throwAwayDirectory('bench-list');
const filledMark = join(directory, `filled-${count}`);
const database = await startEmbedded({
  directory: join(directory, 'pg'),
  port: await freePort(),
  durable: false,
  log: () => undefined,
});
try {
  await migrate(database.ownerUrl);
  const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'bench' });
  const { merchant, person } = existsSync(filledMark) ? await findBigTable(owner.db) : await fill(owner.db);
  await owner.close();
  const app = openDatabase(database.appUrl, { maxConnections: 4, name: 'bench' });
  const ctx = makeReadContext(app.db, merchant, person, 'transactions:see', { now: () => HISTORY_ENDS });
  await measure(ctx);
  await app.close();
} finally {
  await database.stop();
}

async function fill(owner: Db) {
  const from = performance.now();
  const filled = await fillBigTable(owner, count);
  say(`${count} operations in ${Math.round((performance.now() - from) / 1000)} s`);
  writeFileSync(filledMark, '');
  return filled;
}

async function measure(ctx: Context<'transactions:see'>): Promise<void> {
  const choices = await listFilterChoices(ctx);
  const reader = makeListReader({ choices, me: ctx.actor.id });
  say(`choices of the filter: ${await timed(() => listFilterChoices(ctx))}`);
  const read = (values: Record<string, string>): ListFilter => {
    const { filter, issues } = readListRequest(values, reader);
    if (!filter) throw new Error(JSON.stringify(issues));
    return filter;
  };
  for (const [name, values] of Object.entries(FILTERS)) {
    const filter = read(values);
    const page = await listTransactions(ctx, filter, null, choices);
    const list = await timed(() => listTransactions(ctx, filter, null, choices));
    const sums = await timed(() => sumTransactions(ctx, filter), 3);
    const tabs = await timed(() => countTabs(ctx, filter, 'all'), 3);
    const found = `${page.rows.length} rows${page.lookedTo ? ' so far' : ''}`;
    say(`${name.padEnd(32)} ${found.padEnd(15)} list ${list}   sums ${sums}   tabs ${tabs}`);
  }
  // Halfway down the history.
  const place = readCursor(
    `${new Date('2025-03-05T00:00:00Z').getTime().toString(36)}-txn_${'0'.repeat(26)}`,
  );
  if (!place) throw new Error('no place');
  const deep = await timed(() => listTransactions(ctx, [], { ...place, direction: 'older' }, choices));
  say(`${'a year down'.padEnd(48)} list ${deep}`);
}

async function timed(work: () => Promise<unknown>, rounds = ROUNDS): Promise<string> {
  const measured: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const from = performance.now();
    await work();
    if (round > 0) measured.push(performance.now() - from);
  }
  const { medianMs, p95Ms } = figuresOf(measured);
  return `${String(medianMs).padStart(6)} / ${String(p95Ms).padStart(6)} ms`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
