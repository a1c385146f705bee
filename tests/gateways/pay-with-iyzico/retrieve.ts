import { plain, shareOf, type Units, unitsOf, written } from './amounts.ts';
import { isPaid, type PageEntry, type PaidEntry, type PaidItem } from './book.ts';
import { findCard } from './cards.ts';
import { textOf } from './fields.ts';
import type { Gateway } from './gateway.ts';
import { signatureOf } from './initialize.ts';
import { istanbulTime } from './istanbul.ts';
import type { Answer, Call } from './provider.ts';
import { refusal } from './refusals.ts';

const DAY_MS = 86_400_000;

/** §6: what became of a page. What an unpaid or unknown token answers is not published; 5122 stands for it. */
export function retrieve(call: Call): Answer {
  const token = textOf(call.fields, 'token');
  if (token === null) return refusal('24', 'token');
  const entry = call.gateway.ledger.find(token);
  if (!entry || entry.apiKey !== call.account.apiKey) return refusal('5122', 'no such token');
  if (isPaid(entry)) return { fields: paidFields(call, entry, { token }) };
  if (entry.state === 'running') return { fields: unpaidFields(call, entry, 'INIT_THREEDS') };
  const { lastTry } = entry;
  if (lastTry?.kind === 'declined') {
    return refusal(lastTry.code, 'declined so far', { group: lastTry.group });
  }
  if (lastTry?.kind === 'not_proven') {
    return { fields: { ...unpaidFields(call, entry, 'FAILURE'), mdStatus: lastTry.mdStatus } };
  }
  return refusal('5122', 'nobody has paid');
}

/** §9: the same of a payment, by its id or by the conversation it was opened in; without a token. */
export function paymentDetail(call: Call): Answer {
  const paymentId = textOf(call.fields, 'paymentId');
  const conversation = textOf(call.fields, 'paymentConversationId');
  if (paymentId === null && conversation === null) return refusal('5002', 'paymentId');
  const entry = call.gateway.ledger
    .paidTo(call.account.apiKey)
    .find((one) =>
      paymentId === null ? one.conversationId === conversation : String(one.payment.paymentId) === paymentId,
    );
  return entry ? { fields: paidFields(call, entry, {}) } : refusal('5087', 'no such payment');
}

function unpaidFields(call: Call, entry: PageEntry, paymentStatus: string): Record<string, unknown> {
  const conversationId = echoOf(call);
  const { token, basketId, currency, callbackUrl } = entry;
  const values = [paymentStatus, null, currency, basketId, conversationId, null, null, token];
  return {
    paymentStatus,
    token,
    basketId,
    currency,
    callbackUrl,
    conversationId,
    ...signatureOf(call, values),
  };
}

function paidFields(call: Call, entry: PaidEntry, more: { token?: string }): Record<string, unknown> {
  const { gateway } = call;
  const { payment } = entry;
  const conversationId = echoOf(call);
  const said = withLie(gateway, entry);
  const paymentId = String(payment.paymentId);
  const values = ['SUCCESS', paymentId, said.currency, said.basketId, conversationId];
  const amounts = [plain(unitsOf(said.paidMinor)), plain(unitsOf(said.priceMinor))];
  const token = more.token === undefined ? [] : [more.token];
  // §7: the answer about a payment has neither its state nor a token in its signature.
  const signed = token.length > 0 ? [...values, ...amounts, ...token] : [...values.slice(1), ...amounts];
  return {
    ...more,
    callbackUrl: entry.callbackUrl,
    conversationId,
    paymentStatus: 'SUCCESS',
    paymentId,
    price: number(gateway, unitsOf(said.priceMinor)),
    paidPrice: number(gateway, unitsOf(said.paidMinor)),
    currency: said.currency,
    basketId: said.basketId,
    installment: payment.installment,
    fraudStatus: payment.fraudStatus,
    ...feeFields(gateway, entry, unitsOf(payment.paidMinor)),
    ...cardFields(payment.card),
    authCode: payment.authCode,
    hostReference: payment.hostReference,
    phase: 'AUTH',
    memberEmail: entry.email,
    memberGsmNumber: entry.gsmNumber,
    itemTransactions: payment.items.map((item) => itemFields(gateway, entry, item)),
    ...signatureOf(call, signed),
  };
}

