import type { Tx } from '#db/client.ts';
import { listDevicesForSale } from '#db/queries/sellable-devices.ts';
import type { Context, Merchant } from '#server/auth/context.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { DeviceId } from '#server/kernel/ids.ts';

/** A device as the sale sheet offers it: what it is called and what it can do. */
export type SellableDevice = { id: DeviceId; label: string; branchName: string } & Pick<
  TerminalCapabilities,
  | 'currencies'
  | 'maxAmountMinor'
  | 'maxInstallmentCount'
  | 'saleBy'
  | 'paymentTypes'
  | 'documents'
  | 'takesBuyer'
  | 'takesNotice'
  | 'saleOptions'
  | 'takesDiscount'
  | 'takesSurcharge'
  | 'preauthorizes'
  | 'splitsPayment'
>;

/** The merchant's devices that may take a sale, by branch and label. */
export async function listSellableDevices(ctx: Context<'sale:start'>): Promise<SellableDevice[]> {
  return ctx.inTransaction((tx) => readSellableDevices(tx, ctx.merchant));
}

/** The same in an open transaction, for somebody who was found to be allowed to start a sale. */
export async function readSellableDevices(
  tx: Tx,
  { id, currency: home }: Pick<Merchant, 'id' | 'currency'>,
): Promise<SellableDevice[]> {
  const rows = await listDevicesForSale(tx, id);
  return rows.flatMap((row) => {
    const can = capabilitiesOf(row);
    // Nobody can stand at a page: what is paid on one is asked for by a link.
    if (can.page !== null) return [];
    // The merchant's own currency first: it is the one that is nearly always wanted.
    const ordered = [...can.currencies].sort((a, b) => Number(b === home) - Number(a === home));
    return {
      id: row.id,
      label: row.label,
      branchName: row.branchName,
      currencies: ordered,
      maxAmountMinor: can.maxAmountMinor,
      maxInstallmentCount: can.maxInstallmentCount,
      saleBy: can.saleBy,
      paymentTypes: can.paymentTypes,
      documents: can.documents,
      takesBuyer: can.takesBuyer,
      takesNotice: can.takesNotice,
      saleOptions: can.saleOptions,
      takesDiscount: can.takesDiscount,
      takesSurcharge: can.takesSurcharge,
      preauthorizes: can.preauthorizes,
      splitsPayment: can.splitsPayment,
    };
  });
}
