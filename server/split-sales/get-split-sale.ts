import type { Tx } from '#db/client.ts';
import { findDevice } from '#db/queries/devices.ts';
import { type ExchangeRow, listExchanges } from '#db/queries/exchanges.ts';
import {
  findSplitSale,
  listPayments,
  listVoidsOfPayments,
  type SplitSaleRow,
} from '#db/queries/split-sales.ts';
import { findDevicePlace, findNames } from '#db/queries/transaction-detail.ts';
import { OPEN_STATES, type TransactionRow } from '#db/queries/transactions.ts';
import type { SplitSaleState } from '#db/schema/split-sales.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import { type DeviceId, isId, type SplitSaleId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { toVisible, type VisibleExchange } from '#server/transactions/get-transaction.ts';
import { saleLines } from '#server/transactions/lines.ts';
import {
  type DevicePlace,
  type ListedTransaction,
  type PlacedDevice,
  toListed,
} from '#server/transactions/listed.ts';
import { visibleText } from '#server/transactions/visible.ts';
import { nextStep, type SplitStep } from './next-step.ts';
import { remainingMinor } from './split-sale.ts';

/** A payment of a split sale, and the latest try to void it. */
export type SplitPayment = {
  payment: ListedTransaction;
  installmentCount: number;
  undo: ListedTransaction | null;
};

/** A split sale as it stands: how much of it is paid, by what, and what runs now. */
export type WatchedSplitSale = {
  id: SplitSaleId;
  state: SplitSaleState;
  /** The provider said something that does not fit, or more was taken than the sale is. */
  isContradicted: boolean;
  amount: Money;
  paid: Money;
  /** Held by a payment that is running or unknown. */
  reserved: Money;
  remaining: Money;
  device: DevicePlace;
  createdAt: Date;
  endedAt: Date | null;
  outcome: { reason: string; code: string | null } | null;
  next: SplitStep;
  /** Oldest first. */
  payments: SplitPayment[];
  /** The payment or void whose end is open. */
  running: ListedTransaction | null;
};

/** Everything about one split sale that this person may see. */
export type SplitSaleDetail = WatchedSplitSale & {
  deviceId: DeviceId;
  createdBy: string | null;
  businessDate: CalendarDay;
  paymentType: SplitSaleRow['paymentType'];
  reference: string;
  saleNumber: string | null;
  outcomeText: string | null;
  lines: readonly SaleLine[];
  /** Of one payment of it. */
  maxInstallmentCount: number;
  exchanges: VisibleExchange[];
};

/** A split sale while it moves; throws NotFound when the id is malformed, unknown or another merchant's. */
export async function watchSplitSale(
  ctx: Context<'transactions:see' | 'transactions:ask' | 'sale:start' | 'void:start'>,
  id: string,
): Promise<WatchedSplitSale> {
  return ctx.inTransaction(async (tx) => (await read(ctx, tx, id)).watched);
}

/** The same with its lines, its facts and what was said on the wire. */
export async function getSplitSale(ctx: Context<'transactions:see'>, id: string): Promise<SplitSaleDetail> {
  return ctx.inTransaction(async (tx) => {
    const { row, watched } = await read(ctx, tx, id);
    const [names, target, exchanges] = await Promise.all([
      findNames(tx, [row.createdBy]),
      findDevice(tx, row.merchantId, row.deviceId),
      listExchanges(tx, row.merchantId, row.id),
    ]);
    const most = target ? capabilitiesOf(target.connection).maxInstallmentCount : 1;
    return {
      ...watched,
      deviceId: row.deviceId,
      createdBy: names.get(row.createdBy) ?? null,
      businessDate: row.businessDate,
      paymentType: row.paymentType,
      reference: row.reference,
      saleNumber: row.saleNumber,
      outcomeText: visibleText(ctx.actor.role, row.outcomeText),
      lines: saleLines.parse(row.lines),
      maxInstallmentCount: row.paymentType === 'cash' ? 1 : most,
      exchanges: exchanges.map((exchange: ExchangeRow) => toVisible(ctx, exchange)),
    };
  });
}

async function read(
  ctx: Context,
  tx: Tx,
  id: string,
): Promise<{ row: SplitSaleRow; watched: WatchedSplitSale }> {
  const merchantId = ctx.merchant.id;
  const row = isId('splitSale', id) ? await findSplitSale(tx, merchantId, id) : null;
  if (!row) throw new NotFound();
  const [payments, voids, place] = await Promise.all([
    listPayments(tx, merchantId, row.id),
    listVoidsOfPayments(tx, merchantId, row.id),
    findDevicePlace(tx, merchantId, row.deviceId),
  ]);
  return { row, watched: toWatched(row, payments, voids, place) };
}

function toWatched(
  row: SplitSaleRow,
  payments: TransactionRow[],
  /** Newest first. */
  voids: TransactionRow[],
  place: PlacedDevice | null,
): WatchedSplitSale {
  const { currency } = row;
  const places = new Map(place ? [[row.deviceId, place]] : []);
  // A void of a sale is shown as what it is; only that of a hold has another name.
  const listed = (each: TransactionRow) => toListed({ ...each, shownKind: each.kind }, places);
  const isOpen = ({ state }: TransactionRow) => OPEN_STATES.some((open) => open === state);
  const running = [...payments, ...voids].find(isOpen);
  return {
    id: row.id,
    state: row.state,
    isContradicted: row.flags.includes('contradiction'),
    amount: { minor: row.amountMinor, currency },
    paid: { minor: row.paidMinor, currency },
    reserved: { minor: row.reservedMinor, currency },
    remaining: { minor: remainingMinor(row), currency },
    device: { label: place?.label ?? '', branchName: place?.branchName ?? '' },
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    outcome: row.outcomeReason === null ? null : { reason: row.outcomeReason, code: row.outcomeCode },
    next: nextStep(row, running !== undefined),
    payments: payments.map((payment) => {
      const undo = voids.find((each) => each.originalId === payment.id);
      return {
        payment: listed(payment),
        installmentCount: payment.installmentCount,
        undo: undo ? listed(undo) : null,
      };
    }),
    running: running ? listed(running) : null,
  };
}
