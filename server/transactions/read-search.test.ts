import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, WrittenMark } from '#db/queries/transaction-conditions.ts';
import { makeListReader } from '#tests/factories/list-reader.ts';
import { readSearch } from './read-search.ts';

const reader = makeListReader();
const [entrance, garden, mobile] = reader.choices.devices.map((one) => one.deviceId);

/** The conditions of a search that is understood as a whole. */
function conditions(text: string, read = reader): Condition<WrittenMark>[] {
  const { terms, problems } = readSearch(text, read);
  expect(problems).toEqual([]);
  return terms.map((term) => term.condition);
}

/** What a word on its own is tried as. */
function tried(text: string): string[] {
  return conditions(text).flatMap((one) => (one.by === 'mark' ? one.marks.map((mark) => mark.of) : one.by));
}

function problemOf(text: string): string[] {
  return readSearch(text, reader).problems.map(({ problem, word }) => `${problem} ${word}`.trim());
}

describe('a filter in the search', () => {
  it.each<[string, Condition<WrittenMark>]>([
    ['last4:3259', { by: 'mark', marks: [{ of: 'last4', values: ['3259'] }] }],
    ['kart:**** 3259', { by: 'mark', marks: [{ of: 'last4', values: ['3259'] }] }],
    ['amount:118,00', { by: 'mark', marks: [{ of: 'amount', minor: 11_800, currency: 'TRY' }] }],
    ['amount:>500', { by: 'amount', minMinor: 50_001, maxMinor: null, currency: 'TRY' }],
    ['tutar:>=500', { by: 'amount', minMinor: 50_000, maxMinor: null, currency: 'TRY' }],
    ['amount:<20,50', { by: 'amount', minMinor: null, maxMinor: 2_049, currency: 'TRY' }],
    ['amount:100-200', { by: 'amount', minMinor: 10_000, maxMinor: 20_000, currency: 'TRY' }],
    ['amount:1.000,50..2.000', { by: 'amount', minMinor: 100_050, maxMinor: 200_000, currency: 'TRY' }],
    ['amount:>500usd', { by: 'amount', minMinor: 50_001, maxMinor: null, currency: 'USD' }],
    ['>500', { by: 'amount', minMinor: 50_001, maxMinor: null, currency: 'TRY' }],
    ['currency:€', { by: 'currency', currency: 'EUR' }],
    ['state:unknown', { by: 'state', state: 'unknown' }],
    ['durum:onaylandı', { by: 'state', state: 'approved' }],
    ['DURUM:SÜRÜYOR', { by: 'tab', tab: 'open' }],
    ['état:refusée', { by: 'state', state: 'declined' }],
    ['kind:refund', { by: 'kind', kind: 'refund' }],
    ['tür:İADE', { by: 'kind', kind: 'refund' }],
    ['kind:"Provizyon iptali"', { by: 'kind', kind: 'release' }],
    ['cardtype:prepaid', { by: 'cardType', cardType: 'prepaid' }],
    ['env:live', { by: 'environment', environment: 'live' }],
    ['provider:interpay', { by: 'provider', provider: 'interpay' }],
    ['bank:garanti', { by: 'acquirer', ids: ['0062'] }],
    ['user:me', { by: 'person', ids: [reader.me] }],
    ['user:cinar', { by: 'person', ids: ['usr_01jqz3k4m5n6p7q8r9s0t1v2w4'] }],
    ['şube:BEŞİKTAŞ', { by: 'branch', ids: ['bra_01jqz3k4m5n6p7q8r9s0t1v2w2'] }],
    ['batch:12', { by: 'mark', marks: [{ of: 'batch', values: ['12', '012', '0012', '000012'] }] }],
    ['stan:000123', { by: 'mark', marks: [{ of: 'stan', values: ['000123'] }] }],
    ['auth:a1b2c3', { by: 'mark', marks: [{ of: 'authCode', values: ['a1b2c3', 'A1B2C3'] }] }],
    ['ref:0417-A', { by: 'mark', marks: [{ of: 'reference', values: ['0417-A'] }] }],
  ])('%j narrows the list', (text, condition) => {
    expect(conditions(text)).toEqual([condition]);
  });

  it.each([
    ['603 011', '603011'],
    ['6021 4799 7003', '602147997003'],
    ['rrn:6021 4799 7003', 'rrn:602147997003'],
    ['ONAY KODU: 603 011', 'ONAY KODU: 603011'],
  ])('%j finds what it finds without its spaces', (grouped, plain) => {
    expect(conditions(grouped)).toEqual(conditions(plain));
  });

  it('takes the business day of a time that is written beside a day', () => {
    const days = (text: string) => conditions(text).map((one) => one.by === 'days' && [one.from, one.to]);
    expect(days('28.11.2026 19:20')).toEqual([['2026-11-28', '2026-11-28']]);
    expect(days('tarih: 28.11.2026 19:20')).toEqual([['2026-11-28', '2026-11-28']]);
    // The day begins at four.
    expect(days('28.11.2026 02:10')).toEqual([['2026-11-27', '2026-11-27']]);
  });

  it('finds terminals by any part of their name or their number, whatever the case and the dots', () => {
    expect(conditions('device:kasa')).toEqual([{ by: 'device', ids: [entrance, mobile] }]);
    expect(conditions('cihaz:GİRİŞ')).toEqual([{ by: 'device', ids: [entrance] }]);
    expect(conditions('device:p00202')).toEqual([{ by: 'device', ids: [garden] }]);
  });

  it('names business days by their date, by two, or by a word', () => {
    const days = (text: string) => conditions(text).map((one) => one.by === 'days' && [one.from, one.to]);
    expect(days('date:2026-03-01')).toEqual([['2026-03-01', '2026-03-01']]);
    expect(days('tarih:01.03.2026..04.03.2026')).toEqual([['2026-03-01', '2026-03-04']]);
    expect(days('gün:dün')).toEqual([['2026-03-03', '2026-03-03']]);
    expect(days('date:thisMonth 04/03/2026')).toEqual([
      ['2026-03-01', '2026-03-04'],
      ['2026-03-04', '2026-03-04'],
    ]);
  });
});

