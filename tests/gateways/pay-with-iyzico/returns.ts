import { minorOf, plain, spread, unitsOf } from './amounts.ts';
import { leftOf, type PaidEntry, type PaidItem, type Returned } from './book.ts';
import { findCard } from './cards.ts';
import { textOf } from './fields.ts';
import { drawn, type Gateway, stamp } from './gateway.ts';
import { signatureOf } from './initialize.ts';
import { istanbulTime } from './istanbul.ts';
import type { Answer, Call } from './provider.ts';
import { type Refusal, refusal } from './refusals.ts';
import { number } from './retrieve.ts';

const REASONS = new Set(['other', 'fraud', 'buyer_request', 'double_payment']);
const DAY_MS = 86_400_000;

/** §8: takes back a whole payment of the same day. Not signed (§7). */
export function cancel(call: Call): Answer {
  const entry = findPayment(call);
  if ('code' in entry) return entry;
  const problem = reasonProblem(call) ?? bankProblem(entry);
  if (problem) return problem;
  const { payment } = entry;
  if (payment.returns.length > 0) return refusal('5093', 'something went back already');
  if (!isSameDay(call.gateway, payment.at)) return refusal('5094', 'the bank’s day is over');
  const parts = payment.items.map((item) => [item, item.paidMinor] as const);
  const returned = record(call, entry, 'cancel', parts);
  return {
    fields: {
      ...commonFields(call.gateway, entry, payment.paidMinor, returned),
      cancelHostReference: returned.hostReference,
    },
  };
}

/** §8: gives back of one item. */
export function refundItem(call: Call): Answer {
  const id = textOf(call.fields, 'paymentTransactionId');
  if (id === null) return refusal('5001', 'paymentTransactionId');
  const isMeant = (item: PaidItem) => String(item.paymentTransactionId) === id;
  const entry = call.gateway.ledger
    .paidTo(call.account.apiKey)
    .find(({ payment }) => payment.items.some(isMeant));
  const item = entry?.payment.items.find(isMeant);
  if (!entry || !item) return refusal('5087', 'no such item');
  const price = readPrice(call, entry);
  if (typeof price !== 'number') return price;
  const problem = reasonProblem(call) ?? bankProblem(entry) ?? switchedOff(call.gateway);
  if (problem) return problem;
  if (price > leftOf(entry.payment, item)) return refusal('5093', 'more than is left of the item');
  const returned = record(call, entry, 'refund', [[item, price]]);
  return { fields: { ...refundFields(call, entry, price, returned), paymentTransactionId: id } };
}

/** §8: gives back of a payment; what of which item is this provider's choice. */
export function refundPayment(call: Call): Answer {
  const entry = findPayment(call);
  if ('code' in entry) return entry;
  const price = readPrice(call, entry);
  if (typeof price !== 'number') return price;
  const problem = bankProblem(entry) ?? switchedOff(call.gateway);
  if (problem) return problem;
  const { items } = entry.payment;
  const left = items.map((item) => leftOf(entry.payment, item));
  if (price > left.reduce((sum, each) => sum + each, 0)) return refusal('5093', 'more than is left');
  const shares = spread(price, left);
  const parts = items.flatMap((item, index) => {
    const share = shares[index] ?? 0;
    return share > 0 ? [[item, share] as const] : [];
  });
  return { fields: refundFields(call, entry, price, record(call, entry, 'refund', parts)) };
}

/** Somebody gives back in the merchant panel: nobody's conversation. Null when there is not so much left. */
export function refundInPanel(gateway: Gateway, entry: PaidEntry, minor: number): Returned | null {
  const left = entry.payment.items.map((item) => leftOf(entry.payment, item));
  if (minor > left.reduce((sum, each) => sum + each, 0)) return null;
  const shares = spread(minor, left);
  const parts = entry.payment.items.map((item, index) => [item, shares[index] ?? 0] as const);
  return write(gateway, entry, {
    kind: 'refund',
    conversationId: null,
    parts: parts.filter(([, part]) => part),
  });
}

