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
