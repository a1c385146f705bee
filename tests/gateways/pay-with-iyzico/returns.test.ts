import { describe, expect, it } from 'vitest';
import { laboratory, paths, signed } from './testing.ts';

const common = { locale: 'tr', conversationId: 'IADE-1', ip: '203.0.113.7' };

/** A laboratory with a payment of 120.00 in it. */
async function paid(card?: string) {
  const lab = laboratory();
  const { token, payment } = await lab.pay({ ...(card && { card }) });
  const paymentId = String(payment.paymentId);
  const [tea = '', cup = ''] = payment.items.map((item) => String(item.paymentTransactionId));
  const cancel = (more = {}) => lab.post(paths.cancel, { ...common, paymentId, ...more });
  const refund = (price: unknown, more = {}) =>
    lab.post(paths.refundPayment, { ...common, paymentId, price, ...more });
  const refundItem = (paymentTransactionId: string, price: unknown, more = {}) =>
    lab.post(paths.refundItem, { ...common, paymentTransactionId, price, ...more });
  const returns = () => lab.gateway.ledger.find(token)?.payment?.returns ?? [];
  return { ...lab, paymentId, tea, cup, cancel, refund, refundItem, returns };
}

describe('a cancellation', () => {
  it('takes back all of a payment of today, once, and is not signed', async () => {
    const { cancel, paymentId, returns } = await paid();
    const answer = await cancel();
    expect(answer).toMatchObject({
      status: 'success',
      conversationId: 'IADE-1',
      paymentId,
      price: 120,
      currency: 'TRY',
    });
    expect(answer.cancelHostReference).toBeTruthy();
    expect(answer).not.toHaveProperty('signature');
    expect(returns()).toMatchObject([
      { kind: 'cancel', conversationId: 'IADE-1', parts: [{ minor: 9000 }, { minor: 3000 }] },
    ]);
    expect(await cancel()).toMatchObject({ errorCode: '5093' });
  });

  it('is too late when the bank’s day is over, and the next day', async () => {
    // It is noon in Istanbul.
    const { cancel, time, refund } = await paid();
    await time.pass(11 * 3_600_000 - 1);
    await time.pass(1);
    expect(await cancel()).toMatchObject({ errorCode: '5094' });
    await time.pass(3_600_000);
    expect(await cancel()).toMatchObject({ errorCode: '5094' });
    expect(await refund('1')).toMatchObject({ status: 'success' });
  });

  it('excludes a refund, and a refund excludes it', async () => {
    const one = await paid();
    await one.cancel();
    expect(await one.refund('1.0')).toMatchObject({ errorCode: '5093' });
    const other = await paid();
    await other.refund('1.0');
    expect(await other.cancel()).toMatchObject({ errorCode: '5093' });
  });

  it('of nothing that is known is refused', async () => {
    const { cancel } = await paid();
    expect(await cancel({ paymentId: undefined })).toMatchObject({ errorCode: '5002' });
    expect(await cancel({ paymentId: '1' })).toMatchObject({ errorCode: '5087' });
  });
});

describe('a refund', () => {
  it('of a payment is spread over its items, up to what is left', async () => {
    const { refund, returns, paymentId } = await paid();
    const answer = await refund('100.00');
    expect(answer).toMatchObject({
      status: 'success',
      paymentId,
      price: 100,
      signature: signed(paymentId, '100', 'TRY', 'IADE-1'),
    });
    expect(returns()[0]?.parts.map((part) => part.minor)).toEqual([7500, 2500]);
    expect(await refund('20.01')).toMatchObject({ errorCode: '5093' });
    expect(await refund('20')).toMatchObject({ status: 'success' });
    expect(await refund('0.01')).toMatchObject({ errorCode: '5093' });
  });

  it('of an item never exceeds it, whatever else is left', async () => {
    const { refundItem, tea, cup } = await paid();
    expect(await refundItem(cup, 30.01)).toMatchObject({ errorCode: '5093' });
    expect(await refundItem(cup, '10.0')).toMatchObject({ status: 'success', paymentTransactionId: cup });
    expect(await refundItem(cup, '20.01')).toMatchObject({ errorCode: '5093' });
    expect(await refundItem(tea, '90')).toMatchObject({ status: 'success' });
  });

  it('may be signed in the other way the sources tell', async () => {
    const { refund, refundItem, tea, gateway, paymentId } = await paid();
    gateway.settings.refundSignature = 'ids';
    expect((await refund('1.5')).signature).toBe(signed(paymentId, 'IADE-1'));
    expect((await refundItem(tea, '1.5')).signature).toBe(signed(paymentId, '1.5', 'TRY', 'IADE-1'));
  });

  it.each([
    ['5005', '0', {}],
    ['11', '-1', {}],
    ['11', '1.234', {}],
    ['24', undefined, {}],
    ['11', '1', { currency: 'USD' }],
    ['5002', '1', { paymentId: undefined }],
    ['5087', '1', { paymentId: '1' }],
  ])('that makes no sense is refused with %s', async (errorCode, price, more) => {
    const { refund, returns } = await paid();
    expect(await refund(price, more)).toMatchObject({ status: 'failure', errorCode });
    expect(returns()).toEqual([]);
  });

  it('wants a reason with a description, large or small', async () => {
    const { refundItem, tea, cancel } = await paid();
    expect(await cancel({ description: 'x' })).toMatchObject({ errorCode: '24' });
    expect(await refundItem(tea, '1', { reason: 'because' })).toMatchObject({ errorCode: '11' });
    for (const reason of ['other', 'BUYER_REQUEST']) {
      expect(await refundItem(tea, '1', { reason, description: 'x' })).toMatchObject({ status: 'success' });
    }
  });

  it('to the card that takes nothing back is refused for good, as is its cancellation', async () => {
    const { refund, cancel, returns } = await paid('5406670000000009');
    for (const answer of [await refund('1'), await cancel()]) {
      expect(answer).toMatchObject({ errorCode: '10246', errorGroup: 'REFUND_DECLINE', retryable: false });
    }
    expect(returns()).toEqual([]);
  });

  it('is refused as the switch says, and may be repeated or not', async () => {
    const { refund, refundItem, tea, gateway } = await paid();
    gateway.settings.refusesRefunds = 'retryable';
    expect(await refund('1')).toMatchObject({ errorCode: '10246', retryable: true });
    gateway.settings.refusesRefunds = 'for good';
    expect(await refundItem(tea, '1')).toMatchObject({ errorCode: '10246', retryable: false });
    gateway.settings.refusesRefunds = 'no';
    expect(await refund('1')).toMatchObject({ status: 'success' });
  });
});
