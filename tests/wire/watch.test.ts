import { expect, it } from 'vitest';
import { examples, loginRequest, MERCHANT, serviceRequest } from './examples.ts';
import { watchWire } from './watch.ts';

const paymentPath = '/v2/terminal-host/payment';
const payment = (change: object = {}) =>
  serviceRequest(paymentPath, { ...examples[paymentPath]?.body, ...change });

it('says at the end what was wrong on the wire, once', () => {
  const watch = watchWire({ issuedTo: [MERCHANT] });
  watch.see(payment());
  watch.expectRight();
  watch.see(payment({ transactionReferenceId: 'S-2', salesType: 'sale' }));
  watch.see(loginRequest('/in-store/oauth2/elsewhere', {}));
  expect(() => watch.expectRight()).toThrow(
    /payment: salesType: one of[^\n]+\n\/in-store\/oauth2\/elsewhere: [^\n]+no service/,
  );
  watch.expectRight();
});

it('remembers which services were called, and in which of their forms', () => {
  const watch = watchWire({ issuedTo: [MERCHANT] });
  const salePath = '/v2/terminal-host/gmu/payment';
  const queryPath = '/v2/terminal-host/payment/query-transaction-status';
  watch.see(serviceRequest(salePath, examples[salePath]?.body ?? {}));
  watch.see(serviceRequest(queryPath, examples[queryPath]?.body ?? {}));
  watch.see(loginRequest('/in-store/oauth2/token', { grant_type: 'refresh_token', refresh_token: 'r' }));
  watch.see(serviceRequest('/elsewhere', {}));
  watch.see(serviceRequest('/v2/terminal-host/eod', 'no json'));
  expect(watch.seen()).toEqual([
    '/in-store/oauth2/token',
    '/in-store/oauth2/token grant_type=refresh_token',
    '/v2/terminal-host/eod',
    salePath,
    `${salePath} buyerInfo.customerType=2`,
    `${salePath} currency=TRY`,
    `${salePath} installment>1`,
    `${salePath} notificationEmail`,
    `${salePath} notificationPhone`,
    `${salePath} paymentType=CARD`,
    `${salePath} saleDocumentType=1`,
    queryPath,
    `${queryPath} by deviceUniqueId and transactionReferenceId`,
  ]);
});

it('lets a reference come again with the very same request only', () => {
  const watch = watchWire({ issuedTo: [MERCHANT] });
  watch.see(payment());
  watch.see(payment());
  watch.expectRight();
  watch.see(payment({ price: 241 }));
  expect(() => watch.expectRight()).toThrow('sent before with another request');
  const voidPath = '/v2/terminal-host/payment/void';
  watch.see(serviceRequest(voidPath, examples[voidPath]?.body ?? {}));
  expect(() => watch.expectRight()).toThrow('sent before with another request');
});

it('lets a reference be asked about and completed', () => {
  const watch = watchWire({ issuedTo: [MERCHANT] });
  for (const service of [
    '/v2/terminal-host/gmu/partial-payment/start',
    '/v2/terminal-host/gmu/payment/query-transaction-status',
    '/v2/terminal-host/gmu/payment/refundable-sale-info',
    '/v2/terminal-host/gmu/partial-payment/complete',
  ]) {
    watch.see(serviceRequest(service, examples[service]?.body ?? {}));
  }
  watch.expectRight();
});
