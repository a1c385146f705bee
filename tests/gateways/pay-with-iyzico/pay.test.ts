import { describe, expect, it } from 'vitest';
import { cards } from './cards.ts';
import { laboratory, paths, signed } from './testing.ts';

describe('a page', () => {
  it('that nobody paid on answers a failure without a state, as does one that never was', async () => {
    const { open, retrieve, time } = laboratory();
    const token = await open();
    for (const asked of [token, 'another']) {
      const answer = await retrieve(asked);
      expect(answer).toMatchObject({ status: 'failure', errorCode: '5122' });
      expect(answer).not.toHaveProperty('paymentStatus');
    }
    await time.pass(1_800_000);
    expect(await retrieve(token)).toMatchObject({ errorCode: '5122' });
  });

  it('of one account is nobody else’s', async () => {
    const other = { apiKey: 'sandbox-zwei', secretKey: 'geheim' };
    const { gateway, open, post } = laboratory();
    gateway.accounts.set('sandbox-zwei', { ...other, merchantId: 2, name: 'Zwei', webhookUrl: null });
    const token = await open();
    expect(await post(paths.retrieve, { token }, other)).toMatchObject({ errorCode: '5122' });
  });

  it('that was paid says so, signed, with eight decimals', async () => {
    const { pay, send, retrieve } = laboratory();
    const { token, payment } = await pay();
    const answer = await retrieve(token);
    const { paymentId } = payment;
    expect(answer).toMatchObject({
      status: 'success',
      paymentStatus: 'SUCCESS',
      paymentId: String(paymentId),
      basketId: 'SIPARIS-1',
      conversationId: 'SIPARIS-1',
      fraudStatus: 1,
      installment: 1,
      cardType: 'CREDIT_CARD',
      cardAssociation: 'MASTER_CARD',
      cardFamily: 'Axess',
      binNumber: '55260800',
      lastFourDigits: '0006',
      signature: signed('SUCCESS', paymentId, 'TRY', 'SIPARIS-1', 'SIPARIS-1', '120', '120', token),
      itemTransactions: [
        { itemId: 'i1', price: 90, paidPrice: 90, iyziCommissionFee: 0.1875, merchantPayoutAmount: 86.6715 },
        { itemId: 'i2', price: 30, paidPrice: 30, iyziCommissionFee: 0.0625, merchantPayoutAmount: 28.8905 },
      ],
    });
    const reply = await send('POST', paths.retrieve, JSON.stringify({ token }));
    const text = JSON.stringify(reply.kind === 'json' ? reply.body : null);
    expect(text).toContain('"price":120.00000000');
    expect(text).toContain('"merchantCommissionRate":0E-8');
  });

  it('is paid once: whoever comes later finds nothing to do, and asking again says the same', async () => {
    const { pay, act, retrieve, time, gateway } = laboratory();
    const { token } = await pay();
    const first = await retrieve(token);
    expect(act(token, { action: 'pay' })).toBeNull();
    await time.pass(7_200_000);
    expect({ ...(await retrieve(token)), systemTime: 0 }).toEqual({ ...first, systemTime: 0 });
    expect(gateway.ledger.entries().filter(({ payment }) => payment)).toHaveLength(1);
  });

  it('cannot be paid on after its end', async () => {
    const { open, act, time } = laboratory();
    const token = await open();
    await time.pass(1_800_000);
    expect(act(token, { action: 'pay' })).toBeNull();
  });

  it('costs more in instalments, spread over the items', async () => {
    const { pay, retrieve } = laboratory();
    const { token, payment } = await pay({ installment: 3 });
    expect(payment).toMatchObject({ paidMinor: 12_450, installment: 3 });
    expect(payment.items.map((item) => item.paidMinor)).toEqual([9338, 3112]);
    expect(await retrieve(token)).toMatchObject({ price: 120, paidPrice: 124.5, installment: 3 });
    const { open, act } = laboratory();
    expect(act(await open(), { action: 'pay', installment: 6 })).toBeNull();
  });

  it('paid with a balance has no card', async () => {
    const { pay, retrieve } = laboratory();
    const answer = await retrieve((await pay({ card: 'balance' })).token);
    for (const name of ['cardType', 'binNumber', 'lastFourDigits']) expect(answer).not.toHaveProperty(name);
  });

  it('on which a card was declined stays open, and can be paid with another', async () => {
    const { open, act, retrieve } = laboratory();
    for (const { number, result } of cards) {
      const token = await open();
      const acted = act(token, { action: 'pay', card: number });
      const answer = await retrieve(token);
      if (result.kind === 'declined') {
        expect(acted?.browser).toBe('stays');
        expect(answer).toMatchObject({ status: 'failure', errorCode: result.code, errorGroup: result.group });
        expect(answer).not.toHaveProperty('paymentStatus');
      } else if (result.kind === 'not_proven') {
        expect(answer).toMatchObject({
          status: 'success',
          paymentStatus: 'FAILURE',
          mdStatus: result.mdStatus,
        });
        const values = ['FAILURE', '', 'TRY', 'SIPARIS-1', 'SIPARIS-1', '', '', token];
        expect(answer.signature).toBe(signed(...values));
      } else {
        expect(acted?.browser).toBe('returns');
        expect(answer).toMatchObject({ paymentStatus: 'SUCCESS' });
      }
      if (result.kind === 'declined' || result.kind === 'not_proven') {
        expect(act(token, { action: 'pay' })?.browser).toBe('returns');
        expect(await retrieve(token)).toMatchObject({ paymentStatus: 'SUCCESS' });
      }
    }
  });

  it('in another currency takes no domestic card', async () => {
    const { open, act, retrieve } = laboratory();
    const token = await open({ currency: 'EUR' });
    act(token, { action: 'pay' });
    expect(await retrieve(token)).toMatchObject({ errorCode: '5184' });
    expect(act(token, { action: 'pay', card: '5400010000000004' })?.browser).toBe('returns');
  });

  it('can be left, and be closed without a word', async () => {
    const { open, act, retrieve } = laboratory();
    const token = await open();
    expect(act(token, { action: 'leave' })?.browser).toBe('returns');
    expect(await retrieve(token)).toMatchObject({ status: 'failure', errorCode: '5122' });
    expect(act(token, { action: 'close' })?.browser).toBe('gone');
    expect(act(token, { action: 'pay-and-lose-browser' })?.browser).toBe('gone');
    expect(await retrieve(token)).toMatchObject({ paymentStatus: 'SUCCESS' });
  });

  it('can be paid at the last second, and is going on until then', async () => {
    const { open, act, retrieve, time } = laboratory();
    const token = await open();
    expect(act(token, { action: 'pay-at-the-last-second' })?.browser).toBe('stays');
    expect(await retrieve(token)).toMatchObject({ status: 'success', paymentStatus: 'INIT_THREEDS' });
    expect(act(token, { action: 'pay' })).toBeNull();
    await time.pass(1_798_999);
    expect(await retrieve(token)).toMatchObject({ paymentStatus: 'INIT_THREEDS' });
    await time.pass(1);
    expect(await retrieve(token)).toMatchObject({ paymentStatus: 'SUCCESS' });
  });

  it.each([
    ['pay-and-be-approved', 1],
    ['pay-and-be-rejected', -1],
  ] as const)('can be looked into: %s', async (action, fraudStatus) => {
    const { pay, retrieve, time, gateway } = laboratory();
    const { token } = await pay({ action });
    expect(await retrieve(token)).toMatchObject({ paymentStatus: 'SUCCESS', fraudStatus: 0 });
    await time.pass(gateway.settings.reviewMs);
    expect(await retrieve(token)).toMatchObject({ fraudStatus });
  });
});

