import { findReport } from '#db/queries/end-of-day.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { columnLetters, xlsxCell, xlsxHead } from '#server/exports/write-xlsx.ts';
import { SHEET_TAIL, sheetHead, workbookParts } from '#server/exports/xlsx-parts.ts';
import { type ZipEntry, zip } from '#server/exports/zip.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { isId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Receipt, ReceiptLine } from '#server/receipts/receipt.ts';
import { composeReportSheet, type IssuedReport } from './compose-report-sheet.ts';
import { reportContent } from './report.ts';
import { reportDocument, reportHash } from './report-document.ts';
import { type FiledReport, plainAmount, type ReportLine, reportLines } from './report-lines.ts';

/** What a report can be had as. */
export const REPORT_FORMS = ['json', 'pdf', 'xlsx'] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

/** A report as a file: the same bytes each time for the same report, form and language. */
export type ReportFile = { name: string; type: string; body: Uint8Array<ArrayBuffer> };

/**
 * A report as it was frozen, as a file; refused when what is stored is not what its hash was made of. Throws NotFound for a
 * run without a report.
 */
export async function getReportFile(
  ctx: Context<'reports:see'>,
  { runId, form, locale }: { runId: string; form: ReportForm; locale: Locale },
): Promise<Result<ReportFile, { kind: 'changed' }>> {
  if (!isId('endOfDayRun', runId)) throw new NotFound();
  const report = await ctx.inTransaction((tx) => findReport(tx, ctx.merchant.id, runId));
  if (!report) throw new NotFound();
  if (reportHash(report) !== report.hash) return err({ kind: 'changed' });
  const content = reportContent.parse(report.content);
  const name = `report-${content.providerDeviceId.replace(/[^\w-]/g, '')}-${report.number}.${form}`;
  const filed: IssuedReport = { ...report, content };
  switch (form) {
    case 'json':
      return ok({ name, type: 'application/json', body: bytes(Buffer.from(reportDocument(report))) });
    case 'pdf':
      return ok({ name, type: 'application/pdf', body: await pdfOf(filed, locale) });
    case 'xlsx': {
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      return ok({ name, type, body: await xlsxOf(filed, report.createdAt, locale) });
    }
    default:
      return assertNever(form);
  }
}

/**
 * The report as a PDF, in the layout it was issued with: a document of A4, or, of before there was one, a strip of paper. The
 * renderers are loaded when they are first asked for.
 */
export async function pdfOf(report: IssuedReport, locale: Locale): Promise<Uint8Array<ArrayBuffer>> {
  switch (report.content.sheet?.layout) {
    case undefined:
      return stripOf(report, locale);
    case 'a4': {
      const { renderSheet } = await import('#server/receipts/render-sheet.ts');
      return bytes(await renderSheet(composeReportSheet(report, locale)));
    }
  }
}

async function stripOf(report: FiledReport, locale: Locale): Promise<Uint8Array<ArrayBuffer>> {
  const { renderPdf } = await import('#server/receipts/render-pdf.ts');
  const lines = reportLines(report, locale).flatMap((line) => printed(line, locale));
  const receipt: Receipt = { lines, mark: null };
  return bytes(await renderPdf(receipt, '80', `${report.content.deviceLabel} ${report.number}`));
}

function printed(line: ReportLine, locale: Locale): ReceiptLine[] {
  switch (line.kind) {
    case 'title':
      return [
        { kind: 'feed', lines: 1 },
        { kind: 'text', left: [{ text: line.text, bold: true }] },
      ];
    case 'fact': {
      // A hash is longer than a roll is wide.
      const isLong = line.label.length + line.text.length > 46;
      const label: ReceiptLine = { kind: 'text', left: [{ text: line.label }] };
      if (isLong) return [label, { kind: 'text', left: [{ text: line.text }] }];
      return [{ ...label, ...(line.text === '' ? {} : { right: [{ text: line.text }] }) }];
    }
    case 'amount': {
      const right = [{ text: plainAmount(line.minor, line.currency, locale) }];
      return [{ kind: 'text', left: [{ text: line.label }], right }];
    }
    default:
      return assertNever(line);
  }
}

/** The report as a sheet with amounts that can be reckoned with. */
export async function xlsxOf(
  report: FiledReport,
  at: Date,
  locale: Locale,
): Promise<Uint8Array<ArrayBuffer>> {
  const rows = reportLines(report, locale).map((line, index) => {
    const place = (column: number) => `${columnLetters(column)}${index + 1}`;
    return `<row r="${index + 1}">${cellsOf(line, place)}</row>`;
  });
  const sheet = sheetHead([44, 20, 8], { freezes: false }) + rows.join('') + SHEET_TAIL;
  const sheets = [{ name: String(report.number), file: 1 }];
  const entries: ZipEntry[] = [
    { name: 'xl/worksheets/sheet1.xml', content: [sheet] },
    ...workbookParts(sheets).map(([name, text]) => ({ name, content: [text] })),
  ];
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip(inTurn(entries), at)) chunks.push(chunk);
  return bytes(Buffer.concat(chunks));
}

async function* inTurn(entries: readonly ZipEntry[]): AsyncGenerator<ZipEntry> {
  yield* entries;
}

function cellsOf(line: ReportLine, place: (column: number) => string): string {
  switch (line.kind) {
    case 'title':
      return xlsxHead(place(0), line.text);
    case 'fact':
      return xlsxCell(place(0), 'text', line.label) + xlsxCell(place(1), 'text', line.text);
    case 'amount':
      return (
        xlsxCell(place(0), 'text', line.label) +
        xlsxCell(place(1), 'money', String(line.minor), line.currency) +
        xlsxCell(place(2), 'text', line.currency)
      );
    default:
      return assertNever(line);
  }
}

/** Bytes of their own, as an answer wants them. */
function bytes(made: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(made);
}
