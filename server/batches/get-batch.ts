import {
  type BatchListRow,
  type BatchMemberRow,
  findBatchRow,
  listBatchMembers,
  sumBatchByCardType,
} from '#db/queries/batch-list.ts';
import { type BatchTotalRow, findBatch, listBatchTotals } from '#db/queries/batches.ts';
import { listAcquirerNames } from '#db/queries/report-facts.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';
import { type Net, netByCurrency, netOf } from './net.ts';
import { type Page, type PageWish, toPage, toSlice } from './place.ts';

const PAGE_SIZE = 50;

/** The sums of a batch for one acquirer; the id is empty when no answer named one. */
export type AcquirerNet = Net & { acquirerId: string; acquirerName: string | null };

/** The sums of a batch for one card type; null where the answer did not tell. */
export type CardTypeNet = Net & { cardType: BatchMemberRow['cardType'] };

/** A batch with its sums cut three ways and a page of its members, newest first. */
export type BatchDetail = {
  batch: BatchListRow;
  nets: Net[];
  byAcquirer: AcquirerNet[];
  byCardType: CardTypeNet[];
  members: Page<BatchMemberRow>;
};

/** Throws NotFound unless this is the id of a batch of the merchant. */
export async function requireBatch(ctx: Context<'reports:see'>, id: string): Promise<void> {
  const found = isId('batch', id) && (await ctx.inTransaction((tx) => findBatch(tx, ctx.merchant.id, id)));
  if (!found) throw new NotFound();
}

/** One batch; throws NotFound for an id that is malformed, of another merchant or of nothing. */
export async function getBatch(
  ctx: Context<'reports:see'>,
  id: string,
  wish: PageWish,
): Promise<BatchDetail> {
  if (!isId('batch', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  const slice = toSlice('transaction', wish, PAGE_SIZE);
  return ctx.inTransaction(async (tx) => {
    const batch = await findBatchRow(tx, merchantId, id);
    if (!batch) throw new NotFound();
    const totals = await listBatchTotals(tx, merchantId, id);
    const names = await listAcquirerNames(tx, merchantId, id);
    const byType = await sumBatchByCardType(tx, merchantId, id);
    const members = await listBatchMembers(tx, merchantId, id, slice);
    return {
      batch,
      nets: netByCurrency(totals),
      byAcquirer: netByAcquirer(totals, names),
      byCardType: inGroups(byType, (sum) => sum.cardType ?? '').map(({ key, net }) => ({
        cardType: CARD_TYPES.find((type) => type === key) ?? null,
        ...net,
      })),
      members: toPage(members, slice, (row) => ({ at: row.createdAt, id: row.id })),
    };
  });
}

/** Kept sums of a batch per acquirer and currency; `names` gives what acquirers are called, as far as answers told. */
export function netByAcquirer(
  totals: readonly BatchTotalRow[],
  names: ReadonlyMap<string, string>,
): AcquirerNet[] {
  return inGroups(totals, (total) => total.acquirerId).map(({ key, net }) => ({
    acquirerId: key,
    acquirerName: names.get(key) ?? null,
    ...net,
  }));
}

const CARD_TYPES = ['credit', 'debit', 'prepaid'] as const;

/** One net per group and currency, in a fixed order. */
function inGroups<Sum extends Parameters<typeof netOf>[0][number]>(
  sums: readonly Sum[],
  keyOf: (sum: Sum) => string,
): { key: string; net: Net }[] {
  return [...Map.groupBy(sums, (sum) => `${keyOf(sum)}\u0000${sum.currency}`).values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ key: keyOf(first), net: netOf(group, first.currency) }] : [];
    })
    .sort((a, b) => compareText(a.net.currency, b.net.currency) || compareText(a.key, b.key));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
