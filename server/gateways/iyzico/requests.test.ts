import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  gatewayTo,
  lineBack,
  operations,
  original,
  startToldProvider,
  type ToldProvider,
} from '#tests/support/told-provider.ts';
import type { TerminalOperation } from '../terminal-gateway.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

async function sent(model: '507' | '509', operation: TerminalOperation) {
  const { gateway, record } = gatewayTo(provider.url, { model });
  await gateway.perform(operation, record);
  return provider.arrived[0];
}

it('a 507 sale carries its lines, its currency and every digit of its amounts', async () => {
  const request = await sent('507', operations.sale);
  expect(request?.path).toBe('/v2/terminal-host/gmu/payment');
  expect(request?.headers['content-type']).toBe('application/json');
  expect(request?.text).toBe(
    '{"locale":"TR","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"price":240.00,"paidPrice":240.00,"paymentType":"CARD","currency":"TRY","installment":1,' +
      '"saleAppName":"Vezne","saleAppVersion":"0.1.0","saleDocumentType":"1","saleItems":[' +
      '{"name":"Filtre kahve","generic":false,"unitCode":"C62","taxGroupCode":"KDV10","itemQuantity":2,' +
      '"unitPriceAmount":120.00,"grossPriceAmount":240.00,"totalPriceAmount":240.00}]}',
  );
});

const place = { country: 'Türkiye', city: 'İstanbul', district: 'Kadıköy' };
const nobody = { phone: null, email: null };

it('a 507 sale says what is paid beside the price, how, on which paper, to whom and where that is sent', async () => {
  const request = await sent('507', {
    ...operations.sale,
    amount: { minor: 22_345, currency: 'USD' },
    installmentCount: 3,
    surchargeMinor: 345,
    lines: [{ ...operations.sale.lines[0], totalMinor: 22_000 }],
    fiscal: {
      document: 'expense_slip',
      notice: { phone: '5321112233', email: 'ayse@example.com' },
      buyer: {
        kind: 'individual',
        firstName: 'Ayşe',
        middleName: 'Nur',
        familyName: 'Yılmaz',
        taxNumber: '10000000146',
        taxOfficeCode: null,
        ...place,
      },
    },
  });
  expect(request?.text).toBe(
    '{"locale":"TR","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"price":220.00,"paidPrice":223.45,"paymentType":"CARD","currency":"USD","installment":3,' +
      '"saleAppName":"Vezne","saleAppVersion":"0.1.0","saleDocumentType":"9",' +
      '"notificationPhone":"5321112233","notificationEmail":"ayse@example.com","saleItems":[' +
      '{"name":"Filtre kahve","generic":false,"unitCode":"C62","taxGroupCode":"KDV10","itemQuantity":2,' +
      '"unitPriceAmount":120.00,"grossPriceAmount":240.00,"totalPriceAmount":220.00}],' +
      '"buyerInfo":{"customerType":1,"firstName":"Ayşe","middleName":"Nur","familyName":"Yılmaz",' +
      '"taxNumber":"10000000146","country":"Türkiye","city":"İstanbul","district":"Kadıköy"}}',
  );
});

it('a company is named with its tax office, and what nobody said is left out', async () => {
  const company = {
    kind: 'company',
    companyName: 'Çarşı Gıda',
    taxNumber: '9876543217',
    taxOfficeCode: '001103',
    ...place,
  } as const;
  const request = await sent('507', {
    ...operations.sale,
    paymentType: 'cash',
    fiscal: { document: 'e_invoice', notice: { ...nobody, phone: '5321112233' }, buyer: company },
  });
  const body = JSON.parse(request?.text ?? '');
  expect(body).toMatchObject({
    price: 240,
    paidPrice: 240,
    paymentType: 'CASH',
    saleDocumentType: '1',
    notificationPhone: '5321112233',
  });
  const { kind: _, ...facts } = company;
  expect(body.buyerInfo).toEqual({ customerType: 2, ...facts });
  expect(body).not.toHaveProperty('notificationEmail');
});

it('a 507 refund is announced where its sale was', async () => {
  const notice = { phone: null, email: 'ayse@example.com' };
  const request = await sent('507', { ...operations.refund, notice });
  expect(JSON.parse(request?.text ?? '')).toMatchObject({ notificationEmail: 'ayse@example.com' });
});

