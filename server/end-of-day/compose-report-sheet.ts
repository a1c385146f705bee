import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { SheetBlock, SheetDocument, SheetFact } from '#server/receipts/sheet.ts';
import { findVariances } from './open-variances.ts';
import type { ReportContent } from './report.ts';
import { NO_REPORT_BEFORE } from './report-document.ts';
import type { FiledReport } from './report-lines.ts';
import { entriesBlocks, oursBlocks } from './report-sheet-figures.ts';
import { sidesBlocks, verdictBlock } from './report-sheet-sides.ts';
import { sidesAtIssue } from './report-verdict.ts';
import { type SheetWords, SILENT, sheetWords } from './sheet-words.ts';
import type { ThreeSides } from './three-sides.ts';

/** A report as it is stored, for a document. */
export type IssuedReport = FiledReport & { runId: EndOfDayRunId; createdAt: Date };

/**
 * A report as a document of A4, made of nothing but what was frozen: who closed what and when, the verdict, the three sides, what
 * ours is made of, what differed, and its place in the chain. The same each time for the same report and language. Pure.
 */
export function composeReportSheet(report: IssuedReport, locale: Locale): SheetDocument {
  const words = sheetWords(locale);
  const { content, number } = report;
  const names = { merchant: content.merchantName, device: content.deviceLabel, number: String(number) };
  return {
    title: words.say('running', names),
    running: words.say('running', names),
    foot: words.say('foot', { ...names, hash: report.hash.slice(0, 16) }),
    band: content.environment === 'sandbox' ? words.say('sandbox') : null,
    blocks: [
      { kind: 'title', text: words.say('title'), beside: words.say('number', { number: String(number) }) },
      ...reportBlocks(report, words),
    ],
  };
}

/** Everything that stands on a report below its title. Pure. */
export function reportBlocks(report: IssuedReport, words: SheetWords): SheetBlock[] {
  const { content } = report;
  const sides = sidesAtIssue(content);
  return [
    ...headBlocks(report, words),
    // Reports of before do not tell what statements had said by then: nothing is claimed of it.
    ...(content.sheet ? [verdictBlock(content, sides, words), ...sidesBlocks(content, sides, words)] : []),
    ...varianceBlocks(content, sides, words),
    ...paymentBlocks(content, words),
    ...oursBlocks(content, words),
    ...entriesBlocks(content, words),
    ...chainBlocks(report, words),
  ];
}

function headBlocks({ content, createdAt }: IssuedReport, { say, day, at }: SheetWords): SheetBlock[] {
  const { bank, sheet, timeZone } = content;
  const taxNumber = sheet?.taxNumber ? [say('taxNumber', { number: sheet.taxNumber })] : [];
  const address = sheet?.branchAddress ? [sheet.branchAddress] : [];
  const fact = (label: string, value: string | null): SheetFact => ({ label, value: value ?? SILENT });
  const closedBy = content.isScheduled
    ? say('facts.scheduled', { name: content.closedBy })
    : content.closedBy;
  return [
    { kind: 'text', text: content.merchantName, isBold: true },
    ...[...taxNumber, ...address].map((text): SheetBlock => ({ kind: 'text', text })),
    {
      kind: 'facts',
      columns: 2,
      facts: [
        fact(say('facts.businessDate'), day(content.businessDate)),
        ...(bank ? [fact(say('facts.bankDay'), day(bank.date))] : []),
        fact(say('facts.branch'), content.branchName),
        fact(say('facts.device'), content.deviceLabel),
        fact(say('facts.deviceId'), content.providerDeviceId),
        fact(say('facts.batch'), content.batchNumber),
        fact(say('facts.zone'), timeZone),
        fact(say('facts.opened'), at(content.openedAt, timeZone)),
        ...(bank ? [fact(say('facts.bankClosed'), at(bank.endedAt, timeZone))] : []),
        fact(say('facts.closed'), at(content.closedAt, timeZone)),
        fact(say('facts.closedBy'), closedBy),
        fact(say('facts.issued'), at(createdAt, timeZone)),
        ...(bank
          ? [
              fact(
                say('facts.bankZone'),
                say('facts.bankZoneValue', { cutOff: bank.cutOff, zone: bank.timeZone }),
              ),
            ]
          : []),
      ],
    },
  ];
}

