import type { BookEntry, FiscalSale } from './book.ts';
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
 * The partial sale that occupies the device. One on which nothing was ever paid is given up by the device after
 * a while: the provider publishes no call that aborts it.
 */
export function openSaleOf(gateway: Gateway, device: Device): FiscalSale | null {
  const fiscal = gateway.ledger.fiscalSale(device.openSaleNumber);
  if (fiscal?.state !== 'open') return null;
  const age = gateway.now() - Date.parse(fiscal.openedAt);
  if (age <= gateway.settings.openSaleWaitMs) return fiscal;
  return dropUnpaidSale(gateway, device) ? null : fiscal;
}

/**
 * Closes the open partial sale of a device if nothing is paid on it now: when its last payment was voided, when somebody
 * cancels it at the device, or when it was left alone for too long. False when there was none to close.
 */
export function dropUnpaidSale(gateway: Gateway, device: Device): boolean {
  const fiscal = gateway.ledger.fiscalSale(device.openSaleNumber);
  if (fiscal?.state !== 'open' || device.running?.kind === 'partial-add') return false;
  if (gateway.ledger.partsOf(fiscal).length > 0) return false;
  gateway.ledger.recordFiscal({ ...fiscal, state: 'dropped' });
  device.openSaleNumber = null;
  gateway.keepDevice(device);
  return true;
}

/** Throws 380201: an open partial sale keeps the device for itself. */
export function refuseWhileSaleIsOpen(gateway: Gateway, device: Device): void {
  if (!openSaleOf(gateway, device)) return;
  throw refusal('380201', {
    tr: 'Cihazda açık parçalı satış var',
    en: 'A partial sale is open on the device',
  });
}

/** Throws 380112: a completed partial sale is one fiscal record, so its payments go back by refund only. */
export function refuseVoidOfPart(gateway: Gateway, payment: BookEntry): void {
  const fiscal = gateway.ledger.fiscalSale(payment.saleNumber);
  const isPart = fiscal !== null && fiscal.transactionReferenceId !== payment.transactionReferenceId;
  if (!isPart || fiscal.state !== 'complete') return;
  throw refusal('380112', {
    tr: 'Tamamlanmış parçalı satışın ödemesi iptal edilemez; iade kullanın',
    en: 'A payment of a completed partial sale has no void, use a refund',
  });
}
