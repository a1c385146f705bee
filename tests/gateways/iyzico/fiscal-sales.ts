import type { FiscalSale } from './book.ts';
import type { Device } from './devices.ts';
import { type Call, digits, type Gateway } from './gateway.ts';
import { refusal } from './refusals.ts';
import type { SaleRequest } from './requests-507.ts';

/** The fiscal record of a sale request; the device numbers its lines. */
export function newFiscalSale(
  call: Call,
  device: Device,
  request: SaleRequest,
  state: FiscalSale['state'],
): FiscalSale {
  const { gateway } = call;
  const firstId = Number(`1${digits(gateway, 8)}`);
  return {
    saleNumber: newSaleNumber(gateway),
    saleUid: `${digits(gateway, 8)}-${digits(gateway, 12)}`,
    clientId: call.client.clientId,
    deviceUniqueId: device.deviceUniqueId,
    transactionReferenceId: request.transactionReferenceId,
    currency: request.currency,
    installment: request.installment,
    paymentType: request.paymentType,
    priceMinor: request.price,
    lines: request.saleItems.map((item, index) => ({
      id: firstId + index,
      name: item.name,
      generic: item.generic ?? false,
      unitCode: item.unitCode,
      taxGroupCode: item.taxGroupCode,
      itemQuantity: item.itemQuantity,
      unitPriceMinor: item.unitPriceAmount,
      grossPriceMinor: item.grossPriceAmount,
      totalPriceMinor: item.totalPriceAmount,
    })),
    state,
    openedAt: new Date(gateway.now()).toISOString(),
  };
}

export function newSaleNumber(gateway: Gateway): string {
  for (;;) {
    const saleNumber = `SN-${digits(gateway, 8)}`;
    if (!gateway.ledger.fiscalSale(saleNumber)) return saleNumber;
  }
}

/**
 * The partial sale that occupies the device. One on which nothing is paid is given up by the device once the
 * card wait has passed: the provider publishes no call that aborts it.
 */
export function openSaleOf(gateway: Gateway, device: Device): FiscalSale | null {
  const fiscal = gateway.ledger.fiscalSale(device.openSaleNumber);
  if (fiscal?.state !== 'open') return null;
  const age = gateway.now() - Date.parse(fiscal.openedAt);
  const isAbandoned = age > gateway.settings.deviceWaitMs && gateway.ledger.partsOf(fiscal).length === 0;
  if (!isAbandoned || device.running) return fiscal;
  dropOpenSale(gateway, device, fiscal);
  return null;
}

function dropOpenSale(gateway: Gateway, device: Device, fiscal: FiscalSale): void {
  gateway.ledger.recordFiscal({ ...fiscal, state: 'dropped' });
  device.openSaleNumber = null;
  gateway.keepDevice(device);
}

/** Throws 380201: an open partial sale keeps the device for itself. */
export function refuseWhileSaleIsOpen(gateway: Gateway, device: Device): void {
  if (!openSaleOf(gateway, device)) return;
  throw refusal('380201', {
    tr: 'Cihazda açık parçalı satış var',
    en: 'A partial sale is open on the device',
  });
}