/** What the answer echoes: the conversation of the question. */
function echoOf({ gateway, fields }: Call): string | null {
  return gateway.settings.conversationId === 'missing' ? null : textOf(fields, 'conversationId');
}

function withLie({ settings }: Gateway, { priceMinor, currency, basketId, payment }: PaidEntry) {
  const { lie } = settings;
  return {
    priceMinor: lie === 'amount' ? priceMinor + 100 : priceMinor,
    paidMinor: lie === 'paid' || lie === 'amount' ? payment.paidMinor + 100 : payment.paidMinor,
    currency: lie === 'currency' ? (currency === 'TRY' ? 'USD' : 'TRY') : currency,
    basketId: lie === 'basket' ? `${basketId}-X` : basketId,
  };
}

/** What the provider keeps of so much paid, of a payment or of an item alike. */
export function feesOf({ settings }: Gateway, entry: PaidEntry, paid: Units) {
  const commission = shareOf(paid, settings.commission);
  const whole = unitsOf(entry.payment.paidMinor);
  const fee = whole === 0n ? 0n : (unitsOf(settings.feeMinor) * paid) / whole;
  const blockage = shareOf(paid, settings.blockage);
  return { commission, fee, blockage, payout: paid - commission - fee - blockage };
}

function feeFields(gateway: Gateway, entry: PaidEntry, paid: Units): Record<string, unknown> {
  const { commission, fee } = feesOf(gateway, entry, paid);
  const surcharge = paid - (paid * BigInt(entry.askedMinor)) / BigInt(entry.payment.paidMinor || 1);
  return {
    merchantCommissionRate: number(gateway, 0n),
    merchantCommissionRateAmount: number(gateway, surcharge),
    iyziCommissionRateAmount: number(gateway, commission),
    iyziCommissionFee: number(gateway, fee),
  };
}

/** An item of a payment, as every answer and report about it shows it. */
export function itemFields(gateway: Gateway, entry: PaidEntry, item: PaidItem): Record<string, unknown> {
  const paid = unitsOf(item.paidMinor);
  const { blockage, payout } = feesOf(gateway, entry, paid);
  const amounts = {
    paidPrice: number(gateway, paid),
    ...feeFields(gateway, entry, paid),
    blockageRateAmountMerchant: number(gateway, blockage),
    blockageRateAmountSubMerchant: number(gateway, 0n),
    merchantPayoutAmount: number(gateway, payout),
  };
  const free = istanbulTime(Date.parse(entry.payment.at) + gateway.settings.payoutAfterDays * DAY_MS);
  return {
    itemId: item.itemId,
    paymentTransactionId: String(item.paymentTransactionId),
    transactionStatus: entry.payment.fraudStatus === 1 ? 2 : entry.payment.fraudStatus,
    price: number(gateway, unitsOf(item.priceMinor)),
    blockageRate: number(gateway, unitsOf(gateway.settings.blockage)),
    blockageResolvedDate: `${free.date} 00:00:00`,
    ...amounts,
    subMerchantPrice: number(gateway, 0n),
    subMerchantPayoutRate: number(gateway, 0n),
    subMerchantPayoutAmount: number(gateway, 0n),
    convertedPayout: {
      ...amounts,
      iyziConversionRate: number(gateway, 0n),
      iyziConversionRateAmount: number(gateway, 0n),
      currency: entry.currency,
    },
  };
}

/** Of the card; a balance has none. */
export function cardFields(number: string | null): Record<string, unknown> {
  const card = number === null ? undefined : findCard(number);
  if (!card) return {};
  return {
    cardType: card.type,
    cardAssociation: card.association,
    ...(card.family && { cardFamily: card.family }),
    binNumber: card.number.slice(0, 8),
    lastFourDigits: card.number.slice(-4),
  };
}

/** An amount as the switches want it written. */
export function number(gateway: Gateway, units: Units): unknown {
  return written(units, gateway.settings.decimals);
}
