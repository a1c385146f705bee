import type { LinkListRow } from '#db/queries/payment-links.ts';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Money } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { openSealedPage } from '#server/transactions/keep-page.ts';
import { type ListedTransaction, type PlacedDevice, toListed } from '#server/transactions/listed.ts';
import { basketItems, payerFacts } from '#server/transactions/page-order.ts';
import { visibleText } from '#server/transactions/visible.ts';
import { type LinkStatus, linkStatus } from './link-status.ts';
import { type RenewObstacle, renewObstacle } from './renew-rule.ts';
import { type VisiblePayer, visiblePayer } from './visible-payer.ts';

/** A payment that is asked for by a link, as far as this person may see it. */
export type LinkView = {
  /** The sale that it is, for everything that is the same of every sale. */
  sale: ListedTransaction;
  status: LinkStatus;
  /** What was asked for; `sale.amount` is what was paid, once it was. */
  price: Money;
  /** What the payer paid on top for paying in instalments. */
  surcharge: Money;
  description: string;
  /** Null for whom it does not concern. */
  payer: VisiblePayer | null;
  items: { id: string; name: string; isVirtual: boolean; price: Money }[];
  installmentCounts: readonly number[];
  language: Locale;
  openedAt: Date | null;
  expiresAt: Date | null;
  /** Until when a payment may still come to light. */
  watchedUntil: Date | null;
  /** The address to share, while it can be paid and for those who may ask for payments. Whoever has it can pay. */
  url: string | null;
  /** The provider's code of the last try that was declined. */
  lastDecline: string | null;
  inReviewSince: Date | null;
  renews: TransactionId | null;
  renewedBy: TransactionId | null;
  /** Why another link may not be made in its place; null: it may, by those who may ask for payments. */
  renewObstacle: RenewObstacle | null;
  /** What the provider keeps and owes of it; null before it was paid. */
  settlement: LinkSettlement | null;
};

/** What a provider keeps of a payment and what it owes for it. */
export type LinkSettlement = {
  commission: Money;
  fee: Money;
  /** Held back for a time. */
  blocked: Money;
  blockedUntil: Date | null;
  payout: Money;
  /** Null: it did not say. */
  payoutDay: CalendarDay | null;
};

/** A stored link as this person may see it; `devices` are the merchant's, by id. */
export function toLinkView(
  ctx: Pick<Context, 'actor' | 'sealingKeys'>,
  { sale, link, renewedBy }: LinkListRow,
  devices: ReadonlyMap<string, PlacedDevice>,
  at: Date,
): LinkView {
  const { role } = ctx.actor;
  const { currency } = sale;
  const money = (minor: number): Money => ({ minor, currency });
  const status = linkStatus(sale, link, at);
  const isShown = status === 'open' && allows(role, 'sale:start');
  return {
    sale: toListed(sale, devices),
    status,
    price: money(sale.amountMinor - sale.surchargeMinor),
    surcharge: money(sale.surchargeMinor),
    description: visibleText(role, link.description) ?? '',
    payer: visiblePayer(role, payerFacts.parse(link.payer)),
    items: basketItems
      .parse(link.items)
      .map(({ priceMinor, ...item }) => ({ ...item, price: money(priceMinor) })),
    installmentCounts: link.installmentCounts,
    language: link.language,
    openedAt: link.openedAt,
    expiresAt: link.expiresAt,
    watchedUntil: link.watchedUntil,
    url: isShown ? (openSealedPage(ctx, link)?.url ?? null) : null,
    lastDecline: link.lastDecline,
    inReviewSince: link.inReviewSince,
    renews: link.renewsId,
    renewedBy,
    renewObstacle: renewObstacle(sale, link, renewedBy !== null, at),
    settlement: toSettlement(link, money),
  };
}

function toSettlement(
  { commissionMinor, feeMinor, blockedMinor, blockedUntil, payoutMinor, payoutDay }: LinkListRow['link'],
  money: (minor: number) => Money,
): LinkSettlement | null {
  if (commissionMinor === null || feeMinor === null || blockedMinor === null || payoutMinor === null) {
    return null;
  }
  return {
    commission: money(commissionMinor),
    fee: money(feeMinor),
    blocked: money(blockedMinor),
    blockedUntil,
    payout: money(payoutMinor),
    payoutDay,
  };
}