function paymentBlocks({ bank }: ReportContent, words: SheetWords): SheetBlock[] {
  const { say, figures, signed } = words;
  const payments = bank?.payments ?? [];
  if (payments.length === 0) return [];
  return [
    { kind: 'heading', text: say('payments.title') },
    {
      kind: 'table',
      columns: [
        { head: say('payments.payment'), align: 'start' },
        { head: say('payments.kind'), align: 'start' },
        { head: say('payments.figure'), align: 'start' },
        { head: say('sides.currency'), align: 'start' },
        { head: say('sides.ours'), align: 'end' },
        { head: say('payments.theirs'), align: 'end' },
        { head: say('payments.difference'), align: 'end' },
      ],
      rows: payments.map(
        ({ kind, figure, reference, providerPaymentId, currency, oursMinor, theirsMinor }) => ({
          cells: [
            reference ?? providerPaymentId,
            say(`payments.kinds.${kind}`),
            say(`payments.figures.${figure}`),
            currency,
            figures(oursMinor, currency),
            figures(theirsMinor, currency),
            signed((theirsMinor ?? 0) - (oursMinor ?? 0), currency),
          ],
        }),
      ),
    },
  ];
}

/** What somebody had to account for from the commit of the report on. */
function varianceBlocks(
  content: ReportContent,
  sides: readonly ThreeSides[],
  words: SheetWords,
): SheetBlock[] {
  const { say, figures, signed } = words;
  const rows = [
    ...findVariances(content).map((one) => ({
      ...one,
      what:
        one.kind === 'payment'
          ? say('variances.payment', { id: one.providerPaymentId ?? '' })
          : say('variances.sum', { name: words.nameOf(one, content.totalsBy) }),
    })),
    ...saidVariances(content, sides).map((one) => ({
      ...one,
      what: one.acquirerId
        ? say('variances.statement', { name: words.nameOf(one, content.totalsBy) })
        : say('variances.statementUnnamed'),
    })),
  ];
  const note: SheetBlock = { kind: 'text', text: say('variances.note') };
  const title: SheetBlock = { kind: 'heading', text: say('variances.title') };
  if (rows.length === 0) return [title, { kind: 'text', text: say('variances.none') }, note];
  const table: SheetBlock = {
    kind: 'table',
    columns: [
      { head: say('variances.what'), align: 'start' },
      { head: say('sides.currency'), align: 'start' },
      { head: say('sides.ours'), align: 'end' },
      { head: say('variances.theirs'), align: 'end' },
      { head: say('variances.difference'), align: 'end' },
    ],
    rows: rows.map(({ what, currency, oursMinor, theirsMinor, differenceMinor }) => ({
      cells: [
        what,
        currency,
        figures(oursMinor, currency),
        figures(theirsMinor, currency),
        signed(differenceMinor, currency),
      ],
    })),
  };
  return [title, table, note];
}

/** Where statements that had come by then say another sum than our books. */
function saidVariances({ sheet }: ReportContent, sides: readonly ThreeSides[]) {
  return sides.flatMap((side) => {
    const { acquirerId, currency, oursMinor, acquirerMinor: theirsMinor } = side;
    const isSaid = sheet?.said.some((one) => one.acquirerId === acquirerId && one.currency === currency);
    const differenceMinor = (theirsMinor ?? 0) - (oursMinor ?? 0);
    return isSaid && theirsMinor !== null && differenceMinor !== 0
      ? [{ ...side, theirsMinor, differenceMinor }]
      : [];
  });
}

function chainBlocks({ number, hash, previousHash, runId }: IssuedReport, { say }: SheetWords): SheetBlock[] {
  const before = previousHash === NO_REPORT_BEFORE ? say('chain.first') : previousHash;
  return [
    { kind: 'heading', text: say('chain.title') },
    {
      kind: 'facts',
      columns: 1,
      facts: [
        { label: say('chain.number'), value: String(number) },
        { label: say('chain.hash'), value: hash },
        { label: say('chain.previousHash'), value: before },
        { label: say('chain.run'), value: runId },
      ],
    },
    { kind: 'text', text: say('chain.note') },
  ];
}
