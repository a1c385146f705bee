import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransactionId } from '#server/kernel/ids.ts';
import { addDays, instantOf } from '#server/kernel/time.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import type { RefundSize } from '#server/transactions/refund-plan.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { createOnlineWorld, type OnlineShop, type OnlineWorld, opened } from '#tests/support/online-world.ts';

let world: OnlineWorld;
let shop: OnlineShop;

beforeAll(async () => {
  world = await createOnlineWorld();
  shop = world.alfa;
});
afterAll(() => world.close());

const ITEMS = [
  { name: 'Pasta', isVirtual: false, priceMinor: 10_000 },
  { name: 'Kurye', isVirtual: true, priceMinor: 2_050 },
];

/** A link that was paid. */
async function sell(
  changes: Parameters<OnlineShop['askFor']>[0] = {},
  act: { card?: string; installment?: number } = {},
) {
  const { id, token } = await shop.askFor(changes);
  await world.act(token, { action: 'pay-and-lose-browser', ...act });
  await shop.until(id, 'approved');
  return id;
}

/** Now, or the end of the provider's day on which it was paid should that be over: when a void is offered. What is older is not sent. */
async function onDayOf(saleId: TransactionId) {
  const { providerDate } = await shop.read(saleId);
  if (!providerDate) throw new Error('It has no day at its provider');
  const endsAt = instantOf(addDays(providerDate, 1), '00:00', 'Europe/Istanbul').getTime();
  return { now: () => new Date(Math.min(Date.now(), endsAt - 1)) };
}

const undo = async (saleId: TransactionId) =>
  voidSale(
    { ...shop.as('void:start'), clock: await onDayOf(saleId) },
    { intentKey: randomUUID(), saleId, reason: null },
  );
const refund = (
  saleId: TransactionId,
  size: Omit<Extract<RefundSize, { by: 'amount' }>, 'by'>,
  intentKey: string = randomUUID(),
) =>
  startRefund(shop.as('refund:start'), { intentKey, saleId, size: { by: 'amount', ...size }, reason: null });
const returnsOf = async (id: TransactionId) => (await world.booked(id))?.payment?.returns ?? [];
const fault = (call: string, what: string, when: 'before' | 'after' = 'after') =>
  world.control('POST', 'faults', { call, when, fault: what });

describe('on the day of the payment', () => {
  test('it is cancelled as a whole, instalments and all, and leaves no trace in the sums', async () => {
    const id = await sell({}, { installment: 6 });
    const way = await getMoneyBack({ ...shop.as('transactions:see'), clock: await onDayOf(id) }, id);
    expect(way).toMatchObject({ whole: { way: 'void' }, part: { way: 'refund' } });
    const voidId = opened(await undo(id));
    expect(await shop.until(voidId, 'approved')).toMatchObject({ amountMinor: 12_954 });
    expect((await shop.read(id)).voidedAt).not.toBeNull();
    expect(await returnsOf(id)).toMatchObject([{ kind: 'cancel' }]);
    expect(await shop.view(id)).toMatchObject({ sale: { status: 'voided' } });
  });

  test('and refused, it can go back as a refund', async () => {
    const id = await sell({}, { card: '5406670000000009' });
    const voidId = opened(await undo(id));
    expect(await shop.until(voidId, 'failed')).toMatchObject({ outcomeReason: 'provider_refused' });
    expect((await shop.read(id)).voidId).toBeNull();
    const way = await getMoneyBack({ ...shop.as('transactions:see'), clock: await onDayOf(id) }, id);
    expect(way.whole).toMatchObject({ way: 'refund', because: 'void_refused' });
  });

  test('near its end it is not cancelled but refunded', async () => {
    const id = await sell();
    const { providerDate } = await shop.read(id);
    const late = { now: () => instantOf(providerDate ?? '2026-01-01', '23:00', 'Europe/Istanbul') };
    const way = await getMoneyBack({ ...shop.as('transactions:see'), clock: late }, id);
    expect(way.whole).toMatchObject({ way: 'refund', because: 'other_day' });
  });
});

