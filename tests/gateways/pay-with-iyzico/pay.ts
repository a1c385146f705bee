import { shareOf, spread, unitsOf } from './amounts.ts';
import { isPaid, type LastTry, type PageEntry, type PaidEntry, type Payment } from './book.ts';
import { findCard, usualCard } from './cards.ts';
import { drawn, type Gateway, stamp } from './gateway.ts';
import { notify } from './webhooks.ts';

/** Everything somebody can do on the page. The last ones are accidents that one can only choose here. */
export const ACTIONS = [
  ...(['pay', 'leave', 'close'] as const),
  ...(['pay-and-lose-browser', 'pay-at-the-last-second'] as const),
  ...(['pay-under-review', 'pay-and-be-approved', 'pay-and-be-rejected'] as const),
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** `card`: a test card's number, or `balance`. */
export type Act = { action: ActionName; card?: string; installment?: number };

/** Where the payer's browser is now: on its way back to the shop with the token, still on the page, or gone for good. */
export type Acted = { browser: 'returns' | 'stays' | 'gone'; entry: PageEntry };

/** Does what a payer does. Null when nobody can do anything on this page any more. */
export function actOn(gateway: Gateway, token: string, act: Act): Acted | null {
  const entry = gateway.ledger.find(token);
  if (!entry || !isOpen(gateway, entry)) return null;
  if (act.action === 'close') return { browser: 'gone', entry };
  if (act.action === 'leave') {
    return {
      browser: 'returns',
      entry: gateway.ledger.record({ ...entry, lastTry: entry.lastTry ?? { kind: 'left' } }),
    };
  }
  const isBalance = act.card === 'balance';
  const card = isBalance ? undefined : findCard(act.card ?? usualCard);
  const isAllowed = entry.installments.includes(act.installment ?? 1);
  if ((!isBalance && !card) || !isAllowed) return null;
  const isForeignMoney = entry.currency !== 'TRY' && card !== undefined && !card.isForeign;
  const failed: LastTry | null = isForeignMoney
    ? { kind: 'declined', code: '5184', group: null }
    : failureOf(card);
  if (failed) return { browser: 'stays', entry: fail(gateway, entry, failed) };
  const chosen = { card: card?.number ?? null, installment: act.installment ?? 1 };
  if (act.action === 'pay-at-the-last-second') {
    return { browser: 'stays', entry: payLate(gateway, entry, chosen) };
  }
  const fraudStatus = act.action === 'pay' || act.action === 'pay-and-lose-browser' ? 1 : 0;
  const paid = charge(gateway, entry, { ...chosen, fraudStatus });
  if (act.action === 'pay-and-be-approved' || act.action === 'pay-and-be-rejected') {
    const verdict = act.action === 'pay-and-be-approved' ? 1 : -1;
    gateway.background(
      gateway.wait(gateway.settings.reviewMs).then(() => void endReview(gateway, token, verdict)),
    );
  }
  return { browser: act.action === 'pay-and-lose-browser' ? 'gone' : 'returns', entry: paid };
}

/** Whether somebody can still do something on the page. */
export function isOpen(gateway: Gateway, entry: PageEntry): boolean {
  return entry.state === 'open' && gateway.now() < Date.parse(entry.expiresAt);
}

/** What is to be paid in so many instalments. */
export function priceIn({ settings }: Gateway, entry: PageEntry, installment: number): number {
  const words = { 1: '1', 2: '2', 3: '3', 6: '6', 9: '9', 12: '12' } as const;
  const word = words[installment as keyof typeof words];
  const more = shareOf(unitsOf(entry.askedMinor), settings.surcharge[word] ?? 0);
  return entry.askedMinor + Number((more + 500_000n) / 1_000_000n);
}

/** Ends the look into fraud. Null when there is none. */
export function endReview(gateway: Gateway, token: string, verdict: 1 | -1): PaidEntry | null {
  const entry = gateway.ledger.find(token);
  if (!entry || !isPaid(entry) || entry.payment.fraudStatus !== 0) return null;
  const ended = { ...entry, payment: { ...entry.payment, fraudStatus: verdict } };
  gateway.ledger.record(ended);
  tell(gateway, ended, verdict === 1 ? 'SUCCESS' : 'FAILURE');
  return ended;
}

function failureOf(card: ReturnType<typeof findCard>): LastTry | null {
  const result = card?.result;
  return result?.kind === 'declined' || result?.kind === 'not_proven' ? result : null;
}

function fail(gateway: Gateway, entry: PageEntry, lastTry: LastTry): PageEntry {
  const failed = gateway.ledger.record({ ...entry, lastTry });
  // A try that failed has a number of its own.
  const paymentId = gateway.ledger.nextNumber();
  notify(gateway, failed, { status: 'FAILURE', eventType: 'CHECKOUT_FORM_AUTH', paymentId });
  return failed;
}

/** The bank takes its time, until the page is about to end or has ended. */
function payLate(
  gateway: Gateway,
  entry: PageEntry,
  chosen: { card: string | null; installment: number },
): PageEntry {
  const running = gateway.ledger.record({ ...entry, state: 'running' });
  const left = Date.parse(entry.expiresAt) + gateway.settings.lastSecondMs - gateway.now();
  gateway.background(
    gateway.wait(Math.max(left, 0)).then(() => void charge(gateway, running, { ...chosen, fraudStatus: 1 })),
  );
  return running;
}

/** The only place where money moves: once for a token. */
function charge(
  gateway: Gateway,
  { token }: PageEntry,
  chosen: Pick<Payment, 'card' | 'installment' | 'fraudStatus'>,
): PageEntry {
  const entry = gateway.ledger.find(token);
  if (!entry) throw new Error('no such token');
  if (entry.payment) return entry;
  const paidMinor = priceIn(gateway, entry, chosen.installment);
  const shares = spread(
    paidMinor,
    entry.items.map((item) => item.priceMinor),
  );
  const payment: Payment = {
    paymentId: gateway.ledger.nextNumber(),
    at: stamp(gateway.now()),
    paidMinor,
    ...chosen,
    authCode: drawn(gateway, 6),
    hostReference: `mock${drawn(gateway, 12)}iyzihostrfn`,
    items: entry.items.map((item, index) => ({
      itemId: item.id,
      paymentTransactionId: gateway.ledger.nextNumber(),
      priceMinor: item.priceMinor,
      paidMinor: shares[index] ?? 0,
    })),
    returns: [],
  };
  const paid: PaidEntry = { ...entry, state: 'paid', payment };
  gateway.ledger.record(paid);
  tell(gateway, paid, 'SUCCESS');
  return paid;
}

function tell(gateway: Gateway, entry: PaidEntry, status: 'SUCCESS' | 'FAILURE'): void {
  const { paymentId, card } = entry.payment;
  notify(gateway, entry, { status, eventType: card === null ? 'BALANCE' : 'CHECKOUT_FORM_AUTH', paymentId });
}
