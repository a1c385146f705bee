import type { Tx } from '#db/client.ts';
import { findWaiting } from '#db/queries/approvals.ts';
import { findDevice } from '#db/queries/devices.ts';
import { readSingleManager } from '#db/queries/limits.ts';
import { findNames } from '#db/queries/transaction-detail.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { hasSecondPerson } from '#server/auth/find-people.ts';
import { allows } from '#server/auth/permissions.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { SaleOption } from '#server/gateways/sale-options.ts';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';
import type { ApprovalId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { readAlone } from '#server/limits/read-limit.ts';
import { readChoices } from './follow-up.ts';
import type { HoldChoices } from './hold.ts';
import { type MoneyBack, type WayBack, wayBack } from './money-back.ts';
import { type RefundableItem, readRefundableItems } from './refund-items.ts';

/** What a follow-up is about, for whoever is asked to confirm it. */
export type FollowUpSubject = {
  saleId: TransactionId;
  amount: Money;
  last4: string | null;
  /** Cash goes back in cash. */
  paymentType: PaymentType;
  deviceLabel: string;
  /** It pays a part of a split sale: of the lines of that it gives back no more than it paid. */
  isPart: boolean;
  /** For which of the two the customer presents the card; a void is also the release of a hold. */
  cardNeededFor: readonly ('void' | 'refund')[];
  /** What else a refund can tell the provider. */
  saleOptions: readonly SaleOption[];
};

/** What can be given back of a sale or capture, and what doing it will ask of the people at the device. */
export type MoneyBackOffer = FollowUpSubject & {
  moneyBack: MoneyBack;
  /** How everything that is left would go back, and how a part of it. */
  whole: WayBack;
  part: WayBack;
  refundBy: 'amount' | 'lines';
  /** What a basket of several items is made of: a part of it goes back item by item. Empty for everything else. */
  items: RefundableItem[];
  /** The most the reader may give back alone now; null: any amount. Whoever may only ask for it: nothing. */
  aloneMinor: number | null;
  /** What is above that happens by itself after a while, because the merchant has said that there is nobody else. */
  happensByItself: boolean;
  /** The refund of it that waits for a second person. */
  waiting: WaitingRefund | null;
};

/** A refund that waits for a second person; nothing of its sale is reserved for it. */
export type WaitingRefund = {
  approvalId: ApprovalId;
  amount: Money;
  happensByItself: boolean;
  /** Null for somebody who left the merchant. */
  maker: string | null;
};

/** What can be done with a hold. */
export type HoldOffer = FollowUpSubject & { hold: HoldChoices };

/** What may be given back of a sale now; throws NotFound when it is not this merchant's. */
export async function getMoneyBack(
  ctx: Context<'transactions:see'>,
  id: TransactionId,
): Promise<MoneyBackOffer> {
  const { subject, moneyBack, refundBy, items, second } = await readSubject(ctx, id);
  return {
    ...subject,
    ...second,
    moneyBack,
    whole: wayBack(moneyBack, 'whole'),
    part: wayBack(moneyBack, 'part'),
    refundBy,
    items,
  };
}

/** What may be done with a hold now; throws NotFound when it is not this merchant's. */
export async function getHold(ctx: Context<'transactions:see'>, id: TransactionId): Promise<HoldOffer> {
  const { subject, hold } = await readSubject(ctx, id);
  return { ...subject, hold };
}

async function readSubject(ctx: Context<'transactions:see'>, id: TransactionId) {
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, ctx.merchant.id, id);
    const target = row && (await findDevice(tx, ctx.merchant.id, row.deviceId));
    if (!row || !target) throw new NotFound();
    const { refundBy, cardNeededFor, saleOptions, page } = capabilitiesOf(target.connection);
    const subject: FollowUpSubject = {
      saleId: row.id,
      amount: { minor: row.amountMinor, currency: row.currency },
      last4: row.last4,
      paymentType: row.paymentType,
      deviceLabel: target.device.label,
      isPart: row.splitSaleId !== null,
      cardNeededFor: cardNeededFor.filter((kind) => kind === 'void' || kind === 'refund'),
      saleOptions,
    };
    const items = await readRefundableItems(tx, row, page);
    const second = await readSecond(ctx, tx, row);
    return { subject, refundBy, items, second, ...(await readChoices(ctx, tx, row, target.connection)) };
  });
}

/** What of it needs a second person when this reader wishes it, and what waits for one already. */
async function readSecond(
  ctx: Context<'transactions:see'>,
  tx: Tx,
  row: TransactionRow,
): Promise<Pick<MoneyBackOffer, 'aloneMinor' | 'happensByItself' | 'waiting'>> {
  const { merchant, actor } = ctx;
  const waiting = await findWaiting(tx, merchant.id, 'refund', row.id);
  const names = await findNames(tx, waiting ? [waiting.madeBy] : []);
  const mayStart = allows(actor.role, 'refund:start');
  const asked = { merchantId: merchant.id, person: actor, sale: row, at: ctx.clock.now() };
  const isAlone = async (person: UserId) =>
    (await readSingleManager(tx, merchant.id)) &&
    !(await hasSecondPerson(tx, merchant.id, 'refund:approve', person, row.branchId));
  return {
    aloneMinor: mayStart ? await readAlone(tx, asked) : 0,
    happensByItself: allows(actor.role, 'refund:approve') && (await isAlone(actor.id)),
    waiting: waiting && {
      approvalId: waiting.id,
      amount: { minor: waiting.amountMinor ?? 0, currency: row.currency },
      // Not where somebody has come meanwhile who can answer it.
      happensByItself: waiting.runsAt !== null && (await isAlone(waiting.madeBy)),
      maker: names.get(waiting.madeBy) ?? null,
    },
  };
}
