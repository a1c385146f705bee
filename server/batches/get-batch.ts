import {
  type BatchListRow,
  type BatchMemberRow,
  findBatchRow,
  listBatchMembers,
  sumBatchByCardType,
} from '#db/queries/batch-list.ts';
import { type BatchTotalRow, findBatch, listBatchTotals } from '#db/queries/batches.ts';
import { findDevice } from '#db/queries/devices.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { isId } from '#server/kernel/ids.ts';
import type { BusinessCalendar } from '#server/kernel/time.ts';
import { listKnownGroupNames, type TotalsBy } from './group-names.ts';
import { type Net, netByCurrency, netOf } from './net.ts';
import { type Page, type PageWish, toPage, toSlice } from './place.ts';
import { sameSums } from './same-sums.ts';

const PAGE_SIZE = 50;

/** The sums of a batch for one acquirer, or card brand, or of its cash; the id is empty for cash and when no answer named one. */
export type AcquirerNet = Net &
  Pick<BatchTotalRow, 'paymentType' | 'acquirerId'> & { acquirerName: string | null };

/** The sums of a batch for one card type, or of its cash; null where the answer did not tell. */
export type CardTypeNet = Net & Pick<BatchMemberRow, 'paymentType' | 'cardType'>;

/** A batch with its sums cut three ways and a page of its members, newest first. */
export type BatchDetail = {
  batch: BatchListRow;
  /** By what `byAcquirer` tells its sums apart. */
  totalsBy: TotalsBy;
  /** The days of the bank it belongs to one of; null where the device closes its batches. */
  bankCalendar: BusinessCalendar | null;
  nets: Net[];
  byAcquirer: AcquirerNet[];
  byCardType: CardTypeNet[];
  /** The kept sums equal those of the members, added up now (INV-11). */
  sumsAgree: boolean;
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
    const target = await findDevice(tx, merchantId, batch.deviceId);
    if (!target) throw new Error(`Batch ${id} is of no device`);
    const { totalsBy, batchClosedBy, accountingCalendar } = capabilitiesOf(target.connection);
    const totals = await listBatchTotals(tx, merchantId, id);
    const names = await listKnownGroupNames(tx, merchantId, totalsBy);
    const byType = await sumBatchByCardType(tx, merchantId, id);
    const members = await listBatchMembers(tx, merchantId, id, slice);
    return {
      batch,
      totalsBy,
      bankCalendar: batchClosedBy === 'bank' ? accountingCalendar : null,
      nets: netByCurrency(totals),
      byAcquirer: netByAcquirer(totals, names),
      byCardType: inGroups(byType, (sum) => sum.cardType ?? '').map(({ first, net }) => ({
        paymentType: first.paymentType,
        cardType: first.cardType,
        ...net,
      })),
      sumsAgree: sameSums(totals, byType),
      members: toPage(
        members.map((row) => ({
          ...row,
          acquirerName: row.acquirerName ?? names.get(row.acquirerId ?? '') ?? null,
        })),
        slice,
        (row) => ({ at: row.createdAt, id: row.id }),
      ),
    };
  });
}

/** Kept sums of a batch per acquirer, or card brand, and currency; `names` gives what they are called, as far as is known. */
export function netByAcquirer(
  totals: readonly BatchTotalRow[],
  names: ReadonlyMap<string, string>,
): AcquirerNet[] {
  return inGroups(totals, (total) => total.acquirerId).map(({ first, net }) => ({
    paymentType: first.paymentType,
    acquirerId: first.acquirerId,
    acquirerName: names.get(first.acquirerId) ?? null,
    ...net,
  }));
}

/** One net per payment type, group and currency, in a fixed order: cards before cash. */
function inGroups<Sum extends Parameters<typeof netOf>[0][number] & Pick<BatchTotalRow, 'paymentType'>>(
  sums: readonly Sum[],
  groupOf: (sum: Sum) => string,
): { first: Sum; net: Net }[] {
  const keyOf = (sum: Sum) => `${sum.paymentType}\u0000${groupOf(sum)}`;
  return [...Map.groupBy(sums, (sum) => `${keyOf(sum)}\u0000${sum.currency}`).values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ first, net: netOf(group, first.currency) }] : [];
    })
    .sort(
      (a, b) => compareText(a.net.currency, b.net.currency) || compareText(keyOf(a.first), keyOf(b.first)),
    );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
