import type { Tx } from '#db/client.ts';
import { findBranchLocale } from '#db/queries/branches.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import { findDevice } from '#db/queries/devices.ts';
import { findLink } from '#db/queries/payment-links.ts';
import { findSplitSale, type SplitSaleRow, sumRefunded } from '#db/queries/split-sales.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Merchant } from '#server/auth/context.ts';
import type { HeldPayment, OriginalPayment, TerminalOperation } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { about } from '#server/telemetry/trail.ts';
import { fiscalDetails, NO_NOTICE } from './fiscal.ts';
import { refundLines, saleLines } from './lines.ts';
import { settledItems } from './page-order.ts';
import { saleOptions } from './sale-options.ts';
import { type Terminal, toTerminal } from './situation.ts';

/** A stored operation with all that its provider needs to carry it out or be asked about it. */
export type LoadedOperation = {
  row: TransactionRow;
  connection: ConnectionRow;
  operation: TerminalOperation;
  terminal: Terminal;
};

/** Reads an operation and the sale or hold it belongs to; null when this merchant has none of that id. */
export async function loadOperation(
  tx: Tx,
  merchant: Pick<Merchant, 'id' | 'locale'>,
  id: TransactionId,
): Promise<LoadedOperation | null> {
  const merchantId = merchant.id;
  const row = await findTransaction(tx, merchantId, id);
  const target = row && (await findDevice(tx, merchantId, row.deviceId));
  if (!row || !target) return null;
  about({ transactionId: id, reference: row.reference });
  const sale = row.originalId ? await findTransaction(tx, merchantId, row.originalId) : null;
  const operation = toOperation(row, target.device.providerDeviceId, {
    sale,
    split: await findWhole(tx, sale ?? row),
    providerItemId: await findProviderItem(tx, row),
  });
  const language = (await findBranchLocale(tx, merchantId, row.branchId)) ?? merchant.locale;
  return {
    row,
    connection: target.connection,
    operation: { ...operation, language },
    terminal: toTerminal(target),
  };
}

/** What an operation belongs to: a refund or void to its sale, a payment or what follows it to its split sale. */
type Family = {
  sale: TransactionRow | null;
  split: Whole | null;
  /** What its provider calls the item a refund is of. */
  providerItemId: string | null;
};

/** A split sale, with what went back of all its payments. */
type Whole = { row: SplitSaleRow; refundedMinor: number };

async function findWhole(tx: Tx, { merchantId, splitSaleId }: TransactionRow): Promise<Whole | null> {
  const row = splitSaleId && (await findSplitSale(tx, merchantId, splitSaleId));
  return row ? { row, refundedMinor: await sumRefunded(tx, merchantId, row.id) } : null;
}

async function findProviderItem(
  tx: Tx,
  { merchantId, id, originalId, itemId }: TransactionRow,
): Promise<string | null> {
  if (itemId === null) return null;
  const link = originalId && (await findLink(tx, merchantId, originalId));
  const item = link && settledItems.parse(link.settledItems)?.find((one) => one.itemId === itemId);
  if (!item) throw new Error(`${id} is of an item that its provider did not name`);
  return item.providerItemId;
}

function toOperation(row: TransactionRow, providerDeviceId: string, family: Family): TerminalOperation {
  const common = {
    attemptId: row.id,
    reference: row.reference,
    providerDeviceId,
    amount: { minor: row.amountMinor, currency: row.currency },
    options: saleOptions.parse(row.options),
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
        partOf: family.split && { saleNumber: numberOf(family.split.row) },
      };
    case 'preauthorization':
      return { ...common, kind: 'preauthorization', installmentCount: row.installmentCount };
    case 'capture':
      return {
        ...common,
        kind: 'capture',
        original: toPayment(row, family.sale),
        installmentCount: row.installmentCount,
      };
    case 'refund':
      return {
        ...common,
        kind: 'refund',
        original: toOriginal(row, family),
        lines: refundLines.parse(row.lines),
        notice: fiscalDetails.parse((family.split?.row ?? family.sale)?.fiscal ?? null)?.notice ?? NO_NOTICE,
        providerItemId: family.providerItemId,
        reason: row.reason,
      };
    case 'void':
      return { ...common, kind: 'void', original: toOriginal(row, family), reason: row.reason };
    default:
      return assertNever(row.kind);
  }
}

function numberOf({ id, saleNumber }: SplitSaleRow): string {
  if (saleNumber === null) throw new Error(`${id} was never opened on its device`);
  return saleNumber;
}

function toOriginal(row: TransactionRow, { sale, split }: Family): OriginalPayment {
  if (!sale?.providerDate) throw new Error(`${row.id} belongs to a sale without a day at its provider`);
  return {
    ...toPayment(row, sale),
    providerDate: sale.providerDate,
    paymentType: sale.paymentType,
    surchargeMinor: sale.surchargeMinor,
    sessionHandle: sale.sessionHandle,
    refundedMinor: sale.refundedMinor,
    isVoided: sale.voidedAt !== null && sale.voidId !== row.id,
    partOf: split && {
      reference: split.row.reference,
      amountMinor: split.row.amountMinor,
      refundedMinor: split.refundedMinor,
    },
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
