import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ByHand, createByHand } from '#tests/support/by-hand.ts';

let hand: ByHand;
beforeAll(async () => {
  hand = await createByHand();
});
afterAll(() => hand.world.close());

describe('a capture that is proven late', () => {
  test('on its own is approved, late, and takes the hold', async () => {
    const hold = await hand.held();
    const lost = await hand.capture(hold.id, 8_000);
    await hand.fail(lost);
    expect(await hand.read(hold.id)).toMatchObject({ captureId: null });
    expect(await hand.approve(lost)).toMatchObject({ state: 'approved', flags: ['late'] });
    expect(await hand.read(hold.id)).toMatchObject({ captureId: lost, flags: [] });
    await expect(hand.capture(hold.id, 1)).rejects.toThrow('captured');
    await expect(hand.undo(hold.id)).rejects.toThrow('captured');
  });

  test('after the hold was released is written and flagged: the customer was charged', async () => {
    const hold = await hand.held();
    const lost = await hand.capture(hold.id, 8_000);
    await hand.fail(lost);
    await hand.approve(await hand.undo(hold.id));
    await hand.approve(lost);
    const after = await hand.read(hold.id);
    expect(after).toMatchObject({ captureId: lost, flags: ['contradiction'] });
    expect(after.capturedAt).not.toBeNull();
    // The money is ours to give back.
    await hand.approve(await hand.giveBack(lost, 8_000));
    expect(await hand.read(lost)).toMatchObject({ refundedMinor: 8_000 });
  });

  test('while another one runs is the capture of the hold, whatever becomes of the other', async () => {
    const hold = await hand.held();
    const lost = await hand.capture(hold.id, 8_000);
    await hand.fail(lost);
    const again = await hand.capture(hold.id, 9_000);
    await hand.approve(lost);
    await hand.fail(again);
    expect(await hand.read(hold.id)).toMatchObject({ captureId: lost, flags: ['contradiction'] });
  });

  test('after another one was approved is a contradiction in sight: a payment is captured once', async () => {
    const hold = await hand.held();
    const lost = await hand.capture(hold.id, 8_000);
    await hand.fail(lost);
    const taken = await hand.capture(hold.id, 9_000);
    await hand.approve(taken);
    expect(await hand.approve(lost)).toMatchObject({ state: 'failed', flags: ['contradiction'] });
    expect(await hand.read(hold.id)).toMatchObject({ captureId: taken });
  });
});

test('a release that is proven late after a capture is written and flagged', async () => {
  const hold = await hand.held();
  const lost = await hand.undo(hold.id);
  await hand.fail(lost);
  const taken = await hand.capture(hold.id, 10_000);
  await hand.approve(taken);
  expect(await hand.approve(lost)).toMatchObject({ state: 'approved', flags: ['late'] });
  expect(await hand.read(hold.id)).toMatchObject({
    captureId: taken,
    voidId: lost,
    flags: ['contradiction'],
  });
});

test.each([
  ['of another amount', { amountMinor: 9_999 }, ['amount_differs']],
  ['under another reference', { reference: 'ref_of_somebody' }, []],
  ['on another terminal', { providerDeviceId: 'T00002' }, []],
])('an approval %s captures nothing', async (_what, change, more) => {
  const hold = await hand.held();
  const capture = await hand.capture(hold.id, 8_000);
  const flags = ['contradiction', ...more];
  expect(await hand.approve(capture, change)).toMatchObject({ state: 'unknown', flags });
  expect(await hand.read(hold.id)).toMatchObject({ captureId: capture, capturedAt: null });
  // A «no» would not end what was reported as taken, over another amount.
  await hand.approve(capture);
});

test('a sale whose answer names the payment of a hold is a contradiction', async () => {
  const hold = await hand.held();
  const sale = await hand.sell();
  expect(await hand.approve(sale, { providerPaymentId: hold.providerPaymentId })).toMatchObject({
    state: 'unknown',
    flags: ['contradiction'],
  });
  await hand.fail(sale);
});
