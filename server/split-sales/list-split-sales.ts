import type { Tx } from '#db/client.ts';
import {
  findOpenPart,
  listContradictedSplitSales,
  listOpenSplitSales,
  listSplitSalesOfPerson,
  type SplitSaleRow,
} from '#db/queries/split-sales.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { SplitSaleState } from '#db/schema/split-sales.ts';
import type { Context } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import type { DevicePlace } from '#server/transactions/listed.ts';
import { nextStep, type SplitStep } from './next-step.ts';
import { remainingMinor } from './split-sale.ts';

/** One line of a list of split sales. */
export type SplitSaleEntry = {
  id: SplitSaleId;
  state: SplitSaleState;
  amount: Money;
  remaining: Money;
  device: DevicePlace;
  createdAt: Date;
  endedAt: Date | null;
};

/** A split sale that waits for something or somebody, and what happens to it by itself. */
export type UnfinishedSplitSale = SplitSaleEntry & {
  /** More was taken than fits, or something else does not: a person has to clear it up. */
  isContradicted: boolean;
  outcome: { reason: string; code: string | null } | null;
  next: SplitStep;
};

/** Older ones that do not add up have been looked at, or nobody ever will. */
const LOOK_BACK_MS = 30 * 24 * 60 * 60_000;

/** Every split sale of the merchant that is not over, and those of late whose money does not fit; oldest first (INV-16). */
export async function listUnfinished(ctx: Context<'transactions:see'>): Promise<UnfinishedSplitSale[]> {
  const merchantId = ctx.merchant.id;
  const since = new Date(ctx.clock.now().getTime() - LOOK_BACK_MS);
  return ctx.inTransaction(async (tx) => {
    const rows = [
      ...(await listContradictedSplitSales(tx, merchantId, since)),
      ...(await listOpenSplitSales(tx, merchantId)),
    ];
    const places = rows.length > 0 ? await placesOf(ctx, tx) : new Map<string, DevicePlace>();
    const unfinished: UnfinishedSplitSale[] = [];
    for (const row of rows) {
      const isBusy = (await findOpenPart(tx, merchantId, row.id)) !== null;
      unfinished.push({
        ...toEntry(row, places),
        isContradicted: row.flags.includes('contradiction'),
        outcome: row.outcomeReason === null ? null : { reason: row.outcomeReason, code: row.outcomeCode },
        next: nextStep(row, isBusy),
      });
    }
    return unfinished;
  });
}

/** What the person at hand started that is not over, or ended after an instant; newest first. */
export async function listSplitSalesOf(
  ctx: Context<'transactions:see'>,
  tx: Tx,
  since: { startedAt: Date; settledAt: Date },
): Promise<SplitSaleEntry[]> {
  const rows = await listSplitSalesOfPerson(tx, ctx.merchant.id, ctx.actor.id, since);
  const places = rows.length > 0 ? await placesOf(ctx, tx) : new Map<string, DevicePlace>();
  return rows.map((row) => toEntry(row, places));
}

async function placesOf(ctx: Context, tx: Tx): Promise<Map<string, DevicePlace>> {
  const places = await listDevicePlaces(tx, ctx.merchant.id);
  return new Map(places.map((place) => [place.deviceId, place]));
}

function toEntry(row: SplitSaleRow, places: ReadonlyMap<string, DevicePlace>): SplitSaleEntry {
  const { currency } = row;
  return {
    id: row.id,
    state: row.state,
    amount: { minor: row.amountMinor, currency },
    remaining: { minor: remainingMinor(row), currency },
    device: places.get(row.deviceId) ?? { label: '', branchName: '' },
    createdAt: row.createdAt,
    endedAt: row.endedAt,
  };
}
