import { type CurrencyCode, isCurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import { cleanText, cut } from '../clean-text.ts';
import type { SettledItem, Settlement } from '../hosted-gateway.ts';
import type { Evidence } from '../terminal-gateway.ts';
import { roundedMinor } from './decimal.ts';
import { dayOf, readInstant, readTime } from './provider-time.ts';
import type { PaymentAnswer } from './wire.ts';

type PaidItem = NonNullable<PaymentAnswer['itemTransactions']>[number];

/** Evidence that says nothing; what an answer does say goes on top. */
export const NOTHING_SAID: Evidence = {
  reference: null,
  providerDeviceId: null,
  amountMinor: null,
  currency: null,
  providerPaymentId: null,
  providerDate: null,
  authCode: null,
  rrn: null,
  stan: null,
  batchNumber: null,
  acquirerId: null,
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: null,
  last4: null,
  cardType: null,
  cardBrand: null,
  saleNumber: null,
  entryMode: null,
  providerAt: null,
};

/**
 * What a paid page says happened. No answer tells the day of the payment, so the day it was told on stands for it: after
 * midnight a cancellation may be offered that the provider refuses, never the other way round.
 */
export function toEvidence(answer: PaymentAnswer): Evidence {
  const providerAt = readInstant(answer.systemTime);
  return {
    ...NOTHING_SAID,
    reference: answer.basketId,
    ...moneyIn(answer),
    providerPaymentId: answer.paymentId,
    providerDate: dayOf(providerAt),
    authCode: answer.authCode,
    rrn: answer.hostReference,
    bin: /^\d{6}/.exec(answer.binNumber ?? '')?.[0] ?? null,
    last4: /\d{4}$/.exec(answer.lastFourDigits ?? '')?.[0] ?? null,
    cardType: CARD_TYPES.get(answer.cardType ?? '') ?? null,
    cardBrand: BRANDS.get(answer.cardAssociation ?? '') ?? brandAsWritten(answer.cardAssociation),
    providerAt,
  };
}

/** An amount with its currency, exactly; both null when there is none that could be meant. */
export function moneyIn(answer: { price: string | null; currency: string | null }) {
  const currency = answer.currency !== null && isCurrencyCode(answer.currency) ? answer.currency : null;
  const money = currency && answer.price !== null ? parseDecimal(answer.price, currency) : null;
  return { amountMinor: money?.minor ?? null, currency };
}

const CARD_TYPES = new Map([
  ['CREDIT_CARD', 'credit'],
  ['DEBIT_CARD', 'debit'],
  ['PREPAID_CARD', 'prepaid'],
] as const satisfies [string, Evidence['cardType']][]) as ReadonlyMap<string, Evidence['cardType']>;

const BRANDS: ReadonlyMap<string, string> = new Map([
  ['VISA', 'visa'],
  ['MASTER_CARD', 'mastercard'],
  ['AMERICAN_EXPRESS', 'amex'],
  ['TROY', 'troy'],
]);

function brandAsWritten(text: string | null): string | null {
  return text && (cut(cleanText(text), 20) || null);
}

/** What the provider keeps of a payment and owes for it, figure by figure. */
export function toSettlement(answer: PaymentAnswer, currency: CurrencyCode): Settlement {
  const items = answer.itemTransactions ?? [];
  const sum = (of: (item: PaidItem) => string | null) => roundedMinor(items.map(of), currency);
  const whole = (text: string | null, of: (item: PaidItem) => string | null) =>
    text === null ? sum(of) : roundedMinor([text], currency);
  const freeAt = items.map((item) => readTime(item.blockageResolvedDate)?.getTime() ?? 0);
  const last = Math.max(0, ...freeAt);
  return {
    paidMinor: roundedMinor([answer.paidPrice], currency),
    installmentCount: /^\d{1,2}$/.test(answer.installment ?? '') ? Number(answer.installment) : 1,
    commissionMinor: whole(answer.iyziCommissionRateAmount, (item) => item.iyziCommissionRateAmount),
    feeMinor: whole(answer.iyziCommissionFee, (item) => item.iyziCommissionFee),
    blockedMinor: sum((item) => item.blockageRateAmountMerchant),
    blockedUntil: last > 0 ? new Date(last) : null,
    payoutMinor: sum((item) => item.merchantPayoutAmount),
    items: items.flatMap((item) => toItem(item, currency) ?? []),
  };
}

/** An item without its ids could be neither told apart nor refunded. */
function toItem(item: PaidItem, currency: CurrencyCode): SettledItem | null {
  const { itemId, paymentTransactionId: providerItemId } = item;
  if (itemId === null || providerItemId === null) return null;
  const minor = (text: string | null) => roundedMinor([text], currency);
  return {
    itemId,
    providerItemId,
    priceMinor: minor(item.price),
    paidMinor: minor(item.paidPrice),
    commissionMinor: minor(item.iyziCommissionRateAmount),
    feeMinor: minor(item.iyziCommissionFee),
    payoutMinor: minor(item.merchantPayoutAmount),
  };
}
