import { listDevicesForSale } from '#db/queries/sellable-devices.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

/** A device as the sale sheet offers it: what it is called and what it can do. */
export type SellableDevice = {
  id: DeviceId;
  label: string;
  branchName: string;
  currencies: readonly CurrencyCode[];
  maxInstallmentCount: number;
  saleBy: 'amount' | 'lines';
};

/** The merchant's devices that may take a sale, by branch and label. */
export async function listSellableDevices(ctx: Context<'sale:start'>): Promise<SellableDevice[]> {
  const rows = await ctx.inTransaction((tx) => listDevicesForSale(tx, ctx.merchant.id));
  return rows.map((row) => {
    const { currencies, maxInstallmentCount, saleBy } = capabilitiesOf(row);
    const home = ctx.merchant.currency;
    // The merchant's own currency first: it is the one that is nearly always wanted.
    const ordered = [...currencies].sort((a, b) => Number(b === home) - Number(a === home));
    return {
      id: row.id,
      label: row.label,
      branchName: row.branchName,
      currencies: ordered,
      maxInstallmentCount,
      saleBy,
    };
  });
}
