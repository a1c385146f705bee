import type { AcquirerTotal } from '#server/gateways/terminal-gateway.ts';
import { add, type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import { byAcquirer } from './compute.ts';
import type { OursLine, ReportDifference, TerminalLine } from './report.ts';

/** The terminal's figures as they can be compared, every disagreement with ours, and the verdict. */
export type Reconciliation = {
  terminal: TerminalLine[];
  differences: ReportDifference[];
  isMatched: boolean;
};

/** What the terminal says of one acquirer and currency in all its entries together. */
type TerminalSide = {
  acquirerId: string;
  acquirerName: string | null;
  currency: CurrencyCode;
  /** Null: at least one amount could not be read. */
  amountMinor: number | null;
  isClosed: boolean;
  /** Listed only because the device knows the acquirer: no amount, no operation. */
  isIdle: boolean;
};

/**
 * Holds our sums of a batch against what the terminal sent when it closed. Pure.
 *
 * Amounts decide, to the minor unit and per acquirer. Counts are shown and decide nothing: no document says whether a
 * voided sale counts as none, one or two. A line that names an acquirer with amount 0 and count 0 claims nothing and
 * needs no counterpart, since devices list acquirers that were not used; every other acquirer that only one side knows is a
 * difference, also when it nets to zero. An acquirer that did not close is a difference whatever its figures say.
 *
 * The wire carries no currency. A bank gives a currency a terminal number of its own, so `known` tells which one a number
 * was for in the answers of this batch; any other figure is read as the merchant's own. Operations in a currency of which
 * the terminal then says nothing are confirmed by nothing: they are listed as a difference with no terminal figure rather
 * than left out, because a day that was not confirmed must not be called matched.
 */
export function reconcile(
  ours: readonly OursLine[],
  totals: readonly AcquirerTotal[],
  home: CurrencyCode,
  known: TerminalCurrencies = new Map(),
): Reconciliation {
  return reconcileLines(
    ours,
    totals.map((total) => toLine(total, known.get(terminalKey(total)) ?? home)),
  );
}

/** The same for figures whose currency is told, as those a person copied from the bank. Pure. */
export function reconcileLines(ours: readonly OursLine[], terminal: TerminalLine[]): Reconciliation {
  const sides = sumByAcquirer(terminal);
  const knownToUs = new Set(ours.map(sideKey));
  const differences = [
    ...ours.flatMap((line) => compare(line, sides.get(sideKey(line)), line.currency)),
    ...[...sides.values()].flatMap((side) =>
      knownToUs.has(sideKey(side)) ? [] : compare(undefined, side, side.currency),
    ),
  ].sort(byAcquirer);
  return { terminal, differences, isMatched: differences.length === 0 };
}

/** Which currency a bank's terminal number is for, by `terminalKey`. */
export type TerminalCurrencies = ReadonlyMap<string, CurrencyCode>;

/** A terminal number of a bank: two banks may give the same one. */
export function terminalKey({ acquirerId, tid }: { acquirerId: string | null; tid: string | null }): string {
  return `${acquirerId ?? ''} ${tid ?? ''}`;
}

function sideKey({ acquirerId, currency }: { acquirerId: string; currency: CurrencyCode }): string {
  return `${currency} ${acquirerId}`;
}

/** A figure past this is no day's takings: it counts as unreadable, so that hundreds of them still add up exactly. */
const MAX_FIGURE_MINOR = 10_000_000_000_000;

function toLine(total: AcquirerTotal, currency: CurrencyCode): TerminalLine {
  const parsed = parseDecimal(total.amountText, currency);
  const amount = parsed && Math.abs(parsed.minor) <= MAX_FIGURE_MINOR ? parsed : null;
  return {
    acquirerId: total.acquirerId,
    acquirerName: total.acquirerName,
    tid: total.tid,
    mid: total.mid,
    currency,
    count: total.count,
    amountMinor: amount?.minor ?? null,
    ...(amount ? {} : { amountText: total.amountText }),
    isClosed: total.isClosed,
    code: total.code,
  };
}

/** A device may list an acquirer once per terminal number; ours are kept per acquirer, so theirs are added up first. */
function sumByAcquirer(lines: readonly TerminalLine[]): Map<string, TerminalSide> {
  const sides = new Map<string, TerminalSide>();
  for (const line of lines) {
    const before = sides.get(sideKey(line));
    sides.set(sideKey(line), {
      acquirerId: line.acquirerId,
      currency: line.currency,
      acquirerName: before?.acquirerName ?? line.acquirerName,
      amountMinor: before ? sum(before.amountMinor, line.amountMinor, line.currency) : line.amountMinor,
      isClosed: (before?.isClosed ?? true) && line.isClosed,
      isIdle: (before?.isIdle ?? true) && line.amountMinor === 0 && !line.count,
    });
  }
  return sides;
}

function sum(a: number | null, b: number | null, currency: CurrencyCode): number | null {
  return a === null || b === null ? null : add({ minor: a, currency }, { minor: b, currency }).minor;
}

/** No entry when both sides agree; at least one side is there. */
function compare(
  ours: OursLine | undefined,
  side: TerminalSide | undefined,
  currency: CurrencyCode,
): ReportDifference[] {
  const oursMinor = ours?.netMinor ?? null;
  const terminalMinor = side?.amountMinor ?? null;
  const isAgreed =
    (side?.isClosed ?? true) && (ours ? side !== undefined && terminalMinor === oursMinor : side?.isIdle);
  if (isAgreed) return [];
  return [
    {
      acquirerId: ours?.acquirerId ?? side?.acquirerId ?? '',
      acquirerName: ours?.acquirerName ?? side?.acquirerName ?? null,
      currency,
      oursMinor,
      terminalMinor,
      differenceMinor: (terminalMinor ?? 0) - (oursMinor ?? 0),
    },
  ];
}
