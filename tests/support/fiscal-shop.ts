import { randomUUID } from 'node:crypto';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Buyer } from '#server/gateways/fiscal-details.ts';
import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { sumOfLines, toSaleLine } from '#server/transactions/lines.ts';
import { getRefundable } from '#server/transactions/refund-plan.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { type SaleWish, startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { waitFor } from './wait-for.ts';
import { createWorld, type World } from './world.ts';

/** Three cups of coffee, 285.00 with 10 % VAT. */
export const coffee = toSaleLine({
  name: 'Filtre kahve',
  unitCode: 'C62',
  vatRate: '10',
  quantity: 3,
  unitPriceMinor: 9_500,
});
/** One cup to take home, 450.00 with 20 % VAT. */
export const cup = toSaleLine({
  name: 'Termos bardak',
  unitCode: 'C62',
  vatRate: '20',
  quantity: 1,
  unitPriceMinor: 45_000,
});
/** The coffee less 30.05. */
export const cheaper: SaleLine = { ...coffee, totalMinor: coffee.grossMinor - 3_005 };

export const company: Buyer = {
  kind: 'company',
  companyName: 'Çarşı Gıda A.Ş.',
  taxNumber: '9876543217',
  taxOfficeCode: '001103',
  country: 'Türkiye',
  city: 'Ankara',
  district: 'Çankaya',
};

export const person: Buyer = {
  kind: 'individual',
  firstName: 'Ayşe',
  middleName: null,
  familyName: 'Yılmaz',
  taxNumber: '10000000146',
  taxOfficeCode: null,
  country: 'Türkiye',
  city: 'İzmir',
  district: 'Konak',
};

export const notice = { phone: '5321112233', email: 'ayse.yilmaz@example.com' };

/** A world whose fiscal register is sold on, and all that a test does with it. */
export type FiscalShop = {
  world: World;
  /** A wish on the register, whose amount is that of its lines and the surcharge. */
  wish(lines: readonly SaleLine[], change?: Partial<SaleWish>): SaleWish;
  start(wish: SaleWish): ReturnType<typeof startSale>;
  read(id: TransactionId): Promise<TransactionRow | null>;
  ended(id: TransactionId): Promise<TransactionRow>;
  /** Sells and waits for the approval; throws without one. */
  sold(wish: SaleWish): Promise<TransactionRow>;
  /** Gives back pieces of the first line that is left, and waits for the end. */
  refunded(sale: TransactionRow, quantity: number): Promise<TransactionRow>;
  voided(sale: TransactionRow): Promise<TransactionRow>;
  /** The first request under the reference of an operation as the provider got it. */
  requestOf(row: TransactionRow): { body: unknown; problems: readonly string[] };
};

/** Opens the shop; `world.close` ends it. */
export async function openFiscalShop(): Promise<FiscalShop> {
  const world = await createWorld();
  const read: FiscalShop['read'] = (id) => {
    const ctx = world.as('manager', 'transactions:see');
    return ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, id));
  };
  const ended: FiscalShop['ended'] = (id) =>
    waitFor(async () => {
      const row = await read(id);
      return row?.settledAt ? row : null;
    }, `the end of ${id}`);
  const start: FiscalShop['start'] = (wish) => startSale(world.as('manager', 'sale:start'), wish);
  return {
    world,
    read,
    ended,
    start,
    wish: (lines, change = {}) => ({
      intentKey: randomUUID(),
      deviceId: world.register,
      amount: { minor: sumOfLines(lines) + (change.surchargeMinor ?? 0), currency: 'TRY' },
      installmentCount: 1,
      lines,
      ...change,
    }),
    async sold(wish) {
      const started = await start(wish);
      if (!started.ok) throw new Error(started.error.kind);
      const row = await ended(started.value.transactionId);
      if (row.state !== 'approved') throw new Error(`The sale ended ${row.state}: ${row.outcomeReason}`);
      return row;
    },
    async refunded(sale, quantity) {
      const ctx = world.as('manager', 'refund:start');
      const left = await getRefundable(ctx, sale.id);
      const line = left?.kind === 'refundable' && left.lines.find((each) => each.refundableQuantity > 0);
      if (!line) throw new Error('Nothing is left');
      const lines = [{ providerLineId: line.providerLineId, quantity }];
      const size = { by: 'lines' as const, lines };
      const wish = { intentKey: randomUUID(), saleId: sale.id, size, reason: null };
      const started = await startRefund(ctx, wish);
      if (!started.ok) throw new Error(started.error.kind);
      return ended(started.value.transactionId);
    },
    async voided(sale) {
      const wish = { intentKey: randomUUID(), saleId: sale.id, reason: null };
      const started = await voidSale(world.as('manager', 'void:start'), wish);
      if (!started.ok) throw new Error(started.error.kind);
      return ended(started.value.transactionId);
    },
    requestOf(row) {
      const call = world.gateway.log().find((each) => each.transactionReferenceId === row.reference);
      if (!call) throw new Error(`Nothing was sent under ${row.reference}`);
      return call;
    },
  };
}
