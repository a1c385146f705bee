import { minorToDecimal } from '#server/exports/decimal.ts';
import { escapeXml } from '#server/exports/xlsx-parts.ts';
import { inLatin5 } from './latin5.ts';
import { dayFirst, type LedgerEntry, type LedgerLine } from './ledger-entry.ts';

/** Of vouchers: mahsup, which is neither a receipt nor a payment of cash. */
const TYPE_MAHSUP = 4;

/**
 * Entries as accounting vouchers in the form that Logo Tiger and Logo GO exchange as XML («XML aktarım»): a `GL_VOUCHER` each
 * with its `TRANSACTIONS`; `SIGN` 0 is a debit, 1 a credit; days are written dd.mm.yyyy, amounts with a point; `~` leaves the
 * number to Logo; in ISO 8859-9. Logo publishes no description of it (docs.logo.com.tr describes imports from Excel only), and it
 * was not imported into a Logo: the page says so, and to try one day in a copy of the company first.
 */
export async function* writeLogo(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<Uint8Array> {
  yield inLatin5('<?xml version="1.0" encoding="ISO-8859-9"?>\r\n<GL_VOUCHERS>\r\n');
  for await (const entry of entries) yield inLatin5(voucher(entry));
  yield inLatin5('</GL_VOUCHERS>\r\n');
}

function voucher({ day, title, currency, lines }: LedgerEntry): string {
  const total = lines.reduce((sum, line) => sum + line.debitMinor, 0);
  const sum = minorToDecimal(String(total), currency);
  const rows = lines.map((line, index) => row(line, index + 1, currency)).join('');
  return `<GL_VOUCHER DBOP="INS">
<TYPE>${TYPE_MAHSUP}</TYPE>
<NUMBER>~</NUMBER>
<DATE>${dayFirst(day, '.')}</DATE>
<NOTES1>${escapeXml(title.slice(0, 50))}</NOTES1>
<TOTAL_DEBIT>${sum}</TOTAL_DEBIT>
<TOTAL_CREDIT>${sum}</TOTAL_CREDIT>
<CURRSEL_TOTALS>1</CURRSEL_TOTALS>
<TRANSACTIONS>
${rows}</TRANSACTIONS>
</GL_VOUCHER>
`.replaceAll('\n', '\r\n');
}

function row(
  { account, text, debitMinor, creditMinor }: LedgerLine,
  number: number,
  currency: string,
): string {
  const isCredit = creditMinor > 0;
  const amount = minorToDecimal(String(isCredit ? creditMinor : debitMinor), currency);
  return `<TRANSACTION>
<SIGN>${isCredit ? 1 : 0}</SIGN>
<GL_CODE>${escapeXml(account)}</GL_CODE>
<PARENT_GLCODE>${escapeXml(account.split('.')[0] ?? account)}</PARENT_GLCODE>
<${isCredit ? 'CREDIT' : 'DEBIT'}>${amount}</${isCredit ? 'CREDIT' : 'DEBIT'}>
<LINENO>${number}</LINENO>
<DESCRIPTION>${escapeXml(text.slice(0, 50))}</DESCRIPTION>
</TRANSACTION>
`;
}