describe('what was paid', () => {
  test('goes back in parts, up to all of it', async () => {
    const id = await sell({}, { installment: 6 });
    await shop.until(opened(await refund(id, { amountMinor: 5_000 })), 'approved');
    expect(await refund(id, { amountMinor: 7_955 })).toMatchObject({
      error: { kind: 'more_than_left', remainingMinor: 7_954 },
    });
    await shop.until(opened(await refund(id, { amountMinor: 7_954 })), 'approved');
    expect(await shop.view(id)).toMatchObject({ sale: { status: 'refunded' } });
    expect(await refund(id, { amountMinor: 1 })).toMatchObject({ error: { obstacle: 'nothing_left' } });
  });

  test('for several items goes back item by item, and no more of one than was paid for it', async () => {
    const id = await sell({ items: ITEMS });
    const offer = await getMoneyBack(shop.as('transactions:see'), id);
    expect(offer.items).toMatchObject([
      { id: 'item-1', name: 'Pasta', paidMinor: 10_000, leftMinor: 10_000 },
      { id: 'item-2', name: 'Kurye', paidMinor: 2_050, leftMinor: 2_050 },
    ]);
    expect(await refund(id, { amountMinor: 1_000 })).toMatchObject({ error: { kind: 'item_needed' } });
    expect(await refund(id, { amountMinor: 2_051, itemId: 'item-2' })).toMatchObject({
      error: { kind: 'more_than_left_of_item', leftMinor: 2_050 },
    });
    expect(await refund(id, { amountMinor: 1, itemId: 'item-9' })).toMatchObject({
      error: { kind: 'wrong_size' },
    });
    const key = randomUUID();
    const refundId = opened(await refund(id, { amountMinor: 2_050, itemId: 'item-2' }, key));
    await shop.until(refundId, 'approved');
    expect(opened(await refund(id, { amountMinor: 2_050, itemId: 'item-2' }, key))).toBe(refundId);
    const [returned] = await returnsOf(id);
    const payment = (await world.booked(id))?.payment;
    expect(returned?.parts).toMatchObject([
      { minor: 2_050, paymentTransactionId: payment?.items[1]?.paymentTransactionId },
    ]);
    await shop.until(opened(await refund(id, { amountMinor: 10_000 })), 'approved');
    expect(await shop.view(id)).toMatchObject({ sale: { status: 'refunded' } });
  });

  test('is given back once when the answer is lost: it is read back before anything else happens', async () => {
    const id = await sell();
    for (const what of ['drop', 'never-ends', 'garbled', 'server-error']) {
      await fault('refundPayment', what);
      const refundId = opened(await refund(id, { amountMinor: 1_000 }));
      await shop.until(refundId, 'approved');
      const kinds = (await shop.timeline(refundId)).map(({ kind }) => kind);
      expect(kinds).toContain('unknown');
    }
    expect(await returnsOf(id)).toHaveLength(4);
    expect((await shop.read(id)).refundedMinor).toBe(4_000);
  });

  test('stays here when the request for it never arrived, and can be asked for again', async () => {
    const id = await sell();
    await fault('refundPayment', 'drop', 'before');
    const refundId = opened(await refund(id, { amountMinor: 1_000 }));
    expect(await shop.until(refundId, 'failed')).toMatchObject({ outcomeReason: 'not_found' });
    expect(await returnsOf(id)).toEqual([]);
    expect(await shop.read(id)).toMatchObject({ refundedMinor: 0, refundReservedMinor: 0 });
    await shop.until(opened(await refund(id, { amountMinor: 12_050 })), 'approved');
  });

  test('and cancelled is cancelled once when the answer is lost', async () => {
    const id = await sell();
    await fault('cancel', 'drop');
    const voidId = opened(await undo(id));
    await shop.until(voidId, 'approved');
    expect(await returnsOf(id)).toHaveLength(1);
  });

  test('by an item is given back once when the answer is lost', async () => {
    const id = await sell({ items: ITEMS });
    await fault('refund', 'drop');
    await shop.until(opened(await refund(id, { amountMinor: 500, itemId: 'item-1' })), 'approved');
    expect(await returnsOf(id)).toHaveLength(1);
  });

  test('stays here when its provider refuses to give it back', async () => {
    const id = await sell();
    await world.set({ refusesRefunds: 'for good' });
    const refundId = opened(await refund(id, { amountMinor: 1_000 }));
    const row = await shop.until(refundId, 'failed').finally(() => world.set({ refusesRefunds: 'no' }));
    expect(row.outcomeReason).toBe('provider_refused');
    expect(await shop.read(id)).toMatchObject({ refundedMinor: 0, refundReservedMinor: 0 });
  });
});

test('the sums of the till are those of its members, and of the provider’s own book', async () => {
  const sums = await shop.sums();
  const minor = (kind: string) =>
    sums.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.amountMinor, 0);
  const book = world.gateway.book().filter((entry) => entry.apiKey === shop.account.apiKey && entry.payment);
  const paid = book.reduce((sum, entry) => sum + (entry.payment?.paidMinor ?? 0), 0);
  const gone = (kind: string) =>
    book
      .flatMap((entry) => entry.payment?.returns ?? [])
      .filter((one) => one.kind === kind)
      .flatMap((one) => one.parts)
      .reduce((sum, part) => sum + part.minor, 0);
  expect([minor('sale'), minor('refund'), minor('void')]).toEqual([paid, gone('refund'), gone('cancel')]);
});
