import { describe, expect, it } from 'vitest';
import {
  KEYS,
  opened,
  order,
  payWithIyzicoAt,
  returned,
  returns,
} from '#tests/support/told-pay-with-iyzico.ts';
import type { HostedOrder, HostedReturn } from '../hosted-gateway.ts';
import type { HttpGet, HttpPost } from '../http.ts';
import { credentialsSchema, settingsSchema } from './settings.ts';

/** A provider that keeps what it is asked and always answers the same. */
function listening(answer: object) {
  const asked: (HttpGet & Partial<HttpPost>)[] = [];
  const send = async (call: HttpGet & Partial<HttpPost>) => {
    asked.push(call);
    return { kind: 'answered', status: 200, headers: {}, body: JSON.stringify(answer) } as const;
  };
  const setting = payWithIyzicoAt('https://provider.example/', {
    http: { post: send, get: send, allows: () => false },
    randomKey: () => `zufall-${asked.length}`,
  });
  return { ...setting, asked, body: () => JSON.parse(asked[0]?.body ?? 'null') };
}

async function opens(of: HostedOrder) {
  const provider = listening(opened());
  const reply = await provider.gateway.openPage(of, provider.record);
  return { reply, ...provider };
}

describe('a page is asked for', () => {
  it('with everything the notes require, amounts as text', async () => {
    const { asked, body } = await opens(order);
    expect(asked[0]?.url).toBe('https://provider.example/payment/pay-with-iyzico/initialize');
    expect(body()).toMatchObject({
      locale: 'tr',
      conversationId: 'ORNEK-1',
      basketId: 'ORNEK-1',
      price: '100.00',
      paidPrice: '100.00',
      currency: 'TRY',
      callbackUrl: order.returnUrl,
      enabledInstallments: [1, 2, 3],
      buyer: { identityNumber: '11111111111', gsmNumber: '+905321112233', ip: '203.0.113.7' },
      billingAddress: { contactName: 'Ayşe Yılmaz', city: 'İstanbul' },
      basketItems: [
        { id: 'i1', itemType: 'PHYSICAL', price: '75.00', category1: 'Genel' },
        { id: 'i2', itemType: 'VIRTUAL', price: '25.00' },
      ],
    });
  });

  it('with what people wrote on one line, without a card number, and not too long', async () => {
    const name = 'Ayşe\u0000\r\nX: y\u202e5526080000000006';
    const { body } = await opens({ ...order, payer: { ...order.payer, name, address: 'ö'.repeat(400) } });
    expect(body().buyer).toMatchObject({
      name: 'Ayşe X: y 552608******0006',
      registrationAddress: 'ö'.repeat(255),
    });
  });

  it('in one of the two languages there are', async () => {
    for (const [language, locale] of [
      ['tr', 'tr'],
      ['en', 'en'],
      ['fr', 'en'],
    ] as const) {
      expect((await opens({ ...order, language })).body().locale).toBe(locale);
    }
  });

  it.each<[string, Partial<HostedOrder>]>([
    ['basket_sum', { amount: { minor: 10_001, currency: 'TRY' } }],
    ['basket_sum', { items: order.items.slice(1) }],
    ['basket', { items: [] }],
    ['basket', { items: [{ id: 'i', name: 'x', isVirtual: true, priceMinor: 10_000 }, zero('j')] }],
    ['basket', { items: [half('i'), half('i')] }],
    ['amount', { amount: { minor: 0, currency: 'TRY' }, items: [zero('i')] }],
    ['amount', { amount: { minor: -10_000, currency: 'TRY' } }],
    ['amount', { amount: { minor: 10_000.5, currency: 'TRY' } }],
    ['amount', { amount: { minor: 10_000_000, currency: 'TRY' } }],
    ['amount', { amount: { minor: Number.NaN, currency: 'TRY' } }],
    ['currency', { amount: { minor: 10_000, currency: 'USD' } }],
    ['installments', { installmentCounts: [] }],
    ['installments', { installmentCounts: [1, 4] }],
    ['empty_field', { payer: { ...order.payer, email: ' ' } }],
    ['empty_field', { ip: '' }],
  ])('never when it could only be refused: %s', async (code, change) => {
    const { reply, asked } = await opens({ ...order, ...change });
    expect(reply).toEqual({ kind: 'refused', reason: 'invalid_request', code, text: null });
    expect(asked).toEqual([]);
  });
});

function zero(id: string) {
  return { id, name: 'x', isVirtual: true, priceMinor: 0 };
}
function half(id: string) {
  return { id, name: 'x', isVirtual: true, priceMinor: 5000 };
}

