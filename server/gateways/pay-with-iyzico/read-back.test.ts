import { describe, expect, it } from 'vitest';
import {
  payWithIyzicoAt,
  type ReturnName,
  reported,
  returned,
  returns,
  signed,
} from '#tests/support/told-pay-with-iyzico.ts';

/** Asks a provider that answers so, and keeps what it was asked. */
async function readBack(name: ReturnName, body: object, wish = returns[name]) {
  const asked: string[] = [];
  const answered = async ({ url }: { url: string }) => {
    asked.push(url);
    return { kind: 'answered', status: 200, headers: {}, body: JSON.stringify(body) } as const;
  };
  const { gateway, record } = payWithIyzicoAt('https://provider.example', {
    http: { post: answered, get: answered, allows: () => false },
  });
  return { reply: await gateway.readBack(wish, record), asked };
}

const names = ['cancel', 'refund', 'refund of an item'] as const;

describe.each(names)('a %s of which the answer was lost', (name) => {
  it('was carried out when an entry of its payment has our reference', async () => {
    const { reply, asked } = await readBack(name, reported(name));
    expect(reply).toMatchObject({
      kind: 'approved',
      evidence: {
        reference: 'IADE-1',
        amountMinor: name === 'cancel' ? 10_000 : 4000,
        currency: 'TRY',
        providerPaymentId: '900100',
        providerDate: '2026-01-01',
        rrn: 'mock00009iyzihostrfn',
      },
    });
    expect(asked).toEqual([
      'https://provider.example/v2/reporting/payment/details?locale=tr&conversationId=IADE-1&paymentId=900100',
    ]);
  });

  it('was not when its payment has entries of others alone, or none', async () => {
    const ofOther = reported(name, {}, { refundConversationId: 'IADE-0', cancelConversationId: 'IADE-0' });
    for (const report of [
      ofOther,
      reported(null),
      reported(null, { cancels: null, itemTransactions: null }),
    ]) {
      expect((await readBack(name, report)).reply).toEqual({ kind: 'not_found' });
    }
  });

  it('is in doubt when an entry does not say whose it is', async () => {
    const nameless = reported(name, {}, { refundConversationId: null, cancelConversationId: null });
    expect((await readBack(name, nameless)).reply).toMatchObject({ cause: 'ambiguous_answer' });
  });

  it('is in doubt when something went back and no entry says what', async () => {
    for (const paymentRefundStatus of ['PARTIALLY_REFUNDED', 'TOTALLY_REFUNDED', 'NEW_WORD']) {
      const { reply } = await readBack(name, reported(null, { paymentRefundStatus }));
      expect(reply).toMatchObject({ kind: 'no_answer', cause: 'ambiguous_answer' });
    }
  });

  it('is believed by its state, or by that of its payment where its own is not plain', async () => {
    const told = async (refundStatus: unknown, paymentRefundStatus = 'PARTIALLY_REFUNDED') =>
      (await readBack(name, reported(name, { paymentRefundStatus }, { refundStatus }))).reply.kind;
    expect(await told('SUCCESS', 'NOT_REFUNDED')).toBe('approved');
    expect(await told(7)).toBe('approved');
    expect(await told(null)).toBe('approved');
    expect(await told(7, 'NOT_REFUNDED')).toBe('no_answer');
    expect(await told(0)).toBe('no_answer');
    expect(await told(-1)).toBe('declined');
    expect(await told('FAILURE')).toBe('declined');
  });
});

it('a refund that was spread over items is the sum of its parts', async () => {
  const entry = { refundConversationId: 'IADE-1', refundStatus: 1, currencyCode: 'TRY' };
  const items = [
    { paymentTransactionId: 700, refunds: [{ ...entry, refundPrice: '30.00000000' }] },
    { paymentTransactionId: 701, refunds: [{ ...entry, refundPrice: 10 }] },
  ];
  const { reply } = await readBack('refund', reported('refund', { itemTransactions: items }));
  expect(reply).toMatchObject({ kind: 'approved', evidence: { amountMinor: 4000 } });
});

it('a cancellation takes back the payment, also where more was paid for instalments', async () => {
  const { cancel } = returns;
  const wish = { ...cancel, payment: { ...cancel.payment, paidMinor: 12_050 } };
  const { reply } = await readBack('cancel', reported('cancel', {}, { refundPrice: 120.5 }), wish);
  expect(reply).toMatchObject({ kind: 'approved', evidence: { amountMinor: 10_000 } });

  const body = JSON.stringify(returned('cancel', { price: 120.5 }));
  const answered = async () => ({ kind: 'answered', status: 200, headers: {}, body }) as const;
  const http = { post: answered, get: answered, allows: () => false };
  const { gateway, record } = payWithIyzicoAt('https://provider.example', { http });
  expect(await gateway.giveBack(wish, record)).toMatchObject({ evidence: { amountMinor: 10_000 } });
});

it('a refund of the payment may be signed either way the sources tell, and which one is kept', async () => {
  for (const [values, form] of [
    [['900100', 40, 'TRY', 'IADE-1'], '[with the amount]'],
    [['900100', 'IADE-1'], '[ids alone]'],
  ] as const) {
    const body = JSON.stringify(returned('refund', { signature: signed(values) }));
    const answered = async () => ({ kind: 'answered', status: 200, headers: {}, body }) as const;
    const http = { post: answered, get: answered, allows: () => false };
    const { gateway, record, exchanges } = payWithIyzicoAt('https://provider.example', { http });
    expect((await gateway.giveBack(returns.refund, record)).kind).toBe('approved');
    expect(exchanges[0]?.response).toMatchObject({ signature: form });
    const byItem = await gateway.giveBack(returns['refund of an item'], record);
    expect(byItem.kind).toBe(form === '[ids alone]' ? 'unknown_outcome' : 'approved');
  }
});
