import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SearchPart, splitSearch } from './split-search.ts';

const saidBy = (text: string) => splitSearch(text).map(said);

function said(part: SearchPart): string {
  switch (part.kind) {
    case 'keyed':
      return `${part.key}=${part.value}`;
    case 'card':
      return `card=${part.last4}`;
    case 'unknownKey':
      return `?${part.word}`;
    case 'bare':
      return part.text;
  }
}

describe('what is written in the search', () => {
  it.each([
    ['last4:3259 amount:>500 device:kasa', ['last4=3259', 'amount=>500', 'device=kasa']],
    ['device:"Giriş kasası" 704311', ['device=Giriş kasası', '704311']],
    ['ref: 0417-A  "two words"', ['reference=0417-A', 'two words']],
    ['device:"never closed', ['device=never closed']],
    ['amount:', ['amount=']],
    ['colour:red', ['?colour']],
    ['', []],
  ])('%j is cut where its writer would', (text, parts) => {
    expect(saidBy(text)).toEqual(parts);
  });

  it.each([
    ['ONAY KODU: 704311', ['authCode=704311']],
    ['GRUP NO: 017  STAN: 000123', ['batch=017', 'stan=000123']],
    ['APPROVAL CODE: 0417AB RRN: 606110000001', ['authCode=0417AB', 'rrn=606110000001']],
    ['CODE D’AUTORISATION: 704311', ['authCode=704311']],
    ['TUTAR: 1.234,56 TL', ['amount=1.234,56 TL']],
    ['MONTANT: 1 234,56 €', ['amount=1 234,56 €']],
    ['SATIŞ NO: 12 KASA: Bahçe', ['saleNumber=12', 'device=Bahçe']],
    ['tarih: 04.03.2026', ['date=04.03.2026']],
    ['ONAY KODU                                 151148', ['authCode=151148']],
    ['RRN 738533628026 STAN 025828', ['rrn=738533628026', 'stan=025828']],
    ['TUTAR                  392,50 TL', ['amount=392,50 TL']],
    ['GRUP NO: 0201                       STAN: 025828', ['batch=0201', 'stan=025828']],
    ['REFERANS          ref_01m8n15ce2', ['reference=ref_01m8n15ce2']],
    ['tarih: 28.11.2026 19:20 SAAT', ['date=28.11.2026 19:20', 'SAAT']],
    ['RRN 6021 4799 7003 STAN 025828', ['rrn=6021 4799 7003', 'stan=025828']],
    ['ONAY KODU: 603 011', ['authCode=603 011']],
    ['kasa 500', ['kasa', '500']],
  ])('%j is understood as the slip prints it', (text, parts) => {
    expect(saidBy(text)).toEqual(parts);
  });

  it.each(['454360******0006', '4543 60** **** 0006', '**** **** **** 0006', '•• 0006', 'XXXXXXXXXXXX0006'])(
    '%j is a card of which the last four digits are known',
    (text) => {
      expect(saidBy(text)).toEqual(['card=0006']);
      expect(saidBy(`704311 ${text} 118,00`)).toEqual(['704311', 'card=0006', '118,00']);
    },
  );

  it.each(['1.234,56 TL', '₺ 1.234,56', '1 234,56', '1 234,56 €', '1,234.56 usd'])(
    '%j is one amount',
    (text) => {
      expect(saidBy(text)).toEqual([text]);
      expect(saidBy(`kasa ${text} 704311`)).toEqual(['kasa', text, '704311']);
    },
  );

  it.each([
    ['6021 4799 7003 kasa', ['6021 4799 7003', 'kasa']],
    ['603 011', ['603 011']],
    ['28.11.2026 19:20 2792', ['28.11.2026 19:20', '2792']],
    ['2026-11-28 9:05:30', ['2026-11-28 9:05:30']],
    ['2792 1552', ['2792', '1552']],
    ['025760 0199', ['025760', '0199']],
    ['19:20', ['?19']],
  ])('%j is one thing where its groups belong together', (text, parts) => {
    expect(saidBy(text)).toEqual(parts);
  });

  it('is never dropped in part, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const left = splitSearch(text).map(({ source }) => source.replaceAll(/\s/g, ''));
        expect(left.join('')).toBe(text.normalize('NFC').replaceAll(/\s/g, ''));
      }),
    );
  });
});
