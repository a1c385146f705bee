import { listDevicesForSale } from '#db/queries/sellable-devices.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

/** A till whose payers pay on a page, as the form of a link offers it. */
export type OnlineTill = {
  id: DeviceId;
  label: string;
  branchName: string;
  /** The merchant's own first. */
  currencies: readonly CurrencyCode[];
  maxAmountMinor: number | null;
  installmentCounts: readonly number[];
  pageLivesMs: number;
};

/** The merchant's tills by whose links a payment can be asked for, by branch and label. */
export async function listOnlineTills(ctx: Context<'sale:start'>): Promise<OnlineTill[]> {
  const rows = await ctx.inTransaction((tx) => listDevicesForSale(tx, ctx.merchant.id));
  return rows.flatMap((row) => {
    const { page, currencies, maxAmountMinor } = capabilitiesOf(row);
    if (page === null) return [];
    const home = ctx.merchant.currency;
    return {
      id: row.id,
      label: row.label,
      branchName: row.branchName,
      currencies: [...currencies].sort((a, b) => Number(b === home) - Number(a === home)),
      maxAmountMinor,
      installmentCounts: page.installmentCounts,
      pageLivesMs: page.livesMs,
    };
  });
}
