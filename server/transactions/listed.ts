import type { ListedRow } from '#db/queries/transaction-list.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import type { TransactionFlag, TransactionState } from '#db/schema/transactions.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';
import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { type AbortWish, abortObstacle, wishOf } from './abort-rule.ts';
import type { ListedFacts } from './listed-facts.ts';
import { type ShownStatus, shownStatus } from './shown-status.ts';

/** A device as lists name it. */
export type DevicePlace = { label: string; branchName: string };

/** A device with how its operations come to a result; `isOnline`: its payers pay on a page, by a link. */
export type ListedDevice = DevicePlace &
  Pick<TerminalCapabilities, 'canQuery' | 'resultBy' | 'aborts'> & { isOnline: boolean };

/** A device as it is read for a list. */
export type PlacedDevice = DevicePlace & Parameters<typeof capabilitiesOf>[0];

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
  device: ListedDevice;
  paymentType: PaymentType;
  cardBrand: string | null;
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
  /** It can be asked to be stopped, as far as the operation itself goes. */
  canAbort: boolean;
  /** The last wish to stop it; null: nobody had one. */
  abort: AbortWish | null;
};

/** A row of a list, or a whole one that is told what it is shown as. */
type ListableRow = Omit<ListedRow, 'refundReservedMinor' | keyof ListedFacts>;

/** A row as lists show it; `devices` are the merchant's, by id. */
export function toListed(row: ListableRow, devices: ReadonlyMap<string, PlacedDevice>): ListedTransaction {
  const { currency } = row;
  const device = toDevice(devices.get(row.deviceId));
  return {
    id: row.id,
    kind: row.shownKind,
    state: row.state,
    status: shownStatus(row),
    flags: row.flags,
    amount: { minor: row.amountMinor, currency },
    refunded: { minor: row.refundedMinor, currency },
    splitSaleId: row.splitSaleId,
    device,
    paymentType: row.paymentType,
    cardBrand: row.cardBrand,
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
    canAbort:
      abortObstacle({ ...row, hasHandle: row.sessionHandle !== null, aborts: device.aborts }) === null,
    abort: wishOf(row),
  };
}

const NO_DEVICE: ListedDevice = {
  label: '',
  branchName: '',
  canQuery: false,
  resultBy: 'answer',
  aborts: false,
  isOnline: false,
};

function toDevice(device: PlacedDevice | undefined): ListedDevice {
  if (!device) return NO_DEVICE;
  const { canQuery, resultBy, aborts, page } = capabilitiesOf(device);
  const { label, branchName } = device;
  return { label, branchName, canQuery, resultBy, aborts, isOnline: page !== null };
}
