import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import { listDevicePlaces, listTransactionRows } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { countOpen } from './count-open.ts';
import { type ListedTransaction, toListed } from './listed.ts';

const LATEST = 8;

/** The newest operations, of one device if given, and how much of the merchant's is open. */
export async function listLatest(
  ctx: Context<'transactions:see'>,
  { deviceId = null }: { deviceId?: DeviceId | null } = {},
): Promise<{ latest: ListedTransaction[]; open: { running: number; unknown: number } }> {
  const merchantId = ctx.merchant.id;
  const filter: ListFilter = deviceId ? [{ by: 'device', ids: [deviceId] }] : [];
  const [{ rows }, places, open] = await ctx.inTransaction((tx) =>
    Promise.all([
      listTransactionRows(tx, merchantId, filter, null, LATEST),
      listDevicePlaces(tx, merchantId),
      countOpen(tx, merchantId),
    ]),
  );
  const devices = new Map(places.map((place) => [place.deviceId, place]));
  return { latest: rows.map((row) => toListed(row, devices)), open };
}