function findPayment({ gateway, account, fields }: Call): PaidEntry | Refusal {
  const paymentId = textOf(fields, 'paymentId');
  if (paymentId === null) return refusal('5002', 'paymentId');
  const entry = gateway.ledger
    .paidTo(account.apiKey)
    .find(({ payment }) => String(payment.paymentId) === paymentId);
  return entry ?? refusal('5087', 'no such payment');
}

function readPrice({ fields }: Call, entry: PaidEntry): number | Refusal {
  const currency = textOf(fields, 'currency');
  if (currency !== null && currency !== entry.currency) return refusal('11', 'currency');
  if (textOf(fields, 'price') === null) return refusal('24', 'price');
  const price = minorOf(fields.price);
  if (price === null) return refusal('11', 'price is no amount');
  return price > 0 ? price : refusal('5005', 'price');
}

/** A description needs a reason; the words of one are written large in the docs and small in the library. */
function reasonProblem({ fields }: Call): Refusal | null {
  const reason = textOf(fields, 'reason');
  if (reason === null) return textOf(fields, 'description') === null ? null : refusal('24', 'reason');
  return REASONS.has(reason.toLowerCase()) ? null : refusal('11', 'reason');
}

function bankProblem({ payment }: PaidEntry): Refusal | null {
  if (payment.fraudStatus !== 1) return refusal('5093', 'not cleared of fraud');
  const card = payment.card === null ? undefined : findCard(payment.card);
  return card?.result.kind === 'paid_for_good'
    ? refusal('10246', 'this card never takes anything back', { group: 'REFUND_DECLINE', retryable: false })
    : null;
}

function switchedOff({ settings }: Gateway): Refusal | null {
  if (settings.refusesRefunds === 'no') return null;
  const retryable = settings.refusesRefunds === 'retryable';
  return refusal('10246', 'as the switch says', { group: 'REFUND_DECLINE', retryable });
}

function isSameDay({ now, settings }: Gateway, paidAt: string): boolean {
  const at = istanbulTime(now());
  return at.date === istanbulTime(Date.parse(paidAt)).date && at.time < `${settings.bankDayEndsAt}:00`;
}

type Parts = readonly (readonly [item: PaidItem, minor: number])[];

function record(call: Call, entry: PaidEntry, kind: Returned['kind'], parts: Parts): Returned {
  return write(call.gateway, entry, { kind, conversationId: textOf(call.fields, 'conversationId'), parts });
}

function write(
  gateway: Gateway,
  entry: PaidEntry,
  what: { kind: Returned['kind']; conversationId: string | null; parts: Parts },
): Returned {
  const now = gateway.now();
  const returned: Returned = {
    kind: what.kind,
    at: stamp(now),
    conversationId: what.conversationId,
    parts: what.parts.map(([{ paymentTransactionId }, minor]) => ({
      id: gateway.ledger.nextNumber(),
      paymentTransactionId,
      minor,
    })),
    authCode: drawn(gateway, 6),
    hostReference: `mock${drawn(gateway, 12)}iyzihostrfn`,
    isAfterSettlement: now - Date.parse(entry.payment.at) >= gateway.settings.payoutAfterDays * DAY_MS,
  };
  const payment = { ...entry.payment, returns: [...entry.payment.returns, returned] };
  gateway.ledger.record({ ...entry, payment });
  return returned;
}

function commonFields(gateway: Gateway, { payment, currency }: PaidEntry, minor: number, returned: Returned) {
  return {
    paymentId: String(payment.paymentId),
    price: number(gateway, unitsOf(minor)),
    currency,
    authCode: returned.authCode,
    hostReference: payment.hostReference,
  };
}

function refundFields(call: Call, entry: PaidEntry, minor: number, returned: Returned) {
  const fields = commonFields(call.gateway, entry, minor, returned);
  const conversationId = textOf(call.fields, 'conversationId');
  const isShort = call.name === 'refundPayment' && call.gateway.settings.refundSignature === 'ids';
  const values = isShort
    ? [fields.paymentId, conversationId]
    : [fields.paymentId, plain(unitsOf(minor)), entry.currency, conversationId];
  return {
    ...fields,
    refundHostReference: returned.hostReference,
    retryable: false,
    ...signatureOf(call, values),
  };
}
