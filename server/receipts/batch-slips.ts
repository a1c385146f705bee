import type { Tx } from '#db/client.ts';
import { findBatch } from '#db/queries/batches.ts';
import { insertCopies } from '#db/queries/receipt-copies.ts';
import { listSlipRows } from '#db/queries/receipts.ts';
import { findSlipLook } from '#db/queries/slip-looks.ts';
import { listTerminalSlipsOf } from '#db/queries/terminal-slips.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { zip } from '#server/exports/zip.ts';
import { type BatchId, isId } from '#server/kernel/ids.ts';
import { joinPdfs } from './join-pdfs.ts';
import { loadPlace, loadSale, toFacts } from './load-facts.ts';
import type { Paper } from './paper.ts';
import type { Receipt } from './receipt.ts';
import { type SlipLook, toLook } from './slip-look.ts';
import { chooseVersion, receiptOf } from './slip-version.ts';
import { asSeen, toPrinted } from './visible-slip.ts';

/** What all slips of a batch come as. */
export const BATCH_FORMS = ['pdf', 'zip'] as const;
export type BatchForm = (typeof BATCH_FORMS)[number];

/** Read, drawn and counted together; as many as are in memory at once. */
const TOGETHER = 40;
const WITH_SLIP = ['approved', 'declined', 'failed', 'cancelled'] as const;

/** One slip on its way into a file. */
type BatchSlip = { reference: string; receipt: Receipt };

type BatchFile = { body: AsyncGenerator<Uint8Array>; type: string; name: string };

/**
 * All slips of a batch as one PDF, or as an archive of one PDF each, oldest first, sent while they are made: memory does
 * not grow with the batch. Every one is marked as a duplicate and counted as it leaves; who asked is in the audit. Throws
 * NotFound for an id that is malformed, unknown or another merchant's; null for a batch that has no slip yet.
 */
export async function batchSlips(
  ctx: Context<'receipts:print'>,
  id: string,
  { form, paper }: { form: BatchForm; paper: Paper },
): Promise<BatchFile | null> {
  if (!isId('batch', id)) throw new NotFound();
  const { id: merchantId } = ctx.merchant;
  const look = await ctx.inTransaction(async (tx) => {
    const batch = await findBatch(tx, merchantId, id);
    if (!batch) throw new NotFound();
    const first = await listSlipRows(tx, merchantId, id, WITH_SLIP, { after: null, limit: 1 });
    if (first.length === 0) return null;
    await record(tx, merchantId, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'receipt.batch_copied',
      objectId: id,
      result: 'done',
      data: { form },
    });
    return { of: toLook(await findSlipLook(tx, merchantId)), number: batch.number };
  });
  if (!look) return null;
  const chunks = chunksOf(ctx, id, form, look.of);
  const name = `slips-${(look.number ?? id.slice(-8)).replace(/[^\w-]/g, '')}.${form}`;
  return form === 'pdf'
    ? { body: joinPdfs(drawn(chunks, paper)), type: 'application/pdf', name }
    : { body: zip(entriesOf(chunks, paper), ctx.clock.now()), type: 'application/zip', name };
}

async function* drawn(chunks: AsyncIterable<BatchSlip[]>, paper: Paper): AsyncGenerator<Uint8Array> {
  const { renderPdfOf } = await import('./render-pdf.ts');
  for await (const slips of chunks)
    yield renderPdfOf(
      slips.map(({ receipt }) => receipt),
      paper,
      '',
    );
}

async function* entriesOf(chunks: AsyncIterable<BatchSlip[]>, paper: Paper) {
  const { renderPdf } = await import('./render-pdf.ts');
  for await (const slips of chunks) {
    for (const { reference, receipt } of slips) {
      const name = `slip-${reference.replace(/[^\w-]/g, '')}.pdf`;
      yield { name, stored: await renderPdf(receipt, paper, reference) };
    }
  }
}

/** Its slips in small lots, each read and counted in a transaction of its own: none is open while a slow reader takes them. */
async function* chunksOf(
  ctx: Context<'receipts:print'>,
  batchId: BatchId,
  form: BatchForm,
  look: SlipLook,
): AsyncGenerator<BatchSlip[]> {
  const places = new Map<string, ReturnType<typeof loadPlace>>();
  let after: { at: Date; id: string } | null = null;
  for (;;) {
    const place = after;
    const { rows, slips } = await ctx.inTransaction(async (tx) => {
      const rows = await listSlipRows(tx, ctx.merchant.id, batchId, WITH_SLIP, {
        after: place,
        limit: TOGETHER,
      });
      return { rows, slips: await slipsOf(ctx, tx, rows, { look, places, form }) };
    });
    if (slips.length > 0) yield slips;
    const last = rows.at(-1);
    if (!last || rows.length < TOGETHER) return;
    after = { at: last.createdAt, id: last.id };
  }
}

type Shared = { look: SlipLook; places: Map<string, ReturnType<typeof loadPlace>>; form: BatchForm };

async function slipsOf(
  ctx: Context<'receipts:print'>,
  tx: Tx,
  rows: readonly TransactionRow[],
  { look, places, form }: Shared,
): Promise<BatchSlip[]> {
  const { merchant, actor } = ctx;
  const terminal = await listTerminalSlipsOf(
    tx,
    merchant.id,
    rows.map((row) => row.id),
  );
  const at = ctx.clock.now();
  await insertCopies(
    tx,
    rows.map((row) => ({
      merchantId: merchant.id,
      id: ctx.ids.next('copy'),
      transactionId: row.id,
      form: `batch_${form}` as const,
      madeBy: actor.id,
      madeAt: at,
    })),
  );
  const slips: BatchSlip[] = [];
  for (const row of rows) {
    const key = `${row.deviceId} ${row.branchId}`;
    const place = places.get(key) ?? loadPlace(tx, merchant, row);
    places.set(key, place);
    const sale = await loadSale(tx, merchant, row);
    const seen = asSeen(actor.role, row);
    const { facts, language } = toFacts(merchant, { place: await place, look, sale }, seen);
    const printed = toPrinted(
      actor.role,
      terminal.filter((one) => one.transactionId === row.id),
    );
    const version = chooseVersion(printed, null);
    if (facts)
      slips.push({
        reference: row.reference,
        receipt: receiptOf(facts, printed, version, language, { kind: 'file' }),
      });
  }
  return slips;
}
