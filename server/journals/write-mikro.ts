import { csvWriter } from '#server/exports/write-csv.ts';
import { inLatin5 } from './latin5.ts';
import { dayFirst, type LedgerEntry } from './ledger-entry.ts';

/** Of vouchers: mahsup. */
const TUR_MAHSUP = '0';

/** Columns of Mikro's table of vouchers, under its own names, so that its import finds them by itself. */
const COLUMNS = [
  'fis_tarih',
  'fis_tur',
  'fis_sira_no',
  'fis_satir_no',
  'fis_hesap_kod',
  'fis_aciklama1',
  'fis_meblag0',
  'fis_tic_belgeno',
];

const csv = csvWriter('tr');

/**
 * Entries for Mikro's import of accounting vouchers from text («Veri tabanı import», table MUHASEBE_FISLERI): one line for
 * each line of a voucher; `fis_meblag0` is the amount in the main currency, above zero a debit and below it a credit; lines
 * of a voucher share day and `fis_sira_no`, `fis_satir_no` counts from 0. Semicolons, decimal comma, Windows-1254. Mikro publishes
 * no description of its columns, and it was not imported into a Mikro: the page says so, and to try one day in a copy first.
 */
export async function* writeMikro(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<Uint8Array> {
  yield inLatin5(csv.line(COLUMNS));
  for await (const { number, day, title, currency, lines } of entries) {
    const rows = lines.map((line, index) =>
      csv.line([
        dayFirst(day, '.'),
        TUR_MAHSUP,
        String(number),
        String(index),
        csv.cell('text', line.account),
        csv.cell('text', `${title}: ${line.text}`.slice(0, 127)),
        csv.cell('money', String(line.debitMinor - line.creditMinor), currency),
        '',
      ]),
    );
    yield inLatin5(rows.join(''));
  }
}
