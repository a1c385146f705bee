import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import type { Context } from '#server/auth/context.ts';
import { composeTransactions } from '#server/exports/compose-transactions.ts';
import { EXPORT_FORMS, type ExportForm } from '#server/exports/export-wish.ts';
import { inPieces } from '#server/exports/keep-file.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { makeReadContext } from '../factories/context.ts';
import { freePort } from '../support/ports.ts';
import { throwAwayDirectory } from '../support/throw-away.ts';
import { fillBigTable, HISTORY_ENDS } from './big-table.ts';

// `npm run bench:export -- 1000000`: a file of so many rows: time to its first byte and to its last, how much memory it takes
// while it is made, and whether the sums it states are the database's. Everything shares this machine.

const count = Number(process.argv[2] ?? 1_000_000);
/** The first merchant has two fifths of a table. */
const SHARE = 0.399;
const SAMPLE_EVERY_MS = 100;

const directory = throwAwayDirectory('bench-export');
const database = await startEmbedded({
  directory: join(directory, 'pg'),
  port: await freePort(),
  durable: false,
  log: () => undefined,
});
try {
  await migrate(database.ownerUrl);
  const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'bench' });
  const { merchant, person } = await fillBigTable(owner.db, Math.ceil(count / SHARE));
  const app = openDatabase(database.appUrl, { maxConnections: 4, name: 'bench' });
  const ctx = makeReadContext(app.db, merchant, person, 'transactions:export', { now: () => HISTORY_ENDS });
  const sums = await owner.db.execute<{ kind: string; count: number; minor: string }>(sql`
    select kind, count(*)::int as count, sum(amount_minor)::text as minor from transactions
    where merchant_id = ${merchant.id} and state = 'approved' group by kind`);
  const [rows] = await owner.db.execute<{ count: number }>(
    sql`select count(*)::int as count from transactions where merchant_id = ${merchant.id}`,
  );
  const wanted = rows?.count ?? 0;
  for (const form of EXPORT_FORMS) await measure(ctx, form, wanted);
  say(`the database has ${wanted} rows`);
  for (const { kind, count: approved, minor } of sums)
    say(`  approved ${kind}: ${approved}, ${minor} minor units`);
  await Promise.all([app.close(), owner.close()]);
} finally {
  await database.stop();
}

async function measure(ctx: Context<'transactions:export'>, form: ExportForm, wanted: number): Promise<void> {
  const choices = await listFilterChoices(ctx);
  const wish = { form, filter: [], query: '', filterInWords: '', locale: 'en' } as const;
  globalThis.gc?.();
  const before = process.memoryUsage();
  let most = before;
  const mebibytes = (bytes: number) => Math.round(bytes / 1_048_576);
  const grown = ({ rss }: NodeJS.MemoryUsage) => mebibytes(rss - before.rss);
  const sampler = setInterval(() => {
    const now = process.memoryUsage();
    if (now.rss > most.rss) most = now;
  }, SAMPLE_EVERY_MS);
  const from = performance.now();
  let seen = 0;
  const onRows = (rows: number) => {
    seen = rows;
  };
  const file = composeTransactions(ctx, wish, choices, { at: HISTORY_ENDS, madeBy: 'bench', onRows });
  const hash = createHash('sha256');
  let [bytes, firstMs, tail] = [0, 0, ''];
  const grownAt: string[] = [];
  for await (const piece of inPieces(timed(file.body))) {
    hash.update(piece);
    bytes += piece.length;
    tail = piece.subarray(-1_000).toString();
    if (seen >= (wanted * (grownAt.length + 1)) / 4) {
      grownAt.push(
        `+${grown(most)} (heap ${mebibytes(most.heapUsed)} of ${mebibytes(most.heapTotal)}, external ${mebibytes(most.external)})`,
      );
      most = process.memoryUsage();
    }
  }
  clearInterval(sampler);
  const seconds = (performance.now() - from) / 1000;
  say(
    `${form}: ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s, first byte after ${firstMs} ms, memory at most, by quarters: ${grownAt.join(', ')} MiB`,
  );
  if (form === 'csv')
    for (const line of tail.split('\r\n').filter((one) => /^(Rows|Approved|Net)/.test(one))) say(`  ${line}`);

  async function* timed(body: AsyncIterable<Uint8Array>) {
    for await (const part of body) {
      firstMs ||= Math.round(performance.now() - from);
      yield part;
    }
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
