import type { DeviceId } from '#server/kernel/ids.ts';
import { type CurrencyCode, isCurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { maskCards } from '#server/receipts/mask-cards.ts';
import type { Mapping } from './mapping.ts';
import type { Table } from './read-table.ts';

/** A terminal as a statement can name it: by its number at an acquirer, or by that of the device. */
export type KnownTerminal = { name: string; deviceId: DeviceId; acquirerId: string };

/** A line of a statement that was understood. */
export type StatementLine = {
  line: number;
  deviceId: DeviceId;
  acquirerId: string;
  day: CalendarDay;
  batchNumber: string | null;
  currency: CurrencyCode;
  amountMinor: number;
  reference: string | null;
};

/** What is wrong with a line; `text` is what stands there, card numbers hidden. */
export type LineProblem = { line: number; text: string } & (
  | { why: 'columns'; expected: number; found: number }
  | { why: 'day' | 'amount' | 'decimal' | 'currency' | 'terminal' }
  /** The same again; `first` is the line it repeats. */
  | { why: 'duplicate'; first: number }
);

/** What came of reading a statement: its lines, and what is wrong with the others. */
export type ReadLines = { lines: StatementLine[]; problems: LineProblem[] };

/** Every line of a file with its meaning, or with what is wrong with it. Nothing is guessed: a line in doubt is a problem. Pure. */
export function readLines(
  table: Table,
  mapping: Mapping,
  known: { terminals: readonly KnownTerminal[]; home: CurrencyCode },
): ReadLines {
  const terminals = new Map(known.terminals.map((one) => [keyOf(one.name), one]));
  const seen = new Map<string, number>();
  const lines: StatementLine[] = [];
  const problems: LineProblem[] = [];
  for (const { line, cells } of table.rows) {
    const read = readLine(cells, table.heads.length, mapping, { terminals, home: known.home });
    if ('why' in read) {
      problems.push({ line, ...read });
      continue;
    }
    // Every column together: two payments of the same amount differ in at least one.
    const whole = cells.map((cell) => cell.trim()).join('\u001f');
    const first = seen.get(whole);
    if (first !== undefined) {
      problems.push({ line, why: 'duplicate', first, text: shownCells(cells).join(' ') });
      continue;
    }
    seen.set(whole, line);
    lines.push({ line, ...read });
  }
  return { lines, problems };
}

type Known = { terminals: ReadonlyMap<string, KnownTerminal>; home: CurrencyCode };
type WithoutLine<T> = T extends unknown ? Omit<T, 'line'> : never;

function readLine(
  cells: readonly string[],
  width: number,
  mapping: Mapping,
  { terminals, home }: Known,
): Omit<StatementLine, 'line'> | WithoutLine<LineProblem> {
  if (cells.length !== width)
    return { why: 'columns', expected: width, found: cells.length, text: shownCells(cells).join(' ') };
  const cell = (place: number | null) => (place === null ? '' : (cells[place]?.trim() ?? ''));
  const terminal = terminals.get(keyOf(cell(mapping.terminal)));
  if (!terminal) return { why: 'terminal', text: shown(cell(mapping.terminal)) };
  const day = readDay(cell(mapping.day), mapping.dayOrder);
  if (!day) return { why: 'day', text: shown(cell(mapping.day)) };
  const currency = cell(mapping.currency) === '' ? home : readCurrency(cell(mapping.currency));
  if (!currency) return { why: 'currency', text: shown(cell(mapping.currency)) };
  const amount = readAmount(cell(mapping.amount), currency, mapping.decimal);
  if (typeof amount === 'string') return { why: amount, text: shown(cell(mapping.amount)) };
  return {
    deviceId: terminal.deviceId,
    acquirerId: terminal.acquirerId,
    day,
    batchNumber: kept(cell(mapping.batch), 20),
    currency,
    amountMinor: amount,
    reference: kept(cell(mapping.reference), 64),
  };
}

/** Numbers are compared without the zeros some write before them and others do not. */
function keyOf(name: string): string {
  return name
    .trim()
    .toUpperCase()
    .replace(/^0+(?=.)/, '');
}

/** Of a text from outside what may be kept: one line, no card number (INV-19). */
function kept(text: string, most: number): string | null {
  return shown(text).slice(0, most) || null;
}

const HIDDEN = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Cells as they may be shown: each a line of its own, for no number runs on from one to the next. Pure. */
export function shownCells(cells: readonly string[]): string[] {
  return cells.map(shown);
}

function shown(text: string): string {
  const [masked = ''] = maskCards([text.replaceAll(HIDDEN, ' ').trim()]);
  return masked.slice(0, 120);
}

function readDay(text: string, order: Mapping['dayOrder']): CalendarDay | null {
  const parts =
    /^(\d{4})(\d{2})(\d{2})(?:\D|$)/.exec(text) ??
    /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:\D|$)/.exec(text);
  const [, a = '', b = '', c = ''] = parts ?? [];
  const [year, month, date] =
    a.length === 4 ? [a, b, c] : order === 'mdy' ? [c, a, b] : order === 'dmy' ? [c, b, a] : ['', '', ''];
  if (year.length !== 4) return null;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const at = new Date(`${day}T00:00:00Z`);
  const isReal = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
  return isReal && at.getTime() > Date.UTC(2000, 0) ? (day as CalendarDay) : null;
}

const CURRENCY_WORDS: ReadonlyMap<string, CurrencyCode> = new Map([
  ['TL', 'TRY'],
  ['₺', 'TRY'],
  ['949', 'TRY'],
  ['€', 'EUR'],
  ['978', 'EUR'],
  ['$', 'USD'],
  ['840', 'USD'],
  ['124', 'CAD'],
]);

function readCurrency(text: string): CurrencyCode | null {
  const code = text.toUpperCase();
  return isCurrencyCode(code) ? code : (CURRENCY_WORDS.get(code) ?? null);
}

/** `decimal`: it is an amount only with the other decimal sign. */
function readAmount(text: string, currency: CurrencyCode, decimal: ',' | '.'): number | 'amount' | 'decimal' {
  const group = decimal === ',' ? '.' : ',';
  const bare = text
    .replace(/^\((.*)\)$/, '-$1')
    .replaceAll(/[\s\u00a0\u202f']|TL|TRY|₺|€|\$/giu, '')
    .replace('\u2212', '-')
    .replace(/^(.+)-$/, '-$1');
  const pattern = (g: string, d: string) =>
    new RegExp(`^-?(?:\\d{1,3}(?:\\${g}\\d{3})+|\\d+)(?:\\${d}\\d{1,3})?$`);
  if (!pattern(group, decimal).test(bare)) return pattern(decimal, group).test(bare) ? 'decimal' : 'amount';
  const parsed = parseDecimal(bare.replaceAll(group, '').replace(decimal, '.'), currency);
  return parsed ? parsed.minor : 'amount';
}
