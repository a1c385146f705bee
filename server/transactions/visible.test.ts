import { describe, expect, it } from 'vitest';
import { visibleBody, visibleFiscal, visibleOptions, visibleText } from './visible.ts';

const body = {
  binNumber: '454360',
  lastFourDigits: '0006',
  notificationEmail: 'ayse@example.com',
  price: 240,
  receipts: [{ bin_number: '454360', text: 'CARD 454360******0006', notificationPhone: '5551112233' }],
  systemTime: null,
};

describe('what a role sees of a kept provider call', () => {
  it('is only the last four digits of the card, and no contact, for support', () => {
    const seen = JSON.stringify(visibleBody('support', body));
    expect(seen).not.toContain('454360');
    expect(seen).not.toContain('ayse');
    expect(seen).not.toContain('5551112233');
    expect(seen).toContain('0006');
    expect(seen).toContain('240');
  });

  it('is no contact for an admin', () => {
    const seen = JSON.stringify(visibleBody('admin', body));
    expect(seen).toContain('454360');
    expect(seen).not.toContain('ayse');
    expect(seen).not.toContain('5551112233');
  });

  it('is everything kept for managers and accountants', () => {
    expect(visibleBody('manager', body)).toEqual(body);
    expect(visibleBody('accountant', body)).toEqual(body);
  });

  it('hides the first digits of a masked number inside a text too', () => {
    expect(visibleText('support', 'declined for 454360******0006')).toBe('declined for ************0006');
    expect(visibleText('manager', 'declined for 454360******0006')).toBe('declined for 454360******0006');
    expect(visibleText('support', null)).toBeNull();
  });
});

describe('what a role sees of the customer of a sale', () => {
  const buyer = {
    kind: 'individual',
    firstName: 'Ayşe',
    middleName: 'Nur',
    familyName: 'Yılmaz',
    taxNumber: '10000000146',
    taxOfficeCode: null,
    country: 'Türkiye',
    city: 'İstanbul',
    district: 'Kadıköy',
  } as const;
  const company = {
    kind: 'company',
    companyName: 'Çarşı Gıda A.Ş.',
    taxNumber: '1234567890',
    taxOfficeCode: '001103',
    country: 'Türkiye',
    city: 'Ankara',
    district: 'Çankaya',
  } as const;
  const notice = { phone: '5321112233', email: 'ayse.yilmaz@example.com' };
  const personal = [
    'Ayşe',
    'Nur',
    'Yılmaz',
    'Çarşı',
    '10000000',
    '1234567',
    '53211122',
    'ayse',
    'Kadıköy',
    'Çankaya',
  ];

  it.each(['manager', 'accountant'] as const)('is all of it for the %s', (role) => {
    const fiscal = { document: 'e_invoice', buyer, notice } as const;
    expect(visibleFiscal(role, fiscal)).toEqual({ ...fiscal, isMasked: false });
  });

  it.each([buyer, company])('is enough to recognise a $kind for support', (who) => {
    const seen = visibleFiscal('support', { document: 'e_invoice', buyer: who, notice });
    expect(seen).toMatchObject({
      isMasked: true,
      buyer: { kind: who.kind },
      notice: { phone: '********33' },
    });
    expect(personal.filter((each) => JSON.stringify(seen).includes(each))).toEqual([]);
  });

  it('is nothing for an admin', () => {
    expect(visibleFiscal('admin', { document: 'expense_slip', buyer, notice })).toEqual({
      document: 'expense_slip',
      isMasked: true,
      buyer: null,
      notice: { phone: null, email: null },
    });
  });

  it('is nothing where there is nothing', () => {
    expect(visibleFiscal('manager', null)).toBeNull();
    expect(
      visibleFiscal('support', { document: 'e_invoice', buyer: null, notice: { phone: null, email: null } }),
    ).toEqual({
      document: 'e_invoice',
      isMasked: true,
      buyer: null,
      notice: { phone: null, email: null },
    });
  });
});

describe('what a role sees of what the provider was told with a sale', () => {
  const options = {
    invoiceNumber: 'R-17',
    description: 'Cake 454360******0006',
    email: 'ayse@example.com',
    printsOnTerminal: false,
  };

  it('is the address of the customer only for those who deal with the customer', () => {
    expect(visibleOptions('manager', options)).toEqual(options);
    expect(visibleOptions('accountant', options)).toEqual(options);
    expect(visibleOptions('support', options)?.email).not.toContain('ayse');
    expect(visibleOptions('admin', options)?.email).toBeNull();
  });

  it('is the number and the words, but no first digits of a card', () => {
    expect(visibleOptions('support', options)).toMatchObject({
      invoiceNumber: 'R-17',
      description: 'Cake ************0006',
      printsOnTerminal: false,
    });
    expect(visibleOptions('support', null)).toBeNull();
  });
});
