import { describe, expect, it } from 'vitest';
import type { RawRequest } from './iyzico-terminal.ts';
import { checkPayWithIyzicoRequest } from './pay-with-iyzico.ts';
import type { PayWithIyzicoFacts } from './pay-with-iyzico-tables.ts';
import { watchPayWithIyzico } from './watch-pay-with-iyzico.ts';

/** A digest that a reader can follow: what was signed stands in it, hidden from nobody. */
const hmac = (secretKey: string, text: string) =>
  Buffer.from(`${secretKey}|${text}`).toString('hex').padEnd(64, '0').slice(-64);
const FACTS: PayWithIyzicoFacts = { keys: [{ apiKey: 'key', secretKey: 'secret' }], hmac };

const address = { address: 'Sok. 1', contactName: 'A B', city: 'İzmir', country: 'TR' };
const item = { id: 'i1', name: 'Çay', category1: 'Genel', itemType: 'VIRTUAL', price: '7.50' };
const PAGE = {
  locale: 'tr',
  conversationId: 'ref-1',
  price: '10.00',
  paidPrice: '10.00',
  currency: 'TRY',
  basketId: 'ref-1',
  callbackUrl: 'https://shop.example/r/secret',
  buyer: {
    ...{ id: 'ref-1', name: 'A', surname: 'B', email: 'a@b.co', gsmNumber: '+905321112233' },
    ...{ identityNumber: '11111111111', registrationAddress: 'x', city: 'x', country: 'x', ip: '1.2.3.4' },
  },
  billingAddress: address,
  shippingAddress: address,
  basketItems: [item, { ...item, id: 'i2', price: '2.50' }],
};
const RETURN = { locale: 'tr', conversationId: 'back-1', ip: '1.2.3.4' };
const bodies = {
  '/payment/pay-with-iyzico/initialize': PAGE,
  '/payment/iyzipos/checkoutform/auth/ecom/detail': { locale: 'tr', conversationId: 'ref-1', token: 't' },
  '/payment/cancel': { ...RETURN, paymentId: '1' },
  '/payment/refund': { ...RETURN, paymentTransactionId: '1', price: '1.00', currency: 'TRY' },
  '/v2/payment/refund': { ...RETURN, paymentId: '1', price: '1.00', currency: 'TRY' },
  '/payment/detail': { locale: 'tr', conversationId: 'x', paymentId: '1' },
} as const;
const posts = Object.entries(bodies);

function signed(method: string, target: string, body: string, randomKey = 'random-1'): RawRequest {
  const signature = hmac('secret', `${randomKey}${target.split('?')[0]}${body}`);
  const plain = `apiKey:key&randomKey:${randomKey}&signature:${signature}`;
  return {
    method,
    target,
    headers: [
      ['Content-Type', 'application/json'],
      ['Authorization', `IYZWSv2 ${Buffer.from(plain).toString('base64')}`],
      ['x-iyzi-rnd', randomKey],
    ],
    body: Buffer.from(body),
  };
}
const post = (path: string, body: object, randomKey?: string) =>
  signed('POST', path, JSON.stringify(body), randomKey);
const check = (request: RawRequest) => checkPayWithIyzicoRequest(request, FACTS);

describe('a request that is as published', () => {
  it.each(posts)('%s is right', (path, body) => {
    expect(check(post(path, body))).toEqual([]);
  });

  it('reads with a query and without a body', () => {
    const day =
      '/v2/reporting/payment/transactions?locale=tr&conversationId=x&transactionDate=2026-01-01&page=1';
    expect(check(signed('GET', day, ''))).toEqual([]);
    expect(check(signed('GET', `${day}&page=2`, ''))).not.toEqual([]);
    expect(check(signed('GET', day, '{}'))).not.toEqual([]);
  });
});

