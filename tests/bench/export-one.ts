import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { openDatabase } from '#db/client.ts';
import type { Person } from '#server/auth/context.ts';
import { composeTransactions } from '#server/exports/compose-transactions.ts';
import { inPieces } from '#server/exports/keep-file.ts';
import { parseDecimal } from '#server/kernel/money.ts';
import { batchSlips } from '#server/receipts/batch-slips.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { makeReadContext } from '../factories/context.ts';
import type { MerchantRow } from '../factories/merchant.ts';
import { findBigTable, HISTORY_ENDS } from './big-table.ts';
import { BATCH_SLIPS, MEASURED, type MeasuredForm } from './export-forms.ts';

// One file of `bench:export`, in a process of its own: owner's and application's address, form, batch.

const SAMPLE_EVERY_MS = 50;
/** What a process has made before: enough to have its young memory at its full size. */
const WARM_BYTES = 4_000_000;
const MIB = 1_048_576;

const [, , ownerUrl = '', appUrl = '', wanted = '', batchId = ''] = process.argv;
const form = MEASURED.find((one) => one === wanted);
if (!form) throw new Error(`There is no form ${wanted}`);
const owner = openDatabase(ownerUrl, { maxConnections: 1, name: 'bench' });
const app = openDatabase(appUrl, { maxConnections: 4, name: 'bench' });
const { merchant, person } = await findBigTable(owner.db);
await measure(form, merchant, person);
await Promise.all([app.close(), owner.close()]);

async function measure(form: MeasuredForm, merchant: MerchantRow, person: Person): Promise<void> {
  const rows = await countRows(form, merchant);
  await take(await open(form, merchant, person), WARM_BYTES);
  globalThis.gc?.();
  const before = process.memoryUsage();
  let most = before;
  const sampler = setInterval(() => {
    const now = process.memoryUsage();
    if (now.rss > most.rss) most = now;
  }, SAMPLE_EVERY_MS);
  const taken = await take(await open(form, merchant, person), Number.POSITIVE_INFINITY);
  clearInterval(sampler);
  globalThis.gc?.();
  const kept = process.memoryUsage();
  const grown = (a: number, b: number) => `${a >= b ? '+' : '−'}${Math.abs(Math.round((a - b) / MIB))}`;
  say(
    `${form}: ${rows} rows, ${(taken.bytes / 1e6).toFixed(1)} MB in ${taken.seconds.toFixed(1)} s, first byte after ${taken.firstMs} ms; ` +
      `memory at most ${grown(most.rss, before.rss)} MiB (heap ${Math.round(most.heapUsed / MIB)} of ${Math.round(most.heapTotal / MIB)}, outside it ${Math.round(most.external / MIB)}); ` +
      `still held afterwards ${grown(kept.heapUsed + kept.external, before.heapUsed + before.external)} MiB`,
  );
  if (form === 'csv') await checkSums(taken.tail, merchant);
  const copySeconds = form === 'csv' ? await copyRows(merchant) : null;
  const growthMiB = (most.rss - before.rss) / MIB;
  say(JSON.stringify({ rows, seconds: taken.seconds, firstMs: taken.firstMs, growthMiB, copySeconds }));
}

/** How long the same rows take as the database writes them, through the same driver and into the same digest. */
async function copyRows({ id }: MerchantRow): Promise<number> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  const from = performance.now();
  const hash = createHash('sha256');
  const rows = await sql
    .unsafe(
      `copy (select * from transactions where merchant_id = '${id}' order by created_at desc, id desc) to stdout csv`,
    )
    .readable();
  for await (const piece of rows) hash.update(piece);
  await sql.end();
  return (performance.now() - from) / 1000;
}

async function open(
  form: MeasuredForm,
  merchant: MerchantRow,
  person: Person,
): Promise<AsyncIterable<Uint8Array>> {
  const clock = { now: () => HISTORY_ENDS };
  if (form === 'csv' || form === 'xlsx') {
    const ctx = makeReadContext(app.db, merchant, person, 'transactions:export', clock);
    const wish = { form, filter: [], query: '', filterInWords: '', locale: 'en' } as const;
    return composeTransactions(ctx, wish, await listFilterChoices(ctx), { at: HISTORY_ENDS, madeBy: 'bench' })
      .body;
  }
  const ctx = makeReadContext(app.db, merchant, person, 'receipts:print', clock);
  const file = await batchSlips(ctx, batchId, { form, paper: '80' });
  if (!file) throw new Error('The batch has no slip');
  return file.body;
}

async function take(body: AsyncIterable<Uint8Array>, atMost: number) {
  const from = performance.now();
  const hash = createHash('sha256');
  let [bytes, firstMs, tail] = [0, 0, ''];
  for await (const piece of inPieces(timed(body))) {
    hash.update(piece);
    bytes += piece.length;
    tail = (tail + piece.toString('latin1')).slice(-2_000);
    if (bytes >= atMost) break;
  }
  return { bytes, firstMs, tail, seconds: (performance.now() - from) / 1000 };

  async function* timed(parts: AsyncIterable<Uint8Array>) {
    for await (const part of parts) {
      firstMs ||= Math.round(performance.now() - from);
      yield part;
    }
  }
}

async function countRows(form: MeasuredForm, { id }: MerchantRow): Promise<number> {
  if (form === 'zip' || form === 'pdf') return BATCH_SLIPS;
  const [row] = await owner.db.execute<{ count: number }>(
    sql`select count(*)::int as count from transactions where merchant_id = ${id}`,
  );
  return row?.count ?? 0;
}

/** Ends with an error unless every sum that the file states is the database's. */
async function checkSums(tail: string, { id }: MerchantRow): Promise<void> {
  const sums = await owner.db.execute<{ kind: string; currency: 'TRY'; count: number; minor: string }>(sql`
    select kind, currency, count(*)::int as count, sum(amount_minor)::text as minor from transactions
    where merchant_id = ${id} and state = 'approved' group by kind, currency`);
  const stated = new Map(
    [...tail.matchAll(/^Approved: (\w+),(\d+),-?([\d.]+),([A-Z]{3})\r?$/gm)].map(
      ([, kind = '', count, amount = '', currency = '']) => [
        `${kind.toLowerCase()} ${currency}`,
        `${count} ${parseDecimal(amount, currency as 'TRY')?.minor}`,
      ],
    ),
  );
  for (const { kind, currency, count, minor } of sums) {
    const said = stated.get(`${kind} ${currency}`);
    if (said !== `${count} ${minor}`)
      throw new Error(`${kind} ${currency}: ${said} stated, ${count} ${minor} in the database`);
  }
  say(`csv: all ${sums.length} stated sums are the database's`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
