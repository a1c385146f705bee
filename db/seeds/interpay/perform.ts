import { businessDate } from '#server/kernel/time.ts';
import type { Dice } from '../dice.ts';
import { after, approve, type Hand } from '../hand.ts';
import type { Delivery, NotDone, Operation, Outcome, Payment } from '../operation.ts';
import { schemeDeclines } from './cards.ts';
import type { InterpayFate } from './fates.ts';

type Tried = Operation<'interpay'>;
type Came = Outcome<'interpay'>;

/** The portal's own waiting times, and those of a terminal (§9, §12). */
const CALLBACK_WINDOW_MS = 180_000;
const CARD_WAIT_MS = 90_000;
const FLIP_MS = 9_000;

const nothing: Came = {
  payment: null,
  delivery: null,
  doubt: null,
  overturned: null,
  ending: null,
  flags: [],
};

/** What becomes of an operation on an Interpay terminal that is fated so: delivered first, its result called back later. */
export function performInterpay(hand: Hand<'interpay'>, operation: Tried, fate: InterpayFate): Came {
  const { dice } = hand;
  switch (fate) {
    case 'busy': {
      const refusal = { reason: 'device_busy', code: '8505', text: 'TERMINAL BUSY' };
      const at = after(operation.sentAt, dice.between(180, 700));
      return { ...nothing, ending: { state: 'failed', at, ...refusal } };
    }
    case 'unreachable': {
      const at = after(operation.sentAt, dice.between(8, 60));
      return { ...nothing, ending: { state: 'failed', at, reason: 'unreachable', code: null, text: null } };
    }
    case 'answer_lost':
      return loseAnswer(hand, operation);
    default:
      return finish(hand, operation, deliver(hand, operation), fate);
  }
}

function finish(
  hand: Hand<'interpay'>,
  operation: Tried,
  delivery: Delivery,
  fate: Exclude<InterpayFate, 'busy' | 'unreachable' | 'answer_lost'>,
): Came {
  const delivered = { ...nothing, delivery };
  switch (fate) {
    case 'approved': {
      const payment = book(hand, operation, delivery.at);
      return { ...delivered, payment, ending: approve(hand, operation, calledBack(hand.dice, payment.at)) };
    }
    case 'declined':
      return { ...delivered, ending: decline(hand.dice, delivery.at) };
    case 'cancelled_there': {
      const at = after(delivery.at, hand.dice.between(4_000, 25_000));
      return { ...delivered, ending: cancelled('CANCELED AT TERMINAL', at) };
    }
    case 'walked_away': {
      const at = after(operation.sentAt, CARD_WAIT_MS + hand.dice.between(60, 240));
      return { ...delivered, ending: cancelled('TIMEOUT', at) };
    }
    case 'stopped_here': {
      const abortedAt = after(delivery.at, hand.dice.between(5_000, 20_000));
      const at = after(abortedAt, hand.dice.between(1_150, 1_500));
      return {
        ...delivered,
        delivery: { ...delivery, abortedAt },
        ending: cancelled('CANCELED BY REQUEST', at),
      };
    }
    case 'late': {
      const overturned = decline(hand.dice, delivery.at);
      const payment = { ...book(hand, operation, delivery.at), at: after(overturned.at, FLIP_MS) };
      const ending = approve(hand, operation, calledBack(hand.dice, payment.at));
      return { ...delivered, payment, overturned, ending, flags: ['late'] };
    }
    case 'still_unknown': {
      const payment = book(hand, operation, delivery.at);
      const since = after(operation.sentAt, CALLBACK_WINDOW_MS);
      const silence = { reason: 'no_callback', code: null, text: null };
      return {
        ...delivered,
        payment,
        doubt: { since, ...silence, asked: [], firstNotFoundAt: null, nextQueryAt: null },
      };
    }
  }
}

/** The answer to the request: seconds for a session, less for a void, which is a call of its own (§8.2). */
function deliver({ dice }: Hand<'interpay'>, { kind, sentAt }: Tried): Delivery {
  if (kind === 'void') return { sessionId: null, at: after(sentAt, dice.between(90, 260)), abortedAt: null };
  return { sessionId: sessionId(dice), at: after(sentAt, dice.between(3_100, 4_400)), abortedAt: null };
}

function loseAnswer(hand: Hand<'interpay'>, operation: Tried): Came {
  const since = after(operation.sentAt, hand.dice.between(3_200, 4_400));
  const payment = book(hand, operation, since);
  const lost = { reason: 'connection_lost', code: null, text: null };
  const ending = approve(hand, operation, calledBack(hand.dice, payment.at));
  return {
    ...nothing,
    payment,
    // The session is known from its result alone.
    delivery: { sessionId: sessionId(hand.dice), at: ending.at, abortedAt: null },
    doubt: { since, ...lost, asked: [], firstNotFoundAt: null, nextQueryAt: null },
    ending,
  };
}

/** A void is booked with the sale it undoes; it has no number of its own at the bank. */
function book(hand: Hand<'interpay'>, operation: Tried, deliveredAt: Date): Payment<'interpay'> {
  const { dice } = hand;
  const sale = operation.original?.payment ?? null;
  if (operation.kind === 'void' && sale) {
    return { ...sale, at: after(deliveredAt, dice.between(1_000, 1_300)) };
  }
  return {
    paymentId: `WP${letters(dice, 14, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`,
    at: after(deliveredAt, dice.between(2_500, 12_000)),
    day: businessDate(operation.sentAt, operation.till.connection.bank),
    authCode: dice.digits(6),
    hostReference: dice.digits(12),
    stan: hand.nextStan(),
    batchNumber: hand.batchNumber(),
    saleNumber: null,
    card: sale?.card ?? hand.card(),
    entryCode: operation.amountMinor <= TAP_UP_TO_MINOR && dice.chance(0.92) ? '07' : '05',
  };
}

/** Above this the card goes in and its PIN is asked. */
const TAP_UP_TO_MINOR = 250_00;

function decline(dice: Dice, deliveredAt: Date): NotDone {
  const { code, text, reason } = dice.pickWeighted(schemeDeclines);
  return { state: 'declined', at: after(deliveredAt, dice.between(3_500, 13_000)), reason, code, text };
}

function cancelled(text: string, at: Date): NotDone {
  return { state: 'cancelled', at, reason: 'stopped_on_device', code: '8514', text };
}

function calledBack(dice: Dice, at: Date): Date {
  return after(at, dice.between(40, 180));
}

function sessionId(dice: Dice): string {
  return letters(dice, 20, 'abcdefghijklmnopqrstuvwxyz0123456789');
}

function letters(dice: Dice, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet.charAt(dice.between(0, alphabet.length - 1))).join('');
}
