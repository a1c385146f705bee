import { csvWriter } from '#server/exports/write-csv.ts';
import type { ZipEntry } from '#server/exports/zip.ts';
import { dayFirst, type LedgerEntry } from './ledger-entry.ts';

/** The heads of Xero's template for manual journals; a star is a field that must be filled. */
const COLUMNS = [
  '*Narration',
  '*Date',
  'Description',
  '*AccountCode',
  '*TaxRate',
  '*Amount',
  'TrackingName1',
  'TrackingOption1',
  'TrackingName2',
  'TrackingOption2',
];

/** As many lines as one file of the template may have. */
export const XERO_MOST_LINES = 300;

const csv = csvWriter('en');

/**
 * Entries for Xero (Manual journals › Import): lines of an entry share narration and date; the amount is above zero for a
 * debit and below it for a credit; VAT has lines of its own, so every line has a rate without tax, under the name that the
 * organisation gave it. Days are written dd/mm/yyyy. (help.xero.com, «Enter multiple manual journals using an import
 * template»: these columns, dd/mm/yyyy, the name of the tax rate in full, up to 300 lines in one file.)
 */
export async function* writeXero(
  entries: AsyncIterable<LedgerEntry>,
  untaxed: string,
): AsyncGenerator<string> {
  yield csv.line(COLUMNS);
  for await (const entry of entries) yield rowsOf(entry, untaxed);
}

/** The same in as many files as it takes, each entry whole in one of them. */
export async function* writeXeroParts(
  entries: AsyncIterable<LedgerEntry>,
  untaxed: string,
): AsyncGenerator<ZipEntry> {
  let rows: string[] = [];
  let lines = 0;
  let part = 0;
  const file = (): ZipEntry => ({
    name: `journals-${String(++part).padStart(3, '0')}.csv`,
    content: [csv.line(COLUMNS), ...rows],
  });
  for await (const entry of entries) {
    if (lines + entry.lines.length > XERO_MOST_LINES) {
      yield file();
      rows = [];
      lines = 0;
    }
    rows.push(rowsOf(entry, untaxed));
    lines += entry.lines.length;
  }
  if (lines > 0) yield file();
}

/** The number keeps two entries of a day apart that would read alike. */
function rowsOf({ number, day, title, currency, lines }: LedgerEntry, untaxed: string): string {
  return lines
    .map((line) =>
      csv.line([
        csv.cell('text', `${title} (${number})`),
        dayFirst(day, '/'),
        csv.cell('text', line.text),
        csv.cell('text', line.account),
        csv.cell('text', untaxed),
        csv.cell('money', String(line.debitMinor - line.creditMinor), currency),
        '',
        '',
        '',
        '',
      ]),
    )
    .join('');
}
