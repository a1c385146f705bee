import { describe, expect, it } from 'vitest';
import type { FiscalDetails } from '#server/gateways/fiscal-details.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { composeSlip, type SlipFacts } from './compose-slip.ts';
import { renderText } from './render-text.ts';
import { item, saleFacts } from './testing.ts';

const notice = { phone: '5321112233', email: 'ayse@example.com' };
const place = { country: 'Türkiye', city: 'İstanbul', district: 'Kadıköy' };
const company: FiscalDetails = {
  document: 'e_invoice',
  notice,
  buyer: {
    kind: 'company',
    companyName: 'Çarşı Gıda',
    taxNumber: '9876543217',
    taxOfficeCode: '001103',
    ...place,
  },
};
const person: FiscalDetails = {
  document: 'expense_slip',
  notice,
  buyer: {
    kind: 'individual',
    firstName: 'Ayşe',
    middleName: null,
    familyName: 'Yılmaz',
    taxNumber: '10000000146',
    taxOfficeCode: null,
    ...place,
  },
};

function slip(facts: SlipFacts, language: Locale = 'tr'): string {
  return renderText(composeSlip(facts, language, { kind: 'print', number: 1, printedAt: null }), 48);
}

describe('the slip of a fiscal sale', () => {
  it('names the document, and of the buyer the last digits of the tax number only', () => {
    const texts = [company, person].map((fiscal) => slip(saleFacts({ fiscal })));
    expect(texts[0]).toMatch(/BELGE +E-FATURA\nALICI VERGİ NO +\*{7}217\n/);
    expect(texts[1]).toMatch(/BELGE +GİDER PUSULASI\nALICI TCKN +\*{8}146\n/);
    for (const fiscal of [company, person]) {
      for (const language of LOCALES) {
        const text = slip(saleFacts({ fiscal }), language);
        expect(text).not.toMatch(/9876543217|10000000146|Ayşe|Yılmaz|Çarşı|5321112233|example\.com|001103/);
      }
    }
  });

  it('names no buyer where it was a final consumer, and no document where the device makes none', () => {
    expect(slip(saleFacts({ fiscal: { ...company, buyer: null } }))).toMatch(/BELGE +E-FATURA\n-+\n/);
    expect(slip(saleFacts())).not.toMatch(/BELGE|ALICI/);
  });

  it('says that it was paid in cash, and nothing of a card', () => {
    const cash = {
      paymentType: 'cash',
      last4: null,
      cardType: null,
      entryMode: null,
      acquirerName: null,
    } as const;
    expect(slip(saleFacts(cash))).toMatch(/SATIŞ\n\nNAKİT\n\nTUTAR/);
    const refund = saleFacts({ ...cash, kind: 'refund' });
    expect(slip({ ...refund, sale: saleFacts(cash).transaction })).toContain('TUTAR NAKİT İADE EDİLMİŞTİR');
    expect(slip(saleFacts())).not.toContain('NAKİT');
  });

  it('shows price and surcharge above what was paid, in the currency of the sale', () => {
    const facts = saleFacts({
      amountMinor: 26_500,
      surchargeMinor: 1_500,
      installmentCount: 3,
      currency: 'USD',
      lines: [{ ...item('Termos', '20', 1, 30_000), totalMinor: 25_000 }],
    });
    expect(slip(facts)).toMatch(/FİYAT +250,00 USD\nVADE FARKI +15,00 USD\nTUTAR +265,00 USD\nTAKSİT +3\n/);
    expect(slip(facts)).toMatch(/İNDİRİM +-50,00\n/);
    expect(slip(saleFacts())).not.toMatch(/VADE FARKI|FİYAT/);
  });
});
