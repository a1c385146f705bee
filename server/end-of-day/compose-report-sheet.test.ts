import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LOCALES } from '#server/kernel/locale.ts';
import { layOutSheet } from '#server/receipts/lay-out-sheet.ts';
import type { SheetBlock } from '#server/receipts/sheet.ts';
import { agreedContent, issued, takings, told } from '#tests/factories/report.ts';
import type { PaymentDifference } from './bank-reading.ts';
import { composeReportSheet } from './compose-report-sheet.ts';
import { type BankPart, type ReportContent, reportContent } from './report.ts';
import { sidesAtIssue, verdictOf } from './report-verdict.ts';

const agreed = agreedContent();
const said = (minorOf12: number): ReportContent => ({
  ...agreed,
  sheet: agreed.sheet && {
    ...agreed.sheet,
    said: [
      { acquirerId: '12', acquirerName: null, currency: 'TRY', amountMinor: minorOf12 },
      { acquirerId: '62', acquirerName: null, currency: 'TRY', amountMinor: 35_000 },
    ],
  },
});
const differing: ReportContent = {
  ...agreed,
  terminal: [told('12', 'Şekerbank', 1_234_567_89), told('62', 'Garanti BBVA', 23_000)],
  differences: [
    {
      ...{ acquirerId: '62', acquirerName: 'Garanti BBVA', currency: 'TRY', oursMinor: 35_000 },
      ...{ terminalMinor: 23_000, differenceMinor: -12_000 },
    },
  ],
  isMatched: false,
};

const bank: BankPart = {
  ...{ date: '2026-05-12', timeZone: 'America/Toronto', cutOff: '17:00', batchNumber: '042' },
  ...{ endedAt: '2026-05-12T21:00:00.000Z', numberNote: null, typedBy: 'Ayşe Öz', readAt: null },
  ...{ checkedBy: null, late: [] },
};
const late: BankPart['late'][number] = {
  ...{ id: 'txn_2', kind: 'refund', bankDate: '2026-05-11', currency: 'TRY', amountMinor: 1_000 },
  ...{ acquirerId: 'visa', acquirerName: 'Visa' },
};
const payment: PaymentDifference = {
  ...{ kind: 'payment', figure: 'commission', providerPaymentId: '77', reference: 'txn_1', currency: 'TRY' },
  ...{ transactionId: null, otherBatchId: null, oursMinor: 100, theirsMinor: 120 },
};
const disputed: ReportContent = {
  ...{ ...agreed, bank: { ...bank, late: [late], payments: [payment] }, isMatched: false },
  fiscal: [{ paymentType: 'cash', ...takings(5_000) }],
};

const blocksOf = (content: ReportContent) => composeReportSheet(issued(content), 'tr').blocks;
const bannerOf = (content: ReportContent) => blocksOf(content).find(({ kind }) => kind === 'banner');

function tableAfter(blocks: readonly SheetBlock[], heading: string) {
  const at = blocks.findIndex((block) => block.kind === 'heading' && block.text === heading);
  const [table] = blocks.slice(at).filter((block) => block.kind === 'table');
  return table?.rows.map(({ cells }) => cells) ?? [];
}

const SIDES = 'Defterimiz × terminal × banka';
const VARIANCES = 'Düzenlenirken var olan farklar';

