import { parseArgs } from 'node:util';
import { openDatabase } from '#db/client.ts';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import type { Context } from '#server/auth/context.ts';
import { readCursor } from '#server/transactions/list-cursor.ts';
import { type FilterChoices, listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { countTabs, sumTransactions } from '#server/transactions/sum-transactions.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';
import { makeReadContext } from '../factories/context.ts';
import { makeListReader } from '../factories/list-reader.ts';
import { throwAwayDirectory } from '../support/throw-away.ts';
import { HISTORY_ENDS } from './big-table.ts';
import { figuresOf } from './figures.ts';
import { openBigTable } from './open-table.ts';

// `npm run bench:list -- 1000000 10000000`: what the database needs for a page of the list, for its search box and for its counts,
// of a merchant that has 40 % of so many operations; of two tables in turns, so that what else the machine does meets both alike,
// and how much more the larger one takes. Everything shares this machine. `--kept DIR` fills the tables there once and finds them
// filled the next time; `--only batch` measures the filters with that in their name.

const { values, positionals } = parseArgs({
  options: { kept: { type: 'string' }, only: { type: 'string', default: '' } },
  allowPositionals: true,
});
const counts = positionals.length > 0 ? positionals.map(Number) : [1_000_000];
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

/** A filled table with somebody of its largest merchant who reads it. */
type Table = { ctx: Context<'transactions:see'>; choices: FilterChoices; stop: () => Promise<void> };

const directory = values.kept ?? throwAwayDirectory('bench-list');
const tables: Table[] = [];
try {
  for (const count of counts) tables.push(await openTable(count));
  await measure(tables);
} finally {
  for (const table of tables) await table.stop();
}

async function openTable(count: number): Promise<Table> {
  const table = await openBigTable(directory, count);
  const app = openDatabase(table.appUrl, { maxConnections: 4, name: 'bench' });
  const clock = { now: () => HISTORY_ENDS };
  const ctx = makeReadContext(app.db, table.merchant, table.person, 'transactions:see', clock);
  const stop = async () => {
    await app.close();
    await table.stop();
  };
  return { ctx, choices: await listFilterChoices(ctx), stop };
}

async function measure(tables: readonly Table[]): Promise<void> {
  await compare('choices of the filter', tables, 'choices', ({ ctx }) => listFilterChoices(ctx));
  for (const [name, said] of Object.entries(FILTERS)) {
    if (!name.includes(values.only)) continue;
    const filterOf = ({ ctx, choices }: Table) => read(said, makeListReader({ choices, me: ctx.actor.id }));
    await compare(name, tables, 'list', (table) =>
      listTransactions(table.ctx, filterOf(table), null, table.choices),
    );
    await compare(name, tables, 'sums', (table) => sumTransactions(table.ctx, filterOf(table)), 3);
    await compare(name, tables, 'tabs', (table) => countTabs(table.ctx, filterOf(table), 'all'), 3);
  }
  // Halfway down the history.
  const place = readCursor(
    `${new Date('2025-03-05T00:00:00Z').getTime().toString(36)}-txn_${'0'.repeat(26)}`,
  );
  if (!place) throw new Error('no place');
  await compare('a year down', tables, 'list', ({ ctx, choices }) =>
    listTransactions(ctx, [], { ...place, direction: 'older' }, choices),
  );
}

function read(said: Record<string, string>, reader: Parameters<typeof readListRequest>[1]): ListFilter {
  const { filter, issues } = readListRequest(said, reader);
  if (!filter) throw new Error(JSON.stringify(issues));
  return filter;
}

/** Has each table do it in turns, and says what each took and how much more the last one than the first. */
async function compare(
  name: string,
  tables: readonly Table[],
  what: string,
  work: (table: Table) => Promise<unknown>,
  rounds = ROUNDS,
): Promise<void> {
  const measured = new Map(tables.map((table) => [table, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [table, times] of measured) {
      const from = performance.now();
      await work(table);
      if (round > 0) times.push(performance.now() - from);
    }
  }
  const figures = [...measured.values()].map(figuresOf);
  const said = figures.map(({ medianMs, p95Ms }) => `${pad(medianMs, 7)} /${pad(p95Ms, 7)} ms`).join('  ');
  const [first, last] = [figures[0], figures.at(-1)];
  const ratio =
    first && last && first !== last
      ? `  × ${(last.medianMs / Math.max(first.medianMs, 0.1)).toFixed(2)}`
      : '';
  say(`${name.padEnd(34)} ${what.padEnd(8)}${said}${ratio}`);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
