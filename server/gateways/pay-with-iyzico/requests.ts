import { type CurrencyCode, toDecimal } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { cleanText, cut } from '../clean-text.ts';
import type { HostedOrder, HostedReturn, Payer } from '../hosted-gateway.ts';
import { INSTALLMENT_COUNTS, MAX_PRICE_MINOR, type PayWithIyzicoSettings } from './settings.ts';

/** What merchants send who do not ask their customers for one (§4). */
const NO_IDENTITY = '11111111111';

/** What makes a request one that the provider could only refuse; null when nothing does. Codes are ours, not the provider's. */
export function unsendableOrder(settings: PayWithIyzicoSettings, order: HostedOrder): string | null {
  const { amount, items, payer } = order;
  if (!settings.currencies.some((currency) => currency === amount.currency)) return 'currency';
  if (!isPrice(amount.minor)) return 'amount';
  const prices = items.map((item) => item.priceMinor);
  if (prices.length === 0 || prices.length > 500 || !prices.every(isPrice)) return 'basket';
  if (prices.reduce((sum, price) => sum + price, 0) !== amount.minor) return 'basket_sum';
  if (new Set(items.map((item) => item.id)).size !== items.length) return 'basket';
  const known: readonly number[] = INSTALLMENT_COUNTS;
  const counts = order.installmentCounts;
  if (counts.length === 0 || !counts.every((count) => known.includes(count))) return 'installments';
  const texts = [order.reference, order.ip, ...items.flatMap((item) => [item.id, item.name])];
  if (![...texts, ...textsOf(payer)].every((text) => words(text) !== '')) return 'empty_field';
  return null;
}

/** What makes a return one that the provider could only refuse. */
export function unsendableReturn(wish: HostedReturn): string | null {
  if (wish.kind === 'cancel') return null;
  const { amount, payment } = wish;
  if (amount.currency !== payment.amount.currency) return 'currency';
  return isPrice(amount.minor) && amount.minor <= payment.paidMinor ? null : 'amount';
}

function isPrice(minor: number): boolean {
  return Number.isSafeInteger(minor) && minor > 0 && minor <= MAX_PRICE_MINOR;
}

function textsOf(payer: Payer): string[] {
  return Object.values(payer).filter((text) => text !== null);
}

/** §4. */
export function pageFields(settings: PayWithIyzicoSettings, order: HostedOrder) {
  const { payer, reference, amount } = order;
  const place = { city: words(payer.city), country: words(payer.country) };
  const address = {
    address: words(payer.address),
    contactName: words(`${payer.name} ${payer.surname}`),
    ...place,
  };
  return {
    locale: localeOf(order),
    conversationId: reference,
    price: toDecimal(amount),
    paidPrice: toDecimal(amount),
    currency: amount.currency,
    basketId: reference,
    paymentGroup: 'PRODUCT',
    paymentChannel: 'WEB',
    callbackUrl: order.returnUrl,
    enabledInstallments: [...order.installmentCounts],
    buyer: {
      // Nobody signs in here: the payer is only known by what is paid.
      id: reference,
      name: words(payer.name),
      surname: words(payer.surname),
      email: payer.email,
      gsmNumber: payer.phone,
      identityNumber: payer.identityNumber ?? NO_IDENTITY,
      registrationAddress: words(payer.address),
      ...place,
      ip: order.ip,
    },
    billingAddress: address,
    shippingAddress: address,
    basketItems: order.items.map((item) => ({
      id: item.id,
      name: words(item.name),
      category1: settings.category,
      itemType: item.isVirtual ? 'VIRTUAL' : 'PHYSICAL',
      price: decimal(item.priceMinor, amount.currency),
    })),
  };
}

/** §6. */
export function retrieveFields(order: HostedOrder, token: string) {
  return { locale: localeOf(order), conversationId: order.reference, token };
}

/** §8, both kinds of refund and the cancellation. */
export function returnFields(wish: HostedReturn) {
  const { reference, ip, payment } = wish;
  const common = { locale: 'tr', conversationId: reference, ip };
  // §8: a description has to have a reason, and of the four published ones only this one fits whatever somebody wrote.
  const description = wish.reason === null ? '' : words(wish.reason);
  const why = description === '' ? {} : { reason: 'other', description };
  if (wish.kind === 'cancel') return { ...common, paymentId: payment.providerPaymentId, ...why };
  const price = { price: toDecimal(wish.amount), currency: wish.amount.currency };
  return wish.providerItemId === null
    ? { ...common, paymentId: payment.providerPaymentId, ...price }
    : { ...common, paymentTransactionId: wish.providerItemId, ...price, ...why };
}

/** §9, the report on one payment. */
export function detailsFields({ reference, payment }: HostedReturn) {
  return { locale: 'tr', conversationId: reference, paymentId: payment.providerPaymentId };
}

/** §9, one page of the report of a day. */
export function dayFields(day: CalendarDay, page: number) {
  return { locale: 'tr', conversationId: `day-${day}-${page}`, transactionDate: day, page: String(page) };
}

/** What people wrote, on one line and no longer than the provider may keep it. */
function words(text: string): string {
  return cut(cleanText(text), 255).trim();
}

/** The provider speaks two languages. */
function localeOf({ language }: HostedOrder): 'tr' | 'en' {
  return language === 'tr' ? 'tr' : 'en';
}

function decimal(minor: number, currency: CurrencyCode): string {
  return toDecimal({ minor, currency });
}