describe('a payment is given back', () => {
  it.each([
    ['cancel', '/payment/cancel', { paymentId: '900100' }],
    ['refund', '/v2/payment/refund', { paymentId: '900100', price: '40.00', currency: 'TRY' }],
    [
      'refund of an item',
      '/payment/refund',
      { paymentTransactionId: '700', price: '40.00', currency: 'TRY' },
    ],
  ] as const)('by %s at %s', async (name, path, fields) => {
    const { gateway, record, asked, body } = listening(returned(name));
    expect((await gateway.giveBack(returns[name], record)).kind).toBe('approved');
    expect(asked).toHaveLength(1);
    expect(new URL(asked[0]?.url ?? '').pathname).toBe(path);
    expect(body()).toEqual({ locale: 'tr', conversationId: 'IADE-1', ip: '203.0.113.7', ...fields });
  });

  it('with its reason where one was written', async () => {
    const { gateway, record, body } = listening(returned('cancel'));
    await gateway.giveBack({ ...returns.cancel, reason: 'yanlış tutar' }, record);
    expect(body()).toMatchObject({ reason: 'other', description: 'yanlış tutar' });
  });

  it.each<[string, Partial<HostedReturn & { kind: 'refund' }>]>([
    ['amount', { amount: { minor: 10_001, currency: 'TRY' } }],
    ['amount', { amount: { minor: 0, currency: 'TRY' } }],
    ['currency', { amount: { minor: 100, currency: 'USD' } }],
  ])('never when it could only be refused: %s', async (code, change) => {
    const { gateway, record, asked } = listening(returned('refund'));
    const reply = await gateway.giveBack({ ...returns.refund, ...change }, record);
    expect(reply).toMatchObject({ kind: 'refused', reason: 'invalid_request', code, confirm: false });
    expect(asked).toEqual([]);
  });
});

describe('the keys', () => {
  it('are taken without the spaces that came along when they were copied', () => {
    expect(
      credentialsSchema.parse({ apiKey: ` ${KEYS.apiKey}\n`, secretKey: `\t${KEYS.secretKey} ` }),
    ).toEqual(KEYS);
    for (const apiKey of ['', ' ', 'a b', 'ş', 'x'.repeat(201)]) {
      expect(credentialsSchema.safeParse({ ...KEYS, apiKey }).success).toBe(false);
    }
  });

  it('sign each call anew', async () => {
    const { gateway, record, asked } = listening(opened());
    await gateway.openPage(order, record);
    await gateway.openPage(order, record);
    const [first, second] = asked.map(({ headers }) => headers);
    expect([first?.['x-iyzi-rnd'], second?.['x-iyzi-rnd']]).toEqual(['zufall-0', 'zufall-1']);
    expect(first?.authorization).not.toBe(second?.authorization);
  });

  it.each([
    [
      { status: 'failure', errorCode: '5087' },
      { kind: 'ok', expiresAt: null },
    ],
    [{ status: 'success' }, { kind: 'ok', expiresAt: null }],
    [
      { status: 'failure', errorCode: '1000' },
      { kind: 'refused', reason: 'credentials' },
    ],
    [
      { status: 'failure', errorCode: '1001' },
      { kind: 'refused', reason: 'credentials' },
    ],
    [
      { status: 'failure', errorCode: '1' },
      { kind: 'no_answer', cause: 'silent' },
    ],
    [
      { status: 'failure', errorCode: '50000' },
      { kind: 'no_answer', cause: 'silent' },
    ],
    [[], { kind: 'no_answer', cause: 'silent' }],
  ])('are proven by a question that changes nothing: %j', async (answer, reply) => {
    const { gateway, record, asked } = listening(answer);
    expect(await gateway.testConnection(record)).toEqual(reply);
    expect(asked[0]?.url).toBe('https://provider.example/payment/detail');
  });
});

it('what is kept of a request shows no key, no secret address and little of the payer', async () => {
  const { exchanges, asked } = await opens({
    ...order,
    payer: { ...order.payer, identityNumber: '10000000146' },
  });
  const kept = JSON.stringify(exchanges);
  const secrets = [
    KEYS.apiKey,
    KEYS.secretKey,
    asked[0]?.headers.authorization ?? '',
    'a-secret-of-some-length',
  ];
  const personal = ['Ayşe', 'Yılmaz', 'ayse@', '5321112233', '10000000146', 'Örnek Mah', '1111111-2222'];
  for (const text of [...secrets, ...personal]) expect(kept).not.toContain(text);
  expect(exchanges[0]?.request).toMatchObject({
    price: '100.00',
    callbackUrl: 'https://portal.example/[removed]',
    buyer: { name: 'A***', email: 'a***@example.com', gsmNumber: '***********33' },
  });
});

it.each([
  [JSON.stringify(opened()).slice(0, -30), expect.stringMatching(/^\[unreadable, \d+ characters\]$/)],
  ['<html>maintenance</html>', '<html>maintenance</html>'],
])('what is kept of an answer that cannot be read opens no page', async (body, kept) => {
  const post = async () => ({ kind: 'answered', status: 200, headers: {}, body }) as const;
  const http = { post, get: post, allows: () => false };
  const { gateway, record, exchanges } = payWithIyzicoAt('https://provider.example', { http });
  await gateway.openPage(order, record);
  expect(exchanges[0]?.response).toEqual(kept);
});

it('an account takes lira and signed notices unless it is set up otherwise', () => {
  expect(settingsSchema.parse({})).toEqual({ currencies: ['TRY'], signsNotices: true, category: 'Genel' });
  expect(settingsSchema.safeParse({ currencies: ['CAD'] }).success).toBe(false);
  expect(settingsSchema.safeParse({ currencies: [] }).success).toBe(false);
});
