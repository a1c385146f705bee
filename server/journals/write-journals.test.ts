import { buffer, text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zip } from '#server/exports/zip.ts';
import { readZip } from '#tests/support/read-zip.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { writeLogo } from './write-logo.ts';
import { writeMikro } from './write-mikro.ts';
import { writeParasut } from './write-parasut.ts';
import { writeQuickbooks } from './write-quickbooks.ts';
import { writeXero, writeXeroParts } from './write-xero.ts';

const entry: LedgerEntry = {
  number: 1,
  day: '2026-03-04',
  title: 'Günün tahsilatı · Giriş kasası',
  currency: 'TRY',
  lines: [
    { account: '108.01', text: 'Kart tahsilatı, Akbank', debitMinor: 12_000, creditMinor: 0 },
    { account: '600.20', text: 'Satışlar, KDV %20', debitMinor: 0, creditMinor: 10_000 },
    { account: '391.20', text: 'KDV %20', debitMinor: 0, creditMinor: 2_000 },
  ],
};
async function* some(...entries: LedgerEntry[]): AsyncGenerator<LedgerEntry> {
  yield* entries;
}

describe('entries in the format of', () => {
  it('Logo: vouchers in XML, in ISO 8859-9, with sums, signs and escaped text', async () => {
    const bytes = await buffer(writeLogo(some({ ...entry, title: 'Ğ & <b>' })));
    const xml = new TextDecoder('iso-8859-9').decode(bytes);
    expect(xml.split('\r\n').slice(0, 10)).toEqual([
      '<?xml version="1.0" encoding="ISO-8859-9"?>',
      '<GL_VOUCHERS>',
      '<GL_VOUCHER DBOP="INS">',
      '<TYPE>4</TYPE>',
      '<NUMBER>~</NUMBER>',
      '<DATE>04.03.2026</DATE>',
      '<NOTES1>Ğ &amp; &lt;b&gt;</NOTES1>',
      '<TOTAL_DEBIT>120.00</TOTAL_DEBIT>',
      '<TOTAL_CREDIT>120.00</TOTAL_CREDIT>',
      '<CURRSEL_TOTALS>1</CURRSEL_TOTALS>',
    ]);
    expect(xml).toContain(
      [
        '<SIGN>1</SIGN>',
        '<GL_CODE>600.20</GL_CODE>',
        '<PARENT_GLCODE>600</PARENT_GLCODE>',
        '<CREDIT>100.00</CREDIT>',
      ].join('\r\n'),
    );
  });

  it('Mikro: a line for each line, debits above zero and credits below, in Windows-1254', async () => {
    const lines = new TextDecoder('windows-1254').decode(await buffer(writeMikro(some(entry)))).split('\r\n');
    expect(lines).toEqual([
      'fis_tarih;fis_tur;fis_sira_no;fis_satir_no;fis_hesap_kod;fis_aciklama1;fis_meblag0;fis_tic_belgeno',
      '04.03.2026;0;1;0;108.01;Günün tahsilatı · Giriş kasası: Kart tahsilatı, Akbank;120,00;',
      '04.03.2026;0;1;1;600.20;Günün tahsilatı · Giriş kasası: Satışlar, KDV %20;-100,00;',
      '04.03.2026;0;1;2;391.20;Günün tahsilatı · Giriş kasası: KDV %20;-20,00;',
      '',
    ]);
  });

  it('Paraşüt: a sheet with typed days and amounts', async () => {
    const files = readZip(await buffer(zip(writeParasut(some(entry)), new Date(0))));
    const sheet = files.get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet.match(/<row /g)).toHaveLength(4);
    expect(sheet).toContain('<c r="A2" s="3"><v>46085</v></c>');
    expect(sheet).toContain('<c r="E2" s="5"><v>120.00</v></c>');
    expect(sheet).toContain('<c r="F3" s="5"><v>100.00</v></c>');
    expect(sheet).not.toContain('<c r="F2"');
  });

  it('QuickBooks: entries by number, one side of each line left empty', async () => {
    const lines = (await text(writeQuickbooks(some(entry)))).split('\r\n');
    expect(lines.slice(0, 3)).toEqual([
      'JournalNo,JournalDate,Currency,Memo,AccountName,Debits,Credits,Description',
      'VZ20260304-1,04/03/2026,TRY,Günün tahsilatı · Giriş kasası,108.01,120.00,,"Kart tahsilatı, Akbank"',
      'VZ20260304-1,04/03/2026,TRY,Günün tahsilatı · Giriş kasası,600.20,,100.00,"Satışlar, KDV %20"',
    ]);
  });

  it('Xero: its template, credits below zero, every line under the rate without tax', async () => {
    const lines = (await text(writeXero(some(entry), 'Tax Exempt'))).split('\r\n');
    expect(lines.slice(0, 3)).toEqual([
      '*Narration,*Date,Description,*AccountCode,*TaxRate,*Amount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2',
      'Günün tahsilatı · Giriş kasası (1),04/03/2026,"Kart tahsilatı, Akbank",108.01,Tax Exempt,120.00,,,,',
      'Günün tahsilatı · Giriş kasası (1),04/03/2026,"Satışlar, KDV %20",600.20,Tax Exempt,-100.00,,,,',
    ]);
  });

  it('Xero: as many files as it takes, of at most 300 lines, each entry whole in one of them', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ ...entry, number: index + 1 }));
    const files = readZip(await buffer(zip(writeXeroParts(some(...many), 'None'), new Date(0))));
    const bodies = [...files.values()].map((file) => file.trimEnd().split('\r\n').slice(1));
    expect([...files.keys()]).toEqual(['journals-001.csv', 'journals-002.csv', 'journals-003.csv']);
    expect(bodies.map((lines) => lines.length)).toEqual([300, 300, 150]);
  });
});

describe('whatever a text holds', () => {
  it('no line of a spreadsheet begins a formula, and no cell of text breaks out of its line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (said) => {
        const hostile = {
          ...entry,
          title: `=1+1${said}`,
          lines: [{ ...(entry.lines[0] ?? never()), text: said }],
        };
        for (const file of [writeQuickbooks(some(hostile)), writeXero(some(hostile), 'None')]) {
          const written = await text(file);
          expect(written).toContain("'=1+1");
          expect(cellsOf(written)).toHaveLength(2);
        }
      }),
      { numRuns: 50 },
    );
  });
});

function never(): never {
  throw new Error('There is a line');
}

/** Lines of a text file as RFC 4180 reads them. */
function cellsOf(written: string): string[] {
  return written
    .replaceAll(/"(?:[^"]|"")*"/g, 'q')
    .trimEnd()
    .split('\r\n');
}
