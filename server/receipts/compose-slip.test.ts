import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATES } from '#db/schema/transactions.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { composeSlip, type SlipFacts } from './compose-slip.ts';
import { PAPER_COLUMNS } from './receipt.ts';
import { renderText } from './render-text.ts';
import type { SlipCopy } from './slip-marks.ts';
import { item, saleFacts } from './testing.ts';

const FIRST: SlipCopy = { kind: 'print', number: 1, printedAt: null };

function slip(facts: SlipFacts, language: Locale = 'tr', copy: SlipCopy = FIRST): string {
  return renderText(composeSlip(facts, language, copy), 48);
}

describe('the slip of an approved sale', () => {
  it('is what a Turkish customer expects in hand, on the wall clock of the shop', () => {
    const facts = saleFacts({
      installmentCount: 3,
      saleNumber: '88213',
      lines: [
        item('Filtre kahve büyük boy, İğdır çekirdeği, sütsüz', '10', 2, 9_500),
        item('Şişe su', '1', 1, 1_500),
        item('Termos', '20', 1, 1_214_050),
      ],
    });
    expect(slip(facts)).toBe(`
              Kuzguncuk Kahvecisi
       Kuzguncuk Kahve ve Gıda Ltd. Şti.
                    Kadıköy
   Caferağa Mah. Moda Cad. No: 12/A, İstanbul
                VKN: 1234567890

------------------------------------------------
İŞYERİ NO                        000001234567890
TERMİNAL NO                             00123456
KASA                                      Kasa 1
TARİH: 21.11.2025                 SAAT: 00:00:05
GRUP NO: 12                         STAN: 000123

                     SATIŞ

**** **** **** 1234                     TEMASSIZ
KREDİ KARTI
BANKA                         Türkiye İş Bankası

TUTAR                               12.345,50 TL
TAKSİT                                         3

ONAY KODU                                 012345
RRN                                 532420001234
SATIŞ NO                                   88213
REFERANS          ref_01kah2m3n4p5q6r7s8t9v0w1x2
------------------------------------------------
Filtre kahve büyük boy, İğdır
çekirdeği, sütsüz                    %10  190,00
  2 AD x 95,00
Şişe su                                %1  15,00
Termos                            %20  12.140,50
------------------------------------------------
KDV                              TUTAR     VERGİ
%1                               15,00      0,15
%10                             190,00     17,27
%20                          12.140,50  2.023,42
TOPLAM KDV                              2.040,84
------------------------------------------------
              İŞLEM ONAYLANMIŞTIR

      BİLGİ AMAÇLIDIR, MALİ DEĞERİ YOKTUR
              BU SLİBİ SAKLAYINIZ
`);
  });

  it('speaks the language asked for, amounts and dates included', () => {
    expect(slip(saleFacts(), 'en')).toMatch(/ SALE\n[\s\S]*AMOUNT +12,345\.50 TRY\n/);
    expect(slip(saleFacts(), 'en')).toContain('DATE: 21 Nov 2025');
    expect(slip(saleFacts(), 'fr')).toMatch(/ VENTE\n[\s\S]*MONTANT +12 345,50 TRY\n/);
  });

  it('shows of the card no more than its last four digits', () => {
    const text = slip(saleFacts());
    expect(text).toContain('**** **** **** 1234');
    expect(text.match(/\*{4}/g)).toHaveLength(3);
  });

  it('says so when the sale was voided since', () => {
    expect(slip(saleFacts({ voidedAt: new Date() }))).toContain('BU SATIŞ SONRADAN İPTAL EDİLMİŞTİR');
  });

  it('shows a discount as such', () => {
    const line = { ...item('Simit', '1', 2, 1_000), totalMinor: 1_800 };
    expect(slip(saleFacts({ lines: [line] }))).toMatch(
      /Simit +%1 {2}18,00\n {2}2 AD x 10,00\n {2}İNDİRİM +-2,00\n/,
    );
  });
});

describe('the slip of money going back', () => {
  const sale = saleFacts().transaction;

  it('of a refund names the sale it belongs to, and VAT on what goes back only', () => {
    const lines = [{ ...item('Termos', '20', 2, 6_000), providerLineId: '7', refundMinor: 6_000 }];
    const refund = saleFacts({ kind: 'refund', amountMinor: 6_000, lines, reference: 'ref_refund' });
    const text = slip({ ...refund, sale });
    expect(text).toMatch(
      /İADE\n[\s\S]*TUTAR +60,00 TL\n[\s\S]*ASIL SATIŞ +21\.11\.2025 00:00:05\nTUTAR +12\.345,50 TL\n/,
    );
    expect(text).toContain(sale.reference);
    expect(text).toMatch(/%20 +60,00 +10,00\n/);
    expect(text).not.toContain('İNDİRİM');
    expect(text).toContain('TUTAR KARTA İADE EDİLMİŞTİR');
  });

  it('of a void says that the sale is void', () => {
    expect(slip({ ...saleFacts({ kind: 'void' }), sale })).toMatch(/İPTAL\n[\s\S]*SATIŞ İPTAL EDİLMİŞTİR\n/);
  });
});

