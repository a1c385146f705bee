import type { BankFigure, BankTotalsReply } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { add, type CurrencyCode } from '#server/kernel/money.ts';
import { sameNumber } from '#server/kernel/same-number.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { BankReading, ReadFigures } from './bank-reading.ts';

/** Our book of a batch that the bank has closed, as far as it tells which figures are its own. */
export type WantedBook = {
  providerDeviceId: string;
  /** Null when no slip told it. */
  number: string | null;
  bankDate: CalendarDay;
  /** What its account takes. */
  currencies: readonly CurrencyCode[];
  /** Numbers of other books of this terminal: what the bank lists under them is not of this one. */
  takenNumbers: readonly string[];
  /** Every terminal we know of the account. */
  knownDevices: readonly string[];
};

/**
 * The bank's figures of our book: those of its terminal under its number or, where either side tells no number, of its day at
 * the bank. Nothing else of the report is filled in for them, and no amount in a currency the account does not take. Pure.
 */
export function matchBankReport(reply: BankTotalsReply, book: WantedBook): BankReading {
  switch (reply.kind) {
    case 'reported':
      return pick(reply.figures, book);
    case 'no_record':
      return { kind: 'no_report' };
    case 'no_answer': {
      const { cause } = reply;
      const isPlain = cause === 'unreachable' || cause === 'sign_in_failed';
      return { kind: 'no_answer', cause: isPlain ? cause : 'unusable' };
    }
    default:
      return assertNever(reply);
  }
}

function pick(figures: readonly BankFigure[], book: WantedBook): BankReading {
  const own = figures.filter((figure) => figure.providerDeviceId === book.providerDeviceId);
  const named = own.filter(({ batchNumber }) => isSame(batchNumber, book.number));
  const chosen = named.length > 0 ? named : own.filter((figure) => mayBeOf(book, figure));
  if (chosen.length === 0) return absent(figures, book);
  const foreign = chosen.find(({ net }) => !book.currencies.includes(net.currency));
  if (foreign) return { kind: 'other_currency', currency: foreign.net.currency };
  const [number = null, ...others] = numbersOf(chosen);
  if (number !== null && others.length > 0) return { kind: 'several_batches', numbers: [number, ...others] };
  return {
    kind: 'figures',
    batchNumber: book.number ?? number,
    figures: summed(chosen),
    strangers: devicesOf(figures).filter((id) => !book.knownDevices.includes(id)),
  };
}

function isSame(number: string | null, ours: string | null): boolean {
  return number !== null && ours !== null && sameNumber(number, ours);
}

/** A figure of our terminal and day that no number speaks against. */
function mayBeOf(book: WantedBook, { batchNumber, bankDate }: BankFigure): boolean {
  if (bankDate !== book.bankDate) return false;
  if (batchNumber === null) return true;
  return book.number === null && !book.takenNumbers.some((taken) => sameNumber(taken, batchNumber));
}

/** Why none of the figures is ours. What is of another day tells nothing of this one. */
function absent(figures: readonly BankFigure[], book: WantedBook): BankReading {
  const ofDay = figures.filter(({ bankDate }) => bankDate === null || bankDate === book.bankDate);
  if (ofDay.length === 0) return { kind: 'no_report' };
  const own = ofDay.filter((figure) => figure.providerDeviceId === book.providerDeviceId);
  return own.length === 0
    ? { kind: 'not_listed', devices: devicesOf(ofDay) }
    : { kind: 'other_batch', numbers: numbersOf(own) };
}

function numbersOf(figures: readonly BankFigure[]): string[] {
  return [...new Set(figures.flatMap(({ batchNumber }) => batchNumber ?? []))];
}

function devicesOf(figures: readonly BankFigure[]): string[] {
  return [...new Set(figures.flatMap(({ providerDeviceId }) => providerDeviceId ?? []))];
}

/** A bank may list a kind of card in several lines; ours are kept per kind, so theirs are added up. */
function summed(figures: readonly BankFigure[]): ReadFigures['figures'] {
  const byCard = Map.groupBy(figures, ({ cardBrand, net }) => `${net.currency} ${cardBrand}`);
  return [...byCard.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const net = others.reduce((sum, figure) => add(sum, figure.net), first.net);
    return [{ group: first.cardBrand, currency: net.currency, amountMinor: net.minor }];
  });
}
