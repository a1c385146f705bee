import { csvWriter } from '#server/exports/write-csv.ts';
import { dayFirst, type LedgerEntry } from './ledger-entry.ts';

/** The fields of «Import journal entries» of QuickBooks Online, under the names that its mapping offers first. */
const COLUMNS = [
  'JournalNo',
  'JournalDate',
  'Currency',
  'Memo',
  'AccountName',
  'Debits',
  'Credits',
  'Description',
];

const csv = csvWriter('en');

/**
 * Entries for QuickBooks Online (Settings › Import data › Journal entries): lines of an entry share `JournalNo`; the side
 * that is nothing is left empty; a sub-account is written `Parent:Sub`; account numbers are switched off for the import. Its
 * page asks how days are written: day/month/year. UTF-8 without a mark, which would become part of the first name.
 * (quickbooks.intuit.com/learn-support, «Import journal entries»: journal number, date, account name, description, debits,
 * credits; the names are mapped by hand when they are others.)
 */
export async function* writeQuickbooks(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<string> {
  yield csv.line(COLUMNS);
  for await (const { number, day, title, currency, lines } of entries) {
    const rows = lines.map(({ account, text, debitMinor, creditMinor }) =>
      csv.line([
        `VZ${day.replaceAll('-', '')}-${number}`,
        dayFirst(day, '/'),
        currency,
        csv.cell('text', title),
        csv.cell('text', account),
        debitMinor === 0 ? '' : csv.cell('money', String(debitMinor), currency),
        creditMinor === 0 ? '' : csv.cell('money', String(creditMinor), currency),
        csv.cell('text', text),
      ]),
    );
    yield rows.join('');
  }
}
