import type { Tx } from '#db/client.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import { findDevice } from '#db/queries/devices.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { HeldPayment, OriginalPayment, TerminalOperation } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';
import { fiscalDetails, NO_NOTICE } from './fiscal.ts';
import { refundLines, saleLines } from './lines.ts';

/** A stored operation with all that its provider needs to carry it out or be asked about it. */
export type LoadedOperation = {
  row: TransactionRow;
  connection: ConnectionRow;
  operation: TerminalOperation;
};

/** Reads an operation and the sale or hold it belongs to; null when this merchant has none of that id. */
export async function loadOperation(
  tx: Tx,
  merchantId: MerchantId,
  id: TransactionId,
): Promise<LoadedOperation | null> {
  const row = await findTransaction(tx, merchantId, id);
  const target = row && (await findDevice(tx, merchantId, row.deviceId));
  if (!row || !target) return null;
  const sale = row.originalId ? await findTransaction(tx, merchantId, row.originalId) : null;
  const operation = toOperation(row, target.device.providerDeviceId, sale);
  return { row, connection: target.connection, operation };
}

function toOperation(
  row: TransactionRow,
  providerDeviceId: string,
  sale: TransactionRow | null,
): TerminalOperation {
  const common = {
    attemptId: row.id,
    reference: row.reference,
    providerDeviceId,
    amount: { minor: row.amountMinor, currency: row.currency },
  };
  switch (row.kind) {
    case 'sale':
      return {
        ...common,
        kind: 'sale',
        paymentType: row.paymentType,
        installmentCount: row.installmentCount,
        surchargeMinor: row.surchargeMinor,
        lines: saleLines.parse(row.lines),
        fiscal: fiscalDetails.parse(row.fiscal),
      };
    case 'preauthorization':
      return { ...common, kind: 'preauthorization', installmentCount: row.installmentCount };
    case 'capture':
      return {
        ...common,
        kind: 'capture',
        original: toPayment(row, sale),
        installmentCount: row.installmentCount,
      };
    case 'refund':
      return {
        ...common,
        kind: 'refund',
        original: toOriginal(row, sale),
        lines: refundLines.parse(row.lines),
        notice: fiscalDetails.parse(sale?.fiscal ?? null)?.notice ?? NO_NOTICE,
        reason: row.reason,
      };
    case 'void':
      return { ...common, kind: 'void', original: toOriginal(row, sale), reason: row.reason };
    default:
      return assertNever(row.kind);
  }
}

function toOriginal(row: TransactionRow, sale: TransactionRow | null): OriginalPayment {
  if (!sale?.providerDate) throw new Error(`${row.id} belongs to a sale without a day at its provider`);
  return {
    ...toPayment(row, sale),
    providerDate: sale.providerDate,
    surchargeMinor: sale.surchargeMinor,
    refundedMinor: sale.refundedMinor,
  };
}

function toPayment(row: TransactionRow, sale: TransactionRow | null): HeldPayment {
  if (!sale?.providerPaymentId) throw new Error(`${row.id} belongs to no payment at its provider`);
  return {
    reference: sale.reference,
    providerPaymentId: sale.providerPaymentId,
    amount: { minor: sale.amountMinor, currency: sale.currency },
  };
}