describe('the slip of what was not approved', () => {
  it.each([
    ['tr', 'REDDEDİLDİ', 'YETERSİZ BAKİYE'],
    ['en', 'DECLINED', 'INSUFFICIENT FUNDS'],
    ['fr', 'REFUSÉE', 'PROVISION INSUFFISANTE'],
  ] as const)(
    'in %s says %s with the reason in a word, and that no money moved',
    (language, word, reason) => {
      const facts = saleFacts({ state: 'declined', outcomeReason: 'insufficient_funds', outcomeCode: '51' });
      const text = slip(facts, language);
      expect(text).toContain(` ${word}\n`);
      expect(text).toContain(` ${reason}\n`);
      expect(text).not.toMatch(/ONAYLANMIŞTIR|APPROVED\n|APPROUVÉE/);
    },
  );

  it('never says to a customer that a card is lost or stolen', () => {
    const facts = saleFacts({ state: 'declined', outcomeReason: 'lost_or_stolen' });
    for (const language of LOCALES) expect(slip(facts, language)).not.toMatch(/STOLEN|ÇALINTI|VOL[ÉE]/);
  });

  it('does not exist while the result is open', () => {
    for (const state of ['created', 'sending', 'awaiting', 'unknown'] as const) {
      expect(() => composeSlip(saleFacts({ state }), 'tr', FIRST)).toThrow('has no slip');
    }
  });
});

describe('the marks of a slip', () => {
  it.each([
    ['tr', 'KOPYA', 'TEST · DEĞERİ YOKTUR'],
    ['en', 'DUPLICATE', 'TEST · NO VALUE'],
    ['fr', 'DUPLICATA', 'TEST · SANS VALEUR'],
  ] as const)(
    'in %s: %s with its number on every print but the first, and the test band',
    (language, copy, band) => {
      const live = saleFacts();
      expect(slip(live, language)).not.toContain(copy);
      const third = slip(live, language, {
        kind: 'print',
        number: 3,
        printedAt: new Date('2025-11-21T09:30:00Z'),
      });
      expect(third.match(new RegExp(`\\*\\* ${copy} 3 \\*\\*`, 'g'))).toHaveLength(2);
      expect(third).toContain('12:30:00');
      expect(slip(live, language)).not.toContain('TEST');
      expect(slip(saleFacts({ environment: 'sandbox' }), language).split(band)).toHaveLength(3);
    },
  );

  it('say of a file that it is a copy, without a number', () => {
    expect(slip(saleFacts(), 'tr', { kind: 'file' })).toContain('** KOPYA **');
    expect(composeSlip(saleFacts(), 'tr', { kind: 'file' }).mark).toBe('KOPYA');
    expect(composeSlip(saleFacts(), 'tr', FIRST).mark).toBeNull();
  });
});

const text = fc.option(fc.string({ unit: 'binary', maxLength: 70 }), { nil: null });
const facts = fc
  .record({
    name: fc.string({ unit: 'binary', maxLength: 90 }),
    state: fc.constantFrom(...STATES.slice(4)),
    amountMinor: fc.integer({ min: 1, max: 999_999_999_999 }),
    currency: fc.constantFrom(...CURRENCY_CODES),
    installmentCount: fc.integer({ min: 1, max: 36 }),
    codes: fc.record({ authCode: text, rrn: text, stan: text, tid: text, mid: text, saleNumber: text }),
    outcomeCode: text,
    acquirerName: text,
    items: fc.array(
      fc.tuple(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 10_000_000 })),
      {
        maxLength: 4,
      },
    ),
  })
  .map(({ name, codes, items, ...rest }): SlipFacts => {
    const lines = items.map(([itemName, price]) => item(itemName, '20', 3, price));
    const made = saleFacts({ ...rest, ...codes, lines });
    return { ...made, merchant: { ...made.merchant, name }, deviceLabel: name };
  });

describe('any slip, whatever its texts', () => {
  it('on any paper has no line wider than the paper, no controls, and its amount whole', () => {
    const languages = fc.constantFrom(...LOCALES);
    const papers = fc.constantFrom(...PAPER_COLUMNS);
    fc.assert(
      fc.property(facts, languages, papers, (made, language, columns) => {
        const printed = renderText(composeSlip(made, language, { kind: 'file' }), columns);
        for (const line of printed.split('\n')) {
          expect(line.length).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{C}|\p{M}/u);
        }
        const digits = String(made.transaction.amountMinor);
        expect(printed.split('\n').some((line) => line.replace(/[ .,]/g, '').includes(digits))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the slip of a hold and what follows it', () => {
  const hold = saleFacts({ kind: 'preauthorization' });

  it('says that the amount is held and not taken', () => {
    expect(slip(hold)).toContain('PROVİZYON');
    expect(slip(hold)).toContain('TUTAR BLOKE EDİLMİŞ, TAHSİL EDİLMEMİŞTİR');
  });

  it('says on a reprint what became of the hold', () => {
    const at = new Date('2025-11-21T09:00:00Z');
    const captured = saleFacts({ kind: 'preauthorization', capturedAt: at });
    expect(slip(captured, 'en')).toContain('THIS AMOUNT WAS CAPTURED LATER');
    const released = saleFacts({ kind: 'preauthorization', voidedAt: at });
    expect(slip(released, 'en')).toContain('THIS AMOUNT WAS RELEASED LATER');
    expect(slip(released, 'en')).not.toContain('SALE');
  });

  it('of a capture takes the money and names its hold', () => {
    const capture = slip({ ...saleFacts({ kind: 'capture' }), sale: hold.transaction });
    expect(capture).toContain('PROVİZYON KAPAMA');
    expect(capture).toContain('İŞLEM ONAYLANMIŞTIR');
    expect(capture).toContain('ASIL PROVİZYON');
  });

  it('of a release is no void of a sale', () => {
    const release = slip({ ...saleFacts({ kind: 'void' }), sale: hold.transaction }, 'fr');
    expect(release).toContain('LIBÉRATION');
    expect(release).toContain('MONTANT LIBÉRÉ');
    expect(release).not.toContain('ANNUL');
    const undo = slip(
      { ...saleFacts({ kind: 'void' }), sale: saleFacts({ kind: 'capture' }).transaction },
      'fr',
    );
    expect(undo).toContain('ANNULATION');
  });
});