describe('a switch', () => {
  it.each([
    [{ signature: 'missing' }, (answer: Record<string, unknown>) => expect(answer.signature).toBeUndefined()],
    [
      { conversationId: 'missing' },
      (answer: Record<string, unknown>) => expect(answer.conversationId).toBeNull(),
    ],
    [{ lie: 'currency' }, (answer: Record<string, unknown>) => expect(answer.currency).toBe('USD')],
    [{ lie: 'basket' }, (answer: Record<string, unknown>) => expect(answer.basketId).toBe('SIPARIS-1-X')],
    [{ lie: 'amount' }, (answer: Record<string, unknown>) => expect(answer.price).toBe(121)],
    [{ lie: 'paid' }, (answer: Record<string, unknown>) => expect(answer.paidPrice).toBe(121)],
  ] as const)('%j shows in the answer', async (settings, check) => {
    const { pay, retrieve, gateway } = laboratory();
    const { token } = await pay();
    Object.assign(gateway.settings, settings);
    check(await retrieve(token));
  });

  it('signs wrongly, or leaves the conversation out and signs rightly', async () => {
    const { pay, retrieve, gateway } = laboratory();
    const { token, payment } = await pay();
    const right = signed('SUCCESS', payment.paymentId, 'TRY', 'SIPARIS-1', 'SIPARIS-1', '120', '120', token);
    gateway.settings.signature = 'wrong';
    expect((await retrieve(token)).signature).not.toBe(right);
    Object.assign(gateway.settings, { signature: 'right', conversationId: 'missing' });
    expect((await retrieve(token)).signature).toBe(
      signed('SUCCESS', payment.paymentId, 'TRY', 'SIPARIS-1', '', '120', '120', token),
    );
  });

  it('delays an answer after everything was done', async () => {
    const { pay, post, gateway, time } = laboratory({ settings: { answersAfterMs: { cancel: 30_000 } } });
    const { token, payment } = await pay();
    const answer = post(paths.cancel, { paymentId: String(payment.paymentId), conversationId: 'c' });
    expect(gateway.ledger.find(token)?.payment?.returns).toHaveLength(1);
    await time.pass(30_000);
    expect(await answer).toMatchObject({ status: 'success' });
  });

  it('loses an answer after everything was done, or the request before anything was', async () => {
    const { pay, send, gateway } = laboratory();
    const { token, payment } = await pay();
    const body = JSON.stringify({ paymentId: String(payment.paymentId) });
    const returns = () => gateway.ledger.find(token)?.payment?.returns.length;
    gateway.faults.plan({ call: 'cancel', when: 'before' }, 'drop', 1);
    expect([await send('POST', paths.cancel, body), returns()]).toEqual([{ kind: 'drop' }, 0]);
    gateway.faults.plan({ call: 'cancel', when: 'after' }, 'drop', 1);
    expect([await send('POST', paths.cancel, body), returns()]).toEqual([{ kind: 'drop' }, 1]);
  });
});
