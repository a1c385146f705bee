import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { CURRENCY_CODES, type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import { idField, optionalTextField } from '#server/transactions/form-fields.ts';
import type { BankFigure, BankTotals } from './enter-bank-totals.ts';

/** More card types than there are; keeps a hostile form small. */
const MAX_FIGURES = 40;
/** No day's takings; keeps every sum exact. */
const MAX_FIGURE_MINOR = 10_000_000_000_000;
const MAX_COUNT = 1_000_000;

const texts = (max: number) => z.array(z.string().max(max)).max(MAX_FIGURES);

/**
 * The form of the bank's figures: one line per card type over four lists of equal length. Amounts are canonical decimal text
 * and may be below zero, where more went back than came in; a count may be left out.
 */
export const bankTotalsForm = z
  .strictObject({
    runId: idField('endOfDayRun'),
    /** Of the answer of the bank that the form was filled in with. */
    readAt: z.iso.datetime().optional(),
    batchNumber: optionalTextField(32),
    numberNote: optionalTextField(200),
    groups: texts(32).default([]),
    currencies: z.array(z.enum(CURRENCY_CODES)).max(MAX_FIGURES).default([]),
    counts: texts(12).default([]),
    amounts: texts(32).default([]),
    accepts: z.literal('yes').optional(),
  })
  .transform(({ runId, readAt: read, batchNumber, numberNote, accepts, ...lists }, check): BankTotals => {
    const { groups, currencies, counts, amounts } = lists;
    const isEven = [currencies, counts, amounts].every((list) => list.length === groups.length);
    if (!isEven) {
      check.addIssue({ code: 'custom', message: messageKey('refusal.malformed') });
      return z.NEVER;
    }
    const figures = groups.flatMap((group, place): BankFigure[] => {
      const currency = currencies[place];
      const amountMinor = currency ? readAmount(amounts[place] ?? '', currency) : null;
      const count = readCount(counts[place] ?? '');
      if (amountMinor === null) addIssue(check, 'amounts', place, 'endOfDay.figures.problem.amount');
      if (count === undefined) addIssue(check, 'counts', place, 'endOfDay.figures.problem.count');
      return currency && amountMinor !== null && count !== undefined
        ? [{ group, currency, count, amountMinor }]
        : [];
    });
    const readAt = read === undefined ? null : new Date(read);
    return { runId, readAt, batchNumber, numberNote, figures, acceptsDifference: accepts === 'yes' };
  });

function readAmount(text: string, currency: CurrencyCode): number | null {
  const amount = parseDecimal(text, currency);
  return amount && Math.abs(amount.minor) <= MAX_FIGURE_MINOR ? amount.minor : null;
}

/** Null when none was written, undefined when it is no count. */
function readCount(text: string): number | null | undefined {
  const written = text.trim();
  if (written === '') return null;
  const count = /^\d{1,7}$/.test(written) ? Number(written) : Number.NaN;
  return count <= MAX_COUNT ? count : undefined;
}

function addIssue(
  check: z.RefinementCtx,
  list: 'amounts' | 'counts',
  place: number,
  key: 'endOfDay.figures.problem.amount' | 'endOfDay.figures.problem.count',
): void {
  check.addIssue({ code: 'custom', path: [list, place], message: messageKey(key) });
}