describe('a request', () => {
  it.each(posts)('to %s without one of its fields, or with one of no sense, is wrong', (path, body) => {
    for (const name of Object.keys(body)) {
      const isOptional = path === '/payment/detail' && name === 'paymentId';
      if (!isOptional) expect(check(post(path, { ...body, [name]: undefined })), name).not.toEqual([]);
      for (const value of [null, true, [], '', ' ', 'a\nb']) {
        expect(check(post(path, { ...body, [name]: value })), `${name} ${value}`).not.toEqual([]);
      }
    }
    expect(check(post(path, { ...body, other: 'x' }))).not.toEqual([]);
  });

  it.each([
    { price: '10,00' },
    { price: '10.001' },
    { price: '-10.00' },
    { price: 1e21 },
    { price: '10.01' },
    { basketItems: [item] },
    { basketItems: [{ ...item, price: '10.00', itemType: 'GIFT' }] },
    { callbackUrl: 'http://shop.example/r' },
    { enabledInstallments: [1, 4] },
    { enabledInstallments: [] },
    { enabledInstallments: ['1'] },
    { buyer: { ...PAGE.buyer, gsmNumber: '' } },
    { currency: 'TL' },
    { locale: 'fr' },
  ])('that opens a page with %j is wrong', (change) => {
    expect(check(post('/payment/pay-with-iyzico/initialize', { ...PAGE, ...change }))).not.toEqual([]);
  });

  it('with a description but no reason is wrong', () => {
    const body = { ...bodies['/payment/cancel'], description: 'x' };
    expect(check(post('/payment/cancel', body))).not.toEqual([]);
    expect(check(post('/payment/cancel', { ...body, reason: 'other' }))).toEqual([]);
    expect(check(post('/payment/cancel', { ...body, reason: 'OTHER' }))).not.toEqual([]);
  });

  it('that is not signed as it was sent is wrong', () => {
    const right = post('/payment/cancel', bodies['/payment/cancel']);
    const wrong: Partial<RawRequest>[] = [
      { body: Buffer.from(`${right.body} `) },
      { target: '/payment/refund' },
      { target: '/payment/cancel?x=1' },
      { target: '/payment/nowhere' },
      { method: 'GET' },
      { headers: right.headers.filter(([name]) => name !== 'Authorization') },
      { headers: right.headers.filter(([name]) => name !== 'Content-Type') },
      { headers: [...right.headers, ['cookie', 'a=b']] },
      { headers: [...right.headers, ['x-iyzi-rnd', 'random-2']] },
      { headers: right.headers.map(([name, value]) => [name, name === 'x-iyzi-rnd' ? 'other' : value]) },
    ];
    expect(check(right)).toEqual([]);
    for (const change of wrong) expect(check({ ...right, ...change })).not.toEqual([]);
    const others = { ...FACTS, keys: [{ apiKey: 'another', secretKey: 'secret' }] };
    expect(checkPayWithIyzicoRequest(right, others)).not.toEqual([]);
  });
});

describe('a watch', () => {
  it('sees what was called, and that nothing was wrong', () => {
    const watch = watchPayWithIyzico(FACTS);
    for (const [index, [path, body]] of posts.entries()) {
      watch.see(post(path, { ...body, conversationId: `c-${index}` }, `random-${index}`));
    }
    watch.expectRight();
    expect(watch.seen()).toEqual(Object.keys(bodies).sort());
  });

  it('sees a random key that was used before, and a money call that is sent again', () => {
    const watch = watchPayWithIyzico(FACTS);
    watch.see(post('/payment/cancel', bodies['/payment/cancel'], 'random-1'));
    watch.see(post('/payment/cancel', bodies['/payment/cancel'], 'random-2'));
    expect(() => watch.expectRight()).toThrow('conversationId: sent before');
    watch.expectRight();
    watch.see(post('/payment/detail', bodies['/payment/detail'], 'random-2'));
    expect(() => watch.expectRight()).toThrow('random key used before');
  });

  it('lets a question be asked again', () => {
    const watch = watchPayWithIyzico(FACTS);
    const path = '/payment/iyzipos/checkoutform/auth/ecom/detail';
    for (const key of ['random-1', 'random-2']) watch.see(post(path, bodies[path], key));
    watch.expectRight();
  });
});
