import { dayIn } from '#server/kernel/time.ts';
import { declines } from './cards.ts';
import type { Dice } from './dice.ts';
import type { Fate } from './fates.ts';
import { after, approve, type Hand } from './hand.ts';
import { isFiscal, type NotDone, type Operation, type Outcome, type Payment } from './operation.ts';

type Tried = Operation<'iyzico'>;
type Came = Pick<Outcome<'iyzico'>, 'payment' | 'doubt' | 'ending'>;

/** The waiting times of the portal's own rule (F16). */
const ASK_AFTER_SECONDS = [3, 6, 12, 24, 48];
const WAITING_WINDOW_MS = 240_000;
const NOT_FOUND_GAP_MS = 30_000;
const DEVICE_WAIT_MS = 60_000;
/** Above this the card goes in and its PIN is asked. */
const PIN_ABOVE_MINOR = 1_500_00;
export const LONGEST_WAIT_MS = 15 * 60_000;

/** What becomes of an operation on an iyzico terminal that is fated so; without an ending it stays unknown. */
export function perform(hand: Hand<'iyzico'>, operation: Tried, fate: Fate): Outcome<'iyzico'> {
  return { delivery: null, overturned: null, flags: [], ...carryOut(hand, operation, fate) };
}

function carryOut(hand: Hand<'iyzico'>, operation: Tried, fate: Fate): Came {
  switch (fate) {
    case 'approved': {
      const payment = book(hand, operation);
      const at = after(payment.at, hand.dice.between(60, 240));
      return { payment, doubt: null, ending: approve(hand, operation, at) };
    }
    case 'declined':
      return { payment: null, doubt: null, ending: decline(hand.dice, operation) };
    case 'unreachable': {
      const at = after(operation.sentAt, hand.dice.between(8, 60));
      const ending = { state: 'failed', at, reason: 'unreachable', code: null, text: null } as const;
      return { payment: null, doubt: null, ending };
    }
    case 'busy':
      return refuseBusy(hand.dice, operation);
    case 'walked_away':
      return waitForNobody(operation);
    case 'answer_lost':
    case 'still_unknown':
      return loseAnswer(hand, operation, fate);
  }
}

/** How long the device is not free for the next operation. */
export function busyUntil(operation: Operation): Date {
  return operation.ending?.at ?? after(operation.sentAt, WAITING_WINDOW_MS);
}

/** From the request to the card's answer. */
function presentation(dice: Dice, operation: Tried): number {
  const isWithoutCard = operation.kind !== 'sale' && isFiscal(operation.till);
  return isWithoutCard ? dice.between(900, 2200) : dice.between(3400, 14_000);
}

function book(hand: Hand<'iyzico'>, operation: Tried): Payment<'iyzico'> {
  const { dice } = hand;
  const at = after(operation.sentAt, presentation(dice, operation));
  const sale = operation.original?.payment ?? null;
  return {
    paymentId: sale?.paymentId ?? hand.newNumber('2'),
    at,
    day: sale?.day ?? dayIn(at, operation.till.merchant.timeZone),
    authCode: dice.digits(6),
    hostReference: dice.digits(12),
    stan: hand.nextStan(),
    batchNumber: hand.batchNumber(),
    saleNumber: sale ? sale.saleNumber : isFiscal(operation.till) ? hand.newNumber('SN-') : null,
    card: sale?.card ?? hand.card(),
    entryCode:
      sale?.entryCode ?? (operation.amountMinor <= PIN_ABOVE_MINOR && dice.chance(0.9) ? '07' : '05'),
  };
}

function decline(dice: Dice, operation: Tried): NotDone {
  const { code, reason, text } = dice.pickWeighted(declines);
  const at = after(operation.sentAt, presentation(dice, operation) + dice.between(400, 2500));
  return { state: 'declined', at, reason, code, text };
}

/** F13: one question has to agree before a refusal is believed. */
function refuseBusy(dice: Dice, operation: Tried): Came {
  const facts = { reason: 'device_busy', code: '380201', text: 'Cihaz meşgul' };
  const since = after(operation.sentAt, dice.between(90, 300));
  return {
    payment: null,
    doubt: { since, ...facts, asked: [], firstNotFoundAt: null, nextQueryAt: null },
    ending: { state: 'failed', at: after(since, dice.between(150, 400)), ...facts },
  };
}

/** F16: «not found» is believed after the window, when it is said twice. */
function waitForNobody(operation: Tried): Came {
  const since = after(operation.sentAt, DEVICE_WAIT_MS);
  const windowEnds = after(operation.sentAt, WAITING_WINDOW_MS);
  const at = after(windowEnds, NOT_FOUND_GAP_MS);
  return {
    payment: null,
    doubt: {
      since,
      reason: 'provider_timeout',
      code: '380103',
      text: 'Cihazdan süresinde yanıt alınamadı',
      asked: [...questions(since, windowEnds), windowEnds].map((when) => ({ at: when, answer: 'not_found' })),
      firstNotFoundAt: windowEnds,
      nextQueryAt: null,
    },
    ending: { state: 'failed', at, reason: 'not_found', code: null, text: null },
  };
}

function loseAnswer(hand: Hand<'iyzico'>, operation: Tried, fate: 'answer_lost' | 'still_unknown'): Came {
  const payment = book(hand, operation);
  const since = after(payment.at, hand.dice.between(700, 2500));
  const facts = { since, reason: 'connection_lost', code: null, text: null, firstNotFoundAt: null };
  if (fate === 'answer_lost') {
    const ending = approve(hand, operation, after(since, 3000 + hand.dice.between(80, 300)));
    return { payment, doubt: { ...facts, asked: [], nextQueryAt: null }, ending };
  }
  const times = questions(since, hand.now);
  const nextQueryAt = askedNextAt(since, times.at(-1) ?? since, times.length);
  const asked = times.map((at) => ({ at, answer: 'no_answer' as const }));
  return { payment, doubt: { ...facts, asked, nextQueryAt }, ending: null };
}

/** When the provider is asked, from the moment of doubt up to an end. */
function questions(since: Date, end: Date): Date[] {
  const times: Date[] = [];
  for (let at = askedNextAt(since, since, 0); at < end; at = askedNextAt(since, at, times.length))
    times.push(at);
  return times;
}

function askedNextAt(since: Date, at: Date, asked: number): Date {
  const isFresh = at.getTime() - since.getTime() < LONGEST_WAIT_MS;
  const quick = ASK_AFTER_SECONDS[asked];
  if (quick !== undefined) return after(at, quick * 1000);
  return after(at, isFresh ? 60_000 : LONGEST_WAIT_MS);
}

/** After this long the last question lies two minutes back and the next one is the longest possible wait away. */
export const LONG_UNKNOWN_MS = (93 + 14 * 60 + 4 * 900 + 120) * 1000;
