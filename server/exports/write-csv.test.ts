import { describe, expect, it } from 'vitest';
import { csvWriter } from './write-csv.ts';

describe('a cell of a text file', () => {
  it('writes an amount with the digits of its currency and the sign of the language', () => {
    const [tr, en, fr] = (['tr', 'en', 'fr'] as const).map((locale) => csvWriter(locale));
    expect(tr?.cell('money', '123456', 'TRY')).toBe('1234,56');
    expect(en?.cell('money', '-5', 'TRY')).toBe('-0.05');
    expect(fr?.cell('money', '-123456', 'KWD')).toBe('-123,456');
    expect(en?.cell('money', '500', 'JPY')).toBe('500');
    expect(en?.cell('money', '99999999999999', 'TRY')).toBe('999999999999.99');
    expect(en?.cell('money', '', 'TRY')).toBe('');
  });

  it.each([
    '=HYPERLINK("http://x")',
    '@SUM(1)',
    '+1',
    '-1',
    '\t=1',
    ' =1',
    '\r=1',
    '\u200b=1',
    '＝1',
    '+90 532',
  ])('never lets the text %j become a formula', (text) => {
    for (const locale of ['tr', 'en', 'fr'] as const) {
      expect(csvWriter(locale).cell('text', text).replace(/^"/, '')).toMatch(/^'/);
    }
  });

  it('leaves text alone that is none, figures and leading zeros included', () => {
    const { cell } = csvWriter('tr');
    expect(['000123', 'Kadıköy', 'a-b', '1/2', '3=3'].map((text) => cell('text', text))).toEqual([
      '000123',
      'Kadıköy',
      'a-b',
      '1/2',
      '3=3',
    ]);
  });

  it('quotes what would end it, in the notation of the language', () => {
    expect(csvWriter('tr').cell('text', 'a;b')).toBe('"a;b"');
    expect(csvWriter('tr').cell('text', 'a,b')).toBe('a,b');
    expect(csvWriter('en').cell('text', 'a,b')).toBe('"a,b"');
    expect(csvWriter('en').cell('text', 'a;b')).toBe('a;b');
    expect(csvWriter('en').cell('text', 'say "yes"\r\nor no')).toBe('"say ""yes""\r\nor no"');
    expect(csvWriter('en').cell('text', ' a')).toBe('" a"');
  });

  it('stands in a line that ends as the format says', () => {
    expect(csvWriter('tr').line(['a', '', 'b'])).toBe('a;;b\r\n');
  });
});
