import type { ListedRow } from '#db/queries/transaction-list.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import type { TransactionFlag, TransactionState } from '#db/schema/transactions.ts';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';
import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { type ShownStatus, shownStatus } from './shown-status.ts';

/** A device as lists name it. */
export type DevicePlace = { label: string; branchName: string };

/** One line of a list of transactions: what a person needs to recognise it. No card digits but the last four. */
export type ListedTransaction = {
  id: TransactionId;
  kind: TotalKind;
  state: TransactionState;
  status: ShownStatus;
  flags: readonly TransactionFlag[];
  amount: Money;
  /** On a sale or capture: what already went back. */
  refunded: Money;
  /** The split sale it pays a part of. */
  splitSaleId: SplitSaleId | null;
  device: DevicePlace;
  paymentType: PaymentType;
  last4: string | null;
  reference: string;
  authCode: string | null;
  outcome: { reason: string; code: string | null } | null;
  createdAt: Date;
  sentAt: Date | null;
  settledAt: Date | null;
  unknownSince: Date | null;
  nextQueryAt: Date | null;
  queryCount: number;
  /** When the provider first said, after the waiting window, that it has no record. */
  firstNotFoundAt: Date | null;
  businessDate: CalendarDay;
};

/** A row of a list, or a whole one that is told what it is shown as. */
type ListableRow = Omit<ListedRow, 'refundReservedMinor' | 'cardType' | 'createdBy'>;

/** A row as lists show it; `devices` are the merchant's, by id. */
export function toListed(row: ListableRow, devices: ReadonlyMap<string, DevicePlace>): ListedTransaction {
  const { currency } = row;
  return {
    id: row.id,
    kind: row.shownKind,
    state: row.state,
    status: shownStatus(row),
    flags: row.flags,
    amount: { minor: row.amountMinor, currency },
    refunded: { minor: row.refundedMinor, currency },
    splitSaleId: row.splitSaleId,
    device: devices.get(row.deviceId) ?? { label: '', branchName: '' },
    paymentType: row.paymentType,
    last4: row.last4,
    reference: row.reference,
    authCode: row.authCode,
    outcome: row.outcomeReason === null ? null : { reason: row.outcomeReason, code: row.outcomeCode },
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    settledAt: row.settledAt,
    unknownSince: row.unknownSince,
    nextQueryAt: row.nextQueryAt,
    queryCount: row.queryCount,
    firstNotFoundAt: row.firstNotFoundAt,
    businessDate: row.businessDate,
  };
}
