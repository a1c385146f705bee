import { listDevicePlaces, listRowsOfPerson } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import { listSplitSalesOf, type SplitSaleEntry } from '#server/split-sales/list-split-sales.ts';
import { countOpen } from './count-open.ts';
import { type ListedTransaction, toListed } from './listed.ts';

/** How long something a person started stays in their dock: while open, and a moment after its end. */
const STARTED_WITHIN_MS = 60 * 60_000;
const SETTLED_WITHIN_MS = 15_000;

type InFlight = {
  at: Date;
  mine: ListedTransaction[];
  open: { running: number; unknown: number };
  mySplitSales: SplitSaleEntry[];
};

/** What the person at hand started lately and is open or just ended, newest first, and how much of the merchant's is open. */
export async function listInFlight(ctx: Context<'transactions:see'>): Promise<InFlight> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  const since = {
    startedAt: new Date(at.getTime() - STARTED_WITHIN_MS),
    settledAt: new Date(at.getTime() - SETTLED_WITHIN_MS),
  };
  const [rows, places, open, mySplitSales] = await ctx.inTransaction((tx) =>
    Promise.all([
      listRowsOfPerson(tx, merchantId, ctx.actor.id, since),
      listDevicePlaces(tx, merchantId),
      countOpen(tx, merchantId),
      listSplitSalesOf(ctx, tx, since),
    ]),
  );
  const devices = new Map(places.map((place) => [place.deviceId, place]));
  return { at, mine: rows.map((row) => toListed(row, devices)), open, mySplitSales };
}
