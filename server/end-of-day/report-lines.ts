import { minorToDecimal } from '#server/exports/decimal.ts';
import { wallClock } from '#server/exports/wall-clock.ts';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { OursLine, ReportContent } from './report.ts';
import { reportRows, reportTotals } from './report-rows.ts';

/** One line of a report as a file: a heading, a fact, or an amount. */
export type ReportLine =
  | { kind: 'title'; text: string }
  | { kind: 'fact'; label: string; text: string }
  | { kind: 'amount'; label: string; minor: number; currency: CurrencyCode };

/** A report as it is linked, for a file. */
export type FiledReport = { number: number; hash: string; previousHash: string; content: ReportContent };

/**
 * A frozen report line by line, in a language: the same lines whenever it is made, for they say nothing but what was frozen.
 * Whoever changes what they say changes what a reprint is: their words are their own, and stay whatever screens come to say. Pure.
 */
export function reportLines(
  { number, hash, previousHash, content }: FiledReport,
  locale: Locale,
): ReportLine[] {
  const { lines: words } = messages[locale].reportFile;
  const other = content.bank ? words.bankSide : words.terminal;
  const clock = wallClock(content.timeZone);
  const at = (instant: string) => clock(String(Date.parse(instant)));
  const rows = reportRows(content);
  return [
    { kind: 'title', text: words.title },
    ...facts([
      [content.merchantName, ''],
      [words.number, String(number)],
      [words.businessDate, content.businessDate],
      [words.branch, content.branchName],
      [words.device, content.deviceLabel],
      [words.deviceId, content.providerDeviceId],
      [words.batch, content.batchNumber ?? ''],
      [words.opened, at(content.openedAt)],
      [words.closed, at(content.closedAt)],
      [words.closedBy, content.closedBy],
      [words.zone.replace('{zone}', content.timeZone), ''],
      ...(content.environment === 'sandbox' ? ([[words.sandboxBand, '']] as const) : []),
    ]),
    { kind: 'title', text: content.bank ? words.bankComparison : words.comparison },
    ...rows.flatMap(({ acquirerName, acquirerId, currency, ours, terminal, differenceMinor }) => [
      { kind: 'title' as const, text: acquirerName ?? (acquirerId || '-') },
      ...amount(words.ours, ours?.minor, currency),
      ...amount(other, terminal?.minor, currency),
      ...amount(words.difference, differenceMinor, currency),
    ]),
    ...reportTotals(rows).flatMap(({ currency, oursMinor, terminalMinor, differenceMinor }) => [
      { kind: 'title' as const, text: `${words.total} ${currency}` },
      ...amount(words.ours, oursMinor, currency),
      ...amount(other, terminalMinor, currency),
      ...amount(words.difference, differenceMinor, currency),
    ]),
    { kind: 'title', text: words.breakdown },
    ...content.ours.flatMap((line) => oursLines(line, locale)),
    { kind: 'title', text: words.paper },
    ...facts([
      [words.hash, hash],
      [words.previousHash, previousHash],
    ]),
  ];
}

function oursLines(line: OursLine, locale: Locale): ReportLine[] {
  const { lines: words } = messages[locale].reportFile;
  const { acquirerId, acquirerName, currency } = line;
  return [
    { kind: 'title', text: acquirerName ?? (acquirerId || '-') },
    ...amount(`${words.sales} (${line.saleCount})`, line.saleMinor, currency),
    ...(line.captureCount > 0
      ? amount(`${words.captures} (${line.captureCount})`, line.captureMinor, currency)
      : []),
    ...amount(`${words.refunds} (${line.refundCount})`, -line.refundMinor, currency),
    ...amount(`${words.voids} (${line.voidCount})`, -line.voidMinor, currency),
    ...amount(words.net, line.netMinor, currency),
  ];
}

function facts(pairs: readonly (readonly [label: string, text: string])[]): ReportLine[] {
  return pairs.map(([label, text]) => ({ kind: 'fact', label, text }));
}

/** Nothing is said of a figure that a side has not. */
function amount(label: string, minor: number | null | undefined, currency: CurrencyCode): ReportLine[] {
  // No figure is minus nothing.
  return minor === null || minor === undefined
    ? []
    : [{ kind: 'amount', label, minor: minor === 0 ? 0 : minor, currency }];
}

/** An amount in a file, with the decimal sign of its language. */
export function plainAmount(minor: number, currency: CurrencyCode, locale: Locale): string {
  return `${minorToDecimal(String(minor), currency, locale === 'en' ? '.' : ',')} ${currency}`;
}
