import type { Condition, WrittenMark } from '#db/queries/transaction-conditions.ts';
import { fold } from '#server/kernel/fold.ts';
import { isId } from '#server/kernel/ids.ts';
import type { ListReader } from './list-reader.ts';
import { daysOfPeriod, withinDays } from './period.ts';
import { readAmounts, readMoment, readMoney, readState } from './read-search-values.ts';
import { say } from './search-words.ts';

/** What a slip prints: letters, figures and a few signs. */
const PRINTED = /^[\p{L}\p{N} ._:/#-]{1,64}$/u;

/** Whether a text could stand on a slip as a number or a code. */
export function isPrinted(text: string): boolean {
  return PRINTED.test(text);
}

/** Everything that a word on its own may be; null where it is nothing that could be looked up. Pure. */
export function readBareWord(text: string, reader: ListReader): Condition<WrittenMark> | null {
  if (/^[<>]/.test(text)) {
    const range = readAmounts(text, reader);
    return typeof range === 'string' ? null : range;
  }
  if (isId('transaction', text)) return { by: 'mark', marks: [{ of: 'id', ids: [text] }] };
  if (isId('batch', text)) return { by: 'mark', marks: [{ of: 'batchId', ids: [text] }] };
  const named = /\p{L}/u.test(text) ? readName(text, reader) : readDayAlone(text, reader);
  if (named) return named;
  const money = readMoney(text, reader);
  const marks: WrittenMark[] = printedMarks(ungrouped(text));
  if (typeof money !== 'string') marks.push({ of: 'amount', ...money });
  return marks.length > 0 ? { by: 'mark', marks } : null;
}

function readDayAlone(text: string, { calendar }: ListReader): Condition | null {
  const day = readMoment(text, calendar);
  return day && withinDays({ from: day, to: day }, calendar);
}

/** A word that names a kind, a period, a state, a terminal or a branch. */
function readName(text: string, { today, calendar, choices }: ListReader): Condition | null {
  const kind = say.kind(text);
  if (kind) return { by: 'kind', kind };
  const period = say.period(text);
  if (period) return withinDays(daysOfPeriod(period, today), calendar);
  const state = readState(text);
  if (state) return state;
  const devices = choices.devices.filter(
    (one) => isCalled(text, one.label) || isCalled(text, one.providerDeviceId),
  );
  if (devices.length > 0) return { by: 'device', ids: devices.map((one) => one.deviceId) };
  const branches = choices.branches.filter((one) => isCalled(text, one.name));
  return branches.length > 0 ? { by: 'branch', ids: branches.map((one) => one.id) } : null;
}

/** Whether a name, or one of its words, begins so. */
function isCalled(text: string, name: string): boolean {
  const [wanted, words] = [fold(text), fold(name)];
  return wanted.length > 2 && [words, ...words.split(/[\s·-]+/)].some((word) => word.startsWith(wanted));
}

/** The numbers and codes of a slip that a word has the shape of. */
function printedMarks(text: string): WrittenMark[] {
  if (!isPrinted(text) || !/^[\p{L}\p{N}]/u.test(text)) return [];
  const code: WrittenMark[] = /^[\p{L}\p{N}]{4,8}$/u.test(text)
    ? [{ of: 'authCode', values: eitherCase(text) }]
    : [];
  // A word of letters alone is a code only in the length of one: anything else would be searched for in vain.
  if (!/\d/.test(text)) return text.length === 6 ? code : [];
  const marks: WrittenMark[] = [...code, { of: 'saleNumber', values: [text] }];
  if (/^\d{4}$/.test(text)) marks.unshift({ of: 'last4', values: [text] });
  if (/^\d{1,6}$/.test(text)) {
    marks.push({ of: 'stan', values: padded(text) }, { of: 'batch', values: padded(text) });
  }
  if (text.length > 6) marks.push({ of: 'rrn', values: eitherCase(text) });
  if (text.length > 3) {
    marks.push(
      { of: 'reference', values: [text] },
      { of: 'paymentNumber', values: [text] },
      { of: 'sessionId', values: [text] },
    );
  }
  return marks;
}

/** A number without the spaces between its groups; anything else as it is. */
export function ungrouped(text: string): string {
  return /^\d[\d ]*$/.test(text) ? text.replaceAll(' ', '') : text;
}

/** A number as it may have been printed, with zeros in front. */
export function padded(text: string): string[] {
  const widths = /^\d{1,6}$/.test(text) ? [3, 4, 6] : [];
  return [...new Set([text, ...widths.map((width) => text.padStart(width, '0'))])];
}

/** A code as written, and in capitals. */
export function eitherCase(text: string): string[] {
  return [...new Set([text, text.toUpperCase()])];
}
