import { describe, expect, it } from 'vitest';
import { company, examples, item, itemBack, MERCHANT, person, serviceRequest } from './examples.ts';
import { checkTerminalRequest } from './iyzico-terminal.ts';

const checkBody = (path: string, body: string | object) =>
  checkTerminalRequest(serviceRequest(path, body), { issuedTo: [MERCHANT] });

const gmu = '/v2/terminal-host/gmu';
const plain = '/v2/terminal-host';
const without = (body: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** The example of a service with some fields replaced. */
const changed = (path: string, change: object) => ({ ...examples[path]?.body, ...change });

describe('an amount', () => {
  const path = `${plain}/payment`;
  const written = (digits: string) =>
    JSON.stringify(examples[path]?.body).replace('"price":240', `"price":${digits}`);

  it.each(['240', '240.0', '240.00', '0.01', '99999999.99'])('may be written %s', (digits) => {
    expect(checkBody(path, written(digits))).toEqual([]);
  });

  it.each(['0', '0.00', '-1', '240.001', '240.000', '2.4e2', '1E1', '"240.00"', '"240"', '240,00'])(
    'may not be written %s',
    (digits) => {
      expect(checkBody(path, written(digits))).not.toEqual([]);
    },
  );
});

describe('a 507 sale', () => {
  const path = `${gmu}/payment`;
  const sale = (change: object) => checkBody(path, changed(path, change));
  const line = (change: object) => sale({ saleItems: [{ ...item, ...change }] });

  it.each<[string, object]>([
    ['price: not the sum of totalPriceAmount', { price: 239.99 }],
    ['price: not the sum of totalPriceAmount', { saleItems: [item, item] }],
    ['paidPrice: below price', { paidPrice: 239.99 }],
    ['paidPrice: above price without instalments', { installment: 1 }],
    ['installment: cash has none', { paymentType: 'CASH' }],
    ['installment: between 1 and 12 expected', { installment: 13 }],
    ['installment: between 1 and 12 expected', { installment: 0, paidPrice: 240 }],
    ['paymentType: one of CARD, CASH expected', { paymentType: 'card' }],
    ['currency: one of TRY, USD, EUR expected', { currency: 'GBP' }],
    ['saleDocumentType: one of 1, 9 expected', { saleDocumentType: '2' }],
    ['saleItems: at least one expected', { saleItems: [], price: 0.01, paidPrice: 0.01 }],
    ['notificationPhone: not ten digits without +90 or 0', { notificationPhone: '+905321234567' }],
    ['notificationPhone: not ten digits without +90 or 0', { notificationPhone: '0532123456' }],
    ['notificationEmail: not an e-mail address', { notificationEmail: 'ayse' }],
    ['buyerInfo.customerType: the number 1 or 2 expected', { buyerInfo: { ...company, customerType: 3 } }],
    ['buyerInfo.customerType: the number 1 or 2 expected', { buyerInfo: { ...company, customerType: '2' } }],
  ])('is wrong: %s', (problem, change) => {
    expect(sale(change)).toContain(problem);
  });

  it('may ask more than the price only for instalments, and nothing of cash', () => {
    expect(sale({ installment: 1, paidPrice: 240 })).toEqual([]);
    expect(sale({ installment: 1, paidPrice: 240, paymentType: 'CASH' })).toEqual([]);
  });

  it.each<[string, object]>([
    ['saleItems[0].name: missing', { name: undefined }],
    ['saleItems[0].unitCode: one of C62, KGM, LTR, MTR, HUR expected', { unitCode: 'adet' }],
    ['saleItems[0].taxGroupCode: one of KDV0, KDV1, KDV10, KDV20 expected', { taxGroupCode: 'KDV18' }],
    ['saleItems[0].itemQuantity: an integer expected', { itemQuantity: 1.5 }],
    [
      'saleItems[0].itemQuantity: between 1 and 9007199254740991 expected',
      { itemQuantity: 0, grossPriceAmount: 0 },
    ],
    ['saleItems[0].grossPriceAmount: not itemQuantity × unitPriceAmount', { grossPriceAmount: 240.99 }],
    [
      'saleItems[0].totalPriceAmount: above grossPriceAmount',
      { unitPriceAmount: 119.99, grossPriceAmount: 239.98 },
    ],
    ['saleItems[0].generic: true or false expected', { generic: 0 }],
    ['saleItems[0].relatedSaleItemId: unknown field', { relatedSaleItemId: '1' }],
    ['saleItems[0].returnAmount: unknown field', { returnAmount: 1 }],
  ])('has a wrong line: %s', (problem, change) => {
    expect(line(change)).toContain(problem);
  });

  it('has a line wrong without each of its fields but one', () => {
    for (const name of Object.keys(item)) {
      const problems = sale({ saleItems: [without(item, name)] });
      if (name === 'generic') expect(problems).toEqual([]);
      else expect(problems).toContain(`saleItems[0].${name}: missing`);
    }
  });

  it('names a person or a company as each must be named, or nobody', () => {
    expect(sale({ buyerInfo: null })).toEqual([]);
    for (const [buyer, free] of [
      [person, ['middleName']],
      [company, []],
    ] as const) {
      expect(sale({ buyerInfo: buyer })).toEqual([]);
      for (const name of Object.keys(buyer)) {
        const problems = sale({ buyerInfo: without(buyer, name) });
        expect(problems.length === 0, name).toBe(free.some((one) => one === name));
      }
      expect(sale({ buyerInfo: { ...buyer, email: 'a@b.c' } })).toEqual(['buyerInfo.email: unknown field']);
    }
    expect(sale({ buyerInfo: { ...company, taxOfficeCode: 'Kadıköy' } })).not.toEqual([]);
  });

  it.each(['10000000146', '1234567890'])('takes the tax number %s', (taxNumber) => {
    expect(sale({ buyerInfo: { ...company, taxNumber } })).toEqual([]);
  });

  it.each([
    '10000000147',
    '10000000156',
    '00000000146',
    '1234567891',
    '123456789',
    '12345678901234',
    'ABCDEFGHIJ',
    '',
  ])('does not take the tax number «%s»', (taxNumber) => {
    expect(sale({ buyerInfo: { ...company, taxNumber } })).toEqual([
      'buyerInfo.taxNumber: a VKN or TCKN as a string expected',
    ]);
  });

  it('starts a partial payment with the very same body', () => {
    const start = `${gmu}/partial-payment/start`;
    expect(checkBody(start, changed(path, {}))).toEqual([]);
    expect(checkBody(start, changed(path, { price: 1 }))).not.toEqual([]);
  });
});

describe('a 507 refund', () => {
  const path = `${gmu}/payment/refund`;
  const refund = (...saleItems: object[]) => checkBody(path, changed(path, { saleItems }));

  it.each<[string, object]>([
    ['saleItems[0].relatedSaleItemId: missing', { relatedSaleItemId: undefined }],
    ['saleItems[0].relatedSaleItemId: a string expected, number found', { relatedSaleItemId: 501 }],
    ['saleItems[0].returnAmount: missing', { returnAmount: undefined }],
    ['saleItems[0].returnAmount: above totalPriceAmount', { returnAmount: 240.01 }],
    ['saleItems[0].returnAmount: above zero expected', { returnAmount: 0 }],
  ])('has a wrong line: %s', (problem, change) => {
    expect(refund({ ...itemBack, ...change })).toContain(problem);
  });

  it('names each line once and says no amount of its own', () => {
    expect(refund(itemBack, { ...itemBack, relatedSaleItemId: '502' })).toEqual([]);
    expect(refund(itemBack, itemBack)).toEqual(['saleItems: a line of the sale named twice']);
    expect(checkBody(path, changed(path, { price: 120 }))).toEqual(['price: unknown field']);
    expect(checkBody(path, changed(path, { currency: 'TRY' }))).toEqual(['currency: unknown field']);
  });
});

describe('a day', () => {
  it.each([20_261_301, 20_260_230, 20_260_001, 2_026_011, 19_991_231, 20_260_101.5])(
    'of 507 is not %s',
    (paymentDate) => {
      const path = `${gmu}/payment/void`;
      expect(checkBody(path, changed(path, { paymentDate })).join()).toContain('paymentDate');
    },
  );

  it.each(['20261301', '20260230', '2026-01-01', '2026011', ''])('of 509 is not «%s»', (paymentDate) => {
    const path = `${plain}/payment/refund`;
    expect(checkBody(path, changed(path, { paymentDate })).join()).toContain('paymentDate');
  });

  it('may be the last one of a leap February', () => {
    const path = `${gmu}/payment/void`;
    expect(checkBody(path, changed(path, { paymentDate: 20_280_229 }))).toEqual([]);
    expect(checkBody(path, changed(path, { paymentDate: 20_270_229 }))).not.toEqual([]);
  });
});

describe('a 509 payment', () => {
  const path = `${plain}/payment`;
  const payment = (change: object) => checkBody(path, changed(path, change));

  it('names the hold it captures, and only then', () => {
    expect(payment({ salesType: 'PRE_AUTH' })).toEqual([]);
    expect(payment({ salesType: 'POST_AUTH', paymentId: 'PAY-1' })).toEqual([]);
    expect(payment({ salesType: 'POST_AUTH' })).toEqual(['paymentId: missing in POST_AUTH']);
    for (const salesType of ['SALE', 'PRE_AUTH']) {
      expect(payment({ salesType, paymentId: 'PAY-1' })).toEqual(['paymentId: only for POST_AUTH']);
    }
  });

  it('spells its kind `salesType`, with one of three words', () => {
    expect(payment({ salesType: 'sale' })).toEqual(['salesType: one of SALE, PRE_AUTH, POST_AUTH expected']);
    const misspelt = { ...without(changed(path, {}), 'salesType'), saleType: 'SALE' };
    expect(checkBody(path, misspelt)).toEqual(['saleType: unknown field', 'salesType: missing']);
  });

  it('takes 0 to 12 instalments', () => {
    for (const installment of [0, 1, 12]) expect(payment({ installment })).toEqual([]);
    for (const installment of [-1, 13, 1.5]) expect(payment({ installment })).not.toEqual([]);
    const text = JSON.stringify(changed(path, {}));
    expect(checkBody(path, text.replace('"installment":0', '"installment":1.0'))).not.toEqual([]);
  });
});

describe('a query', () => {
  const subject = { paymentId: 'PAY-1', deviceUniqueId: 'P1', transactionReferenceId: 'S-1' };
  const ask = (prefix: string, locale: string, ...names: (keyof typeof subject)[]) =>
    checkBody(`${prefix}/payment/query-transaction-status`, {
      locale,
      conversationId: 'c-1',
      ...Object.fromEntries(names.map((name) => [name, subject[name]])),
    });

  it('of 509 asks by exactly one of three combinations', () => {
    expect(ask(plain, 'tr', 'paymentId')).toEqual([]);
    expect(ask(plain, 'tr', 'deviceUniqueId', 'transactionReferenceId')).toEqual([]);
    expect(ask(plain, 'tr', 'paymentId', 'transactionReferenceId')).toEqual([]);
    for (const names of [
      [],
      ['deviceUniqueId'],
      ['transactionReferenceId'],
      ['paymentId', 'deviceUniqueId'],
      ['paymentId', 'deviceUniqueId', 'transactionReferenceId'],
    ] as const) {
      expect(ask(plain, 'tr', ...names).join(), names.join()).toContain('no combination');
    }
  });

  it('of 507 asks by payment or reference at least', () => {
    expect(ask(gmu, 'TR', 'paymentId')).toEqual([]);
    expect(ask(gmu, 'TR', 'transactionReferenceId')).toEqual([]);
    expect(ask(gmu, 'TR', 'deviceUniqueId')).not.toEqual([]);
    expect(ask(gmu, 'TR')).not.toEqual([]);
  });
});
