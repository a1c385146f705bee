import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { laboratory, shop } from './testing.ts';

const minutes = (ms: number) => Math.round(ms / 60_000);

describe('a notice', () => {
  it('comes ten to fifteen seconds after the payment, signed', async () => {
    const { pay, sent, time } = laboratory();
    const { token, payment } = await pay();
    await time.pass(9_999);
    expect(sent).toEqual([]);
    await time.pass(5_001);
    const [notice] = sent;
    const body = JSON.parse(notice?.body ?? '');
    expect(body).toMatchObject({
      paymentConversationId: 'SIPARIS-1',
      merchantId: 1_000_001,
      token,
      status: 'SUCCESS',
      iyziEventType: 'CHECKOUT_FORM_AUTH',
      iyziPaymentId: payment.paymentId,
    });
    const text = `${shop.secretKey}CHECKOUT_FORM_AUTH${payment.paymentId}${token}SIPARIS-1SUCCESS`;
    expect(notice?.headers['x-iyz-signature-v3']).toBe(
      createHmac('sha256', shop.secretKey).update(text).digest('hex'),
    );
  });

  it('comes again every quarter of an hour, three times at most, always the same', async () => {
    const { pay, sent, time, gateway } = laboratory({ answers: () => 503 });
    await pay();
    await time.pass(24 * 3_600_000);
    expect(sent.map(({ at }) => minutes(at))).toEqual([0, 15, 30]);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(gateway.log.list().filter((line) => line.kind === 'notice')).toMatchObject([
      { attempt: 1, status: 503 },
      { attempt: 2 },
      { attempt: 3 },
    ]);
  });

  it('stops when it was taken', async () => {
    const { pay, sent, time } = laboratory({ answers: (attempt) => (attempt < 2 ? 500 : 204) });
    await pay();
    await time.pass(3_600_000);
    expect(sent).toHaveLength(2);
  });

  it('is faster by the factor of the switch, and unsigned by the other', async () => {
    const { pay, sent, time } = laboratory({
      answers: () => 500,
      settings: { speed: 60, signsWebhooks: false },
    });
    await pay();
    await time.pass(31_000);
    expect(sent).toHaveLength(3);
    expect(sent[0]?.headers).not.toHaveProperty('x-iyz-signature-v3');
  });

  it('tells of a try that failed, and of the payment that follows on the same page', async () => {
    const { open, act, sent, time } = laboratory();
    const token = await open();
    act(token, { action: 'pay', card: '4111111111111129' });
    act(token, { action: 'pay', card: 'balance' });
    await time.pass(20_000);
    const told = sent.map(({ body }) => JSON.parse(body ?? ''));
    expect(told.map(({ status, iyziEventType }) => [status, iyziEventType]).toSorted()).toEqual([
      ['FAILURE', 'CHECKOUT_FORM_AUTH'],
      ['SUCCESS', 'BALANCE'],
    ]);
    expect(new Set(told.map(({ iyziReferenceCode }) => iyziReferenceCode)).size).toBe(2);
  });

  it('goes nowhere without an address, and tells of nobody who left', async () => {
    const { open, act, sent, time, pay, gateway } = laboratory();
    act(await open(), { action: 'leave' });
    const [account] = gateway.accounts.values();
    if (account) account.webhookUrl = null;
    await pay();
    await time.pass(3_600_000);
    expect(sent).toEqual([]);
  });
});