describe('what is pasted from a slip', () => {
  it.each([
    [
      '704311',
      ['authCode', 'saleNumber', 'stan', 'batch', 'reference', 'paymentNumber', 'sessionId', 'amount'],
    ],
    [
      '3259',
      [
        'last4',
        'authCode',
        'saleNumber',
        'stan',
        'batch',
        'reference',
        'paymentNumber',
        'sessionId',
        'amount',
      ],
    ],
    ['606110000001', ['saleNumber', 'rrn', 'reference', 'paymentNumber', 'sessionId']],
    ['A1B2C3', ['authCode', 'saleNumber', 'reference', 'paymentNumber', 'sessionId']],
    ['017', ['saleNumber', 'stan', 'batch', 'amount']],
    ['txn_01jqz3k4m5n6p7q8r9s0t1v2w3', ['id']],
    ['bat_01jqz3k4m5n6p7q8r9s0t1v2w3', ['batchId']],
    ['ABCDEF', ['authCode']],
  ])('%j is tried as all that it may be', (text, marks) => {
    expect(tried(text)).toEqual(marks);
  });

  it.each([
    ['1.234,56', 123_456],
    ['1,234.56', 123_456],
    ['1234,56', 123_456],
    ['1234.56', 123_456],
    ['1 234,56', 123_456],
    ['1.234,56 TL', 123_456],
    ['₺1.234,56', 123_456],
    ['1.234', 123_400],
    ['1,234', 123_400],
    ['500', 50_000],
  ])('%j is an amount, in any notation', (text, minor) => {
    for (const locale of ['tr', 'en', 'fr'] as const) {
      const marks = conditions(text, makeListReader({ locale })).flatMap((one) =>
        one.by === 'mark' ? one.marks : [],
      );
      expect(marks.filter((mark) => mark.of === 'amount')).toEqual([
        { of: 'amount', minor, currency: 'TRY' },
      ]);
    }
  });

  it('may hold several lines at once', () => {
    expect(conditions('ONAY KODU: 704311 **** **** **** 0006\nTUTAR: 118,00 TL')).toEqual([
      { by: 'mark', marks: [{ of: 'authCode', values: ['704311'] }] },
      { by: 'mark', marks: [{ of: 'last4', values: ['0006'] }] },
      { by: 'mark', marks: [{ of: 'amount', minor: 11_800, currency: 'TRY' }] },
    ]);
  });

  it('understands the words of the merchant and of the interface', () => {
    expect(conditions('iade mobil dün unknown')).toMatchObject([
      { by: 'kind', kind: 'refund' },
      { by: 'device', ids: [mobile] },
      { by: 'days', from: '2026-03-03', to: '2026-03-03' },
      { by: 'state', state: 'unknown' },
    ]);
    expect(conditions('beşik')).toMatchObject([{ by: 'branch' }]);
  });
});

describe('what is not understood', () => {
  it.each([
    ['colour:red', 'unknownKey colour'],
    ['amount:', 'emptyValue amount:'],
    ['Ahmet', 'notUnderstood Ahmet'],
    ['<script>', 'notUnderstood <script>'],
    ['100%', 'notUnderstood 100%'],
    ['=HYPERLINK(1)', 'notUnderstood =HYPERLINK(1)'],
    ['device:yok', 'noSuch yok'],
    ['user:nobody', 'noSuch nobody'],
    ['state:paid', 'noSuch paid'],
    ['state:constructor', 'noSuch constructor'],
    ['currency:XXX', 'noSuch XXX'],
    ['last4:325', 'last4 325'],
    ['amount:1e3', 'amountUnreadable 1e3'],
    ['amount:1,2345', 'amountTooFine 1,2345'],
    ['amount:9999999999999', 'amountTooLarge 9999999999999'],
    ['amount:20-10', 'maxBelowMin 20-10'],
    ['date:2026-02-30', 'day 2026-02-30'],
    ['date:2026-03-04..2026-03-01', 'endBeforeStart 2026-03-04..2026-03-01'],
    ['id:nothing', 'mark nothing'],
    ["ref:'or1=1", "mark 'or1=1"],
    ['4111 1111 1111 1111', 'cardNumber'],
    ['card:4111111111111111', 'cardNumber'],
    ['a\u202eb', 'hiddenSigns'],
    ['x'.repeat(301), 'searchTooLong'],
    ['x'.repeat(10_000), 'searchTooLong'],
    ['1 '.repeat(13).trim(), 'tooManyWords 12'],
  ])('%j is said, and nothing is searched for', (text, problem) => {
    expect(problemOf(text)).toEqual([problem]);
  });

  it('is said of each word, beside what is understood', () => {
    const { terms, problems } = readSearch('704311 foo bar:1', reader);
    expect(terms).toHaveLength(1);
    expect(problems.map(({ word }) => word)).toEqual(['foo', 'bar']);
  });

  it('is never dropped, whatever is written: each part is a term or a problem', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const { terms, problems } = readSearch(text, reader);
        if (text.trim() !== '') expect(terms.length + problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