describe('the document of a report', () => {
  test('names whose report it is, of what, of when, and where it stands in the chain', () => {
    const text = JSON.stringify(blocksOf(agreed));
    for (const fact of [
      'Kahve Durağı Gıda Sanayi ve Ticaret Limited Şirketi',
      'VKN 4650318827',
      'Caferağa Mah. Moda Cad. No 12, İstanbul',
      ...['No 7', 'Kadıköy İskele', 'Kasa 1', 'P00102', '0042', '12.05.2026', 'Europe/Istanbul'],
      ...['12.05.2026 08:00:00', '12.05.2026 23:00:00', '12.05.2026 23:00:01', 'Elif Yılmaz'],
      ...['a1b2'.repeat(16), 'c3d4'.repeat(16)],
    ])
      expect(text).toContain(fact);
  });

  test('is unconfirmed while no statement of the acquirer has come', () => {
    expect(bannerOf(agreed)).toMatchObject({
      title: 'Teyitsiz',
      text: expect.stringContaining('2 satır için bankanın ekstresi henüz yoktu'),
    });
    expect(tableAfter(blocksOf(agreed), SIDES)[0]).toEqual([
      'Şekerbank 12',
      'TRY',
      ...['5', '1.234.567,89', '5', '1.234.567,89', '0,00', '-', '-'],
      'Teyitsiz',
    ]);
  });

  test('is agreed when the three sides say the same, the sums of each with their counts below', () => {
    const content = said(1_234_567_89);
    expect(bannerOf(content)).toMatchObject({ title: 'Mutabık' });
    expect(tableAfter(blocksOf(content), SIDES).at(-1)).toEqual([
      'Toplam TRY',
      'TRY',
      ...['10', '1.234.917,89', '10', '1.234.917,89', '0,00', '1.234.917,89', '0,00'],
      '',
    ]);
    expect(tableAfter(blocksOf(content), VARIANCES)).not.toContainEqual(expect.arrayContaining(['-120,00']));
  });

  test('is not agreed when the terminal says another sum, and lists that difference', () => {
    expect(bannerOf(differing)).toMatchObject({
      title: 'Mutabık değil',
      text: expect.stringMatching(/^1 satır/),
    });
    expect(tableAfter(blocksOf(differing), VARIANCES)).toEqual([
      ['Garanti BBVA 62 toplamı', 'TRY', '350,00', '230,00', '-120,00'],
    ]);
  });

  test('is not agreed when a statement that had come says another sum', () => {
    const content = said(1_234_568_00);
    expect(bannerOf(content)).toMatchObject({ title: 'Mutabık değil' });
    expect(tableAfter(blocksOf(content), VARIANCES)).toEqual([
      ['Ekstre, Şekerbank 12 toplamı', 'TRY', '1.234.567,89', '1.234.568,00', '+0,11'],
    ]);
  });

  test('is agreed where nobody has anything, and asks for no confirmation of a bank that is only listed', () => {
    const idle = told('99', 'Boş Banka', 0);
    expect(bannerOf({ ...agreed, ours: [], terminal: [{ ...idle, count: 0 }] })).toMatchObject({
      title: 'Mutabık',
      text: 'Bu grupta hiçbir tarafta kartlı işlem yok.',
    });
  });

  test('gives no sum of a side that is silent about a line', () => {
    const half = said(1_234_567_89);
    const content = { ...half, sheet: half.sheet && { ...half.sheet, said: half.sheet.said.slice(1) } };
    const sum = tableAfter(blocksOf(content), SIDES).at(-1);
    expect(sum?.slice(7, 9)).toEqual(['-', '-']);
  });

  test('counts by kind and by type of card, refunds and voids taken off', () => {
    const blocks = blocksOf(agreed);
    expect(tableAfter(blocks, 'Defterimiz: işlem türlerine göre')[0]).toEqual([
      'Şekerbank 12',
      'TRY',
      ...['3', '1.234.627,89', '1', '-10,00', '1', '-50,00', '1.234.567,89'],
    ]);
    const names = tableAfter(blocks, 'Defterimiz: kart türlerine göre').map(([name]) => name);
    expect(names).toEqual(['Kredi kartı', 'Troy, Banka kartı', 'Toplam TRY']);
  });

  test('of a bank that closes by itself holds our books against the bank alone', () => {
    const content: ReportContent = { ...agreed, bank, source: 'typed', totalsBy: 'card_brand' };
    expect(bannerOf(content)).toMatchObject({ title: 'Mutabık' });
    const [row] = tableAfter(blocksOf(content), 'Defterimiz × banka');
    expect(row?.slice(2)).toEqual(['5', '1.234.567,89', '5', '1.234.567,89', '0,00', 'Mutabık']);
    expect(JSON.stringify(blocksOf(content))).toContain('Ayşe Öz');
  });

  test('says on every sheet that no money moved in the sandbox', () => {
    expect(composeReportSheet(issued(agreed), 'tr').band).toBeNull();
    expect(composeReportSheet(issued({ ...agreed, environment: 'sandbox' }), 'en').band).toMatch(/^SANDBOX/);
  });

  test('is read back from what is stored just as it was written', () => {
    const stored = reportContent.parse(JSON.parse(JSON.stringify(agreed)));
    expect(composeReportSheet(issued(stored), 'tr')).toEqual(composeReportSheet(issued(agreed), 'tr'));
  });

  // A reprint has to equal what was issued: whoever means to change a word or a line here names another layout first.
  test.each([
    ['tr', '35fa5b5f04b1a21d4f3f927faa5879a34d551e7baaaa0471328156d022ca5e57'],
    ['en', '46be340de0a29d94246c29e3ef7901554e60db16b6eca09d557cc8ff6fb4c34e'],
    ['fr', '7e4dd364dc9635d29c36789a992357ccd12c933eaf0ec8c90af7e8b326543e2a'],
  ] as const)('says for ever what it says now (%s)', (locale, hash) => {
    const documents = [agreed, differing, said(1), disputed].map((one) =>
      layOutSheet(composeReportSheet(issued(one), locale)),
    );
    expect(createHash('sha256').update(JSON.stringify(documents)).digest('hex')).toBe(hash);
  });
});

describe('the verdict of a report', () => {
  test('tells of payments that disagree where every sum agrees', () => {
    const content = disputed;
    expect(bannerOf(content)).toMatchObject({ text: expect.stringContaining('1 ödeme uyuşmuyor') });
    expect(tableAfter(blocksOf(content), 'Uyuşmayan ödemeler')).toEqual([
      ['txn_1', 'Ödeme', 'Komisyon', 'TRY', '1,00', '1,20', '+0,20'],
    ]);
  });

  test('is never agreed where a line differs', () => {
    expect(verdictOf(differing, sidesAtIssue(differing))).toEqual({
      verdict: 'not_agreed',
      lines: 1,
      payments: 0,
    });
    expect(
      LOCALES.map((locale) =>
        composeReportSheet(issued(differing), locale).blocks.find(({ kind }) => kind === 'banner'),
      ),
    ).toMatchObject([{ title: 'Mutabık değil' }, { title: 'Not agreed' }, { title: 'Non concordant' }]);
  });
});