it.each([
  [
    'a surcharge without instalments',
    '507',
    { surchargeMinor: 100, amount: { minor: 24_100, currency: 'TRY' } },
  ],
  ['a surcharge that is no part of the amount', '507', { surchargeMinor: 100, installmentCount: 3 }],
  ['cash in instalments', '507', { paymentType: 'cash', installmentCount: 2 }],
  ['lines that do not add up', '507', { amount: { minor: 24_001, currency: 'TRY' } }],
  ['cash', '509', { paymentType: 'cash' }],
  ['a document', '509', { fiscal: { document: 'e_invoice', notice: nobody, buyer: null } }],
  ['a surcharge', '509', { surchargeMinor: 100, installmentCount: 3 }],
] as const)('%s never leaves for a %s device', async (_what, model, change) => {
  const { gateway, record } = gatewayTo(provider.url, { model });
  const reply = await gateway.perform({ ...operations.sale, ...change }, record);
  expect(reply).toMatchObject({ kind: 'refused', reason: 'invalid_request', confirm: false });
  expect(provider.arrived).toEqual([]);
});

it('a 509 sale carries an amount and no lines', async () => {
  const request = await sent('509', {
    ...operations.sale,
    amount: { minor: 999_999_999_901, currency: 'EUR' },
    installmentCount: 6,
  });
  expect(request?.path).toBe('/v2/terminal-host/payment');
  expect(request?.text).toBe(
    '{"locale":"tr","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"price":9999999999.01,"currency":"EUR","installment":6,"salesType":"SALE"}',
  );
});

it('a void names the payment and its accounting day: a number for 507, a text for 509', async () => {
  const undo = { ...operations.void, reason: 'yanlış tutar' };
  expect((await sent('507', undo))?.text).toBe(
    '{"locale":"TR","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"paymentId":"PAY-1","paymentDate":20260101,"reason":"yanlış tutar"}',
  );
  provider.arrived.length = 0;
  const request = await sent('509', operations.void);
  expect(request?.path).toBe('/v2/terminal-host/payment/void');
  expect(request?.text).toBe(
    '{"locale":"tr","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"paymentId":"PAY-1","paymentDate":"20260101"}',
  );
});

it('a 509 refund carries an amount, a 507 refund only the lines going back', async () => {
  expect((await sent('509', operations.refund))?.text).toBe(
    '{"locale":"tr","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"paymentId":"PAY-1","paymentDate":"20260101","price":90.00}',
  );
  provider.arrived.length = 0;
  const request = await sent('507', { ...operations.refund, original, lines: [lineBack(9000)] });
  expect(request?.path).toBe('/v2/terminal-host/gmu/payment/refund');
  expect(request?.text).toBe(
    '{"locale":"TR","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"paymentId":"PAY-1","paymentDate":20260101,"saleAppName":"Vezne","saleAppVersion":"0.1.0","saleItems":[' +
      '{"name":"Filtre kahve","generic":false,"unitCode":"C62","taxGroupCode":"KDV10","itemQuantity":2,' +
      '"unitPriceAmount":120.00,"grossPriceAmount":240.00,"totalPriceAmount":240.00,' +
      '"relatedSaleItemId":"501","returnAmount":90.00}]}',
  );
});

it('a base URL may end with a slash', async () => {
  const { gateway, record } = gatewayTo(`${provider.url}/`);
  await gateway.perform(operations.sale, record);
  expect(provider.arrived[0]?.path).toBe('/v2/terminal-host/payment');
});

it('a hold on 509 is a payment of its own type, and its capture names the payment it takes from', async () => {
  const hold = await sent('509', { ...operations.preauthorization, installmentCount: 3 });
  expect(hold?.path).toBe('/v2/terminal-host/payment');
  expect(hold?.text).toBe(
    '{"locale":"tr","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"price":240.00,"currency":"TRY","installment":3,"salesType":"PRE_AUTH"}',
  );
  provider.arrived.length = 0;
  const capture = await sent('509', operations.capture);
  expect(capture?.path).toBe('/v2/terminal-host/payment');
  expect(capture?.text).toBe(
    '{"locale":"tr","conversationId":"txn_1","deviceUniqueId":"P00134","transactionReferenceId":"ref_1",' +
      '"price":180.50,"currency":"TRY","installment":1,"salesType":"POST_AUTH","paymentId":"PAY-1"}',
  );
});

it.each(['preauthorization', 'capture'] as const)('507 knows no %s: nothing is sent', async (kind) => {
  const { gateway, record } = gatewayTo(provider.url, { model: '507' });
  expect(await gateway.perform(operations[kind], record)).toMatchObject({
    kind: 'refused',
    reason: 'invalid_request',
    confirm: false,
  });
  expect(provider.arrived).toHaveLength(0);
});
