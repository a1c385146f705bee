import { describe, expect, it } from 'vitest';
import { order, paid, payWithIyzicoAt, TOKEN } from '#tests/support/told-pay-with-iyzico.ts';
import type { HostedOrder } from '../hosted-gateway.ts';

/** Asks a provider that answers this text. */
async function retrieve(body: string, of: HostedOrder = order) {
  const answered = async () => ({ kind: 'answered', status: 200, headers: {}, body }) as const;
  const { gateway, record, exchanges } = payWithIyzicoAt('https://provider.example', {
    http: { post: answered, get: answered, allows: () => false },
  });
  const reply = await gateway.retrieve(of, TOKEN, record);
  return { reply, exchanges };
}

const said = (more: object = {}) => retrieve(JSON.stringify(paid({ ...more })));

describe('a page that was paid (§6)', () => {
  it('is paid with what the provider says of it, and nothing of what we asked', async () => {
    const { reply } = await said();
    expect(reply).toMatchObject({
      kind: 'paid',
      evidence: {
        reference: order.reference,
        amountMinor: 10_000,
        currency: 'TRY',
        providerPaymentId: '900100',
        providerDate: '2026-01-01',
        authCode: '123456',
        rrn: 'mock00007iyzihostrfn',
        bin: '552608',
        last4: '0006',
        cardType: 'credit',
        cardBrand: 'mastercard',
        providerDeviceId: null,
      },
    });
  });

  it('has its settlement, in whole and by item, to the nearest kuruş', async () => {
    const { reply } = await said();
    expect(reply).toMatchObject({
      settlement: {
        paidMinor: 10_000,
        installmentCount: 1,
        commissionMinor: 349,
        feeMinor: 25,
        blockedMinor: 0,
        // Said although nothing is held back: the day it is paid out.
        blockedUntil: new Date('2026-01-08T21:00:00Z'),
        payoutMinor: 9626,
        items: [
          { itemId: 'i1', providerItemId: '700', priceMinor: 7500, commissionMinor: 262, payoutMinor: 7220 },
          { itemId: 'i2', providerItemId: '701', priceMinor: 2500, commissionMinor: 87, payoutMinor: 2407 },
        ],
      },
    });
  });

  it('tells until when a part of it is held back', async () => {
    const held = (paid().itemTransactions as object[]).map((item) => ({
      ...item,
      blockageRateAmountMerchant: '5.00000000',
    }));
    expect((await said({ itemTransactions: held })).reply).toMatchObject({
      settlement: { blockedMinor: 1000, blockedUntil: new Date('2026-01-08T21:00:00Z') },
    });
  });

  it('may say its amounts with eight decimals, as text or with an exponent', async () => {
    const body = JSON.stringify(paid())
      .replace('"price":100,', '"price":100.00000000,')
      .replace('"paidPrice":100,', '"paidPrice":"1E2",')
      .replace('"merchantCommissionRate":0', '"merchantCommissionRate":0E-8')
      .replace('"iyziCommissionFee":0.25,', '"iyziCommissionFee":0E-8,');
    expect((await retrieve(body)).reply).toMatchObject({ kind: 'paid', settlement: { feeMinor: 0 } });
  });

  it('may cost more in instalments than was asked', async () => {
    expect((await said({ paidPrice: 120.5, installment: 3 })).reply).toMatchObject({
      kind: 'paid',
      evidence: { amountMinor: 10_000 },
      settlement: { paidMinor: 12_050, installmentCount: 3 },
    });
  });

  it('is ours by its token and basket also without its conversation', async () => {
    for (const conversationId of [null, '', undefined]) {
      expect((await said({ conversationId })).reply.kind).toBe('paid');
    }
  });

  it('waits while fraud is looked into, and is turned down when it is found', async () => {
    expect((await said({ fraudStatus: 0 })).reply).toMatchObject({
      kind: 'in_review',
      evidence: { providerPaymentId: '900100' },
    });
    expect((await said({ fraudStatus: -1 })).reply).toEqual({ kind: 'rejected', code: '-1', text: null });
    for (const fraudStatus of [2, '01', 'approved', true]) {
      expect((await said({ fraudStatus })).reply.kind).toBe('no_answer');
    }
  });

  it('paid with a balance has no card', async () => {
    const none = { cardType: null, cardAssociation: null, binNumber: null, lastFourDigits: undefined };
    expect((await said(none)).reply).toMatchObject({
      kind: 'paid',
      evidence: { cardType: null, cardBrand: null, bin: null, last4: null },
    });
  });
});

describe('a page that is not paid', () => {
  it.each([
    'INIT_THREEDS',
    'CALLBACK_THREEDS',
    'BKM_POS_SELECTED',
    'INIT_APM',
    'INIT_BANK_TRANSFER',
    'PENDING_CREDIT',
  ])('%s goes on', async (paymentStatus) => {
    expect((await said({ paymentStatus, paymentId: null })).reply).toEqual({ kind: 'not_paid' });
  });

  it('was declined so far', async () => {
    expect((await said({ paymentStatus: 'FAILURE', fraudStatus: null })).reply).toEqual({
      kind: 'declined_so_far',
      reason: 'other',
      code: '',
      text: null,
    });
  });

  it.each([null, '', 'success', 'DONE'])('says nothing with the state «%s»', async (paymentStatus) => {
    const { reply } = await said({ paymentStatus });
    expect(reply).toMatchObject({ kind: 'no_answer', cause: 'unreadable_answer' });
  });
});

it('what is kept of it opens no page, signs nothing and tells little of the payer', async () => {
  const { exchanges } = await said({ errorMessage: `bilgi ${TOKEN} 5526080000000006` });
  const kept = JSON.stringify(exchanges);
  for (const secret of [
    TOKEN,
    'uye@',
    '905550001122',
    '55260800',
    '5526080000000006',
    String(paid().signature),
  ]) {
    expect(kept).not.toContain(secret);
  }
  expect(kept).toContain('u***@example.com');
  expect(exchanges[0]).toMatchObject({
    purpose: 'query',
    path: '/payment/iyzipos/checkoutform/auth/ecom/detail',
    credentials: 'accepted',
    response: {
      binNumber: '552608',
      lastFourDigits: '0006',
      signature: '[removed]',
      systemTime: '1767267600000',
    },
  });
});
