import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askBankTotals } from '#server/end-of-day/ask-bank-totals.ts';
import { enterBankTotals } from '#server/end-of-day/enter-bank-totals.ts';
import { getReport, getRun } from '#server/end-of-day/get-report.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { addDays, dayIn, instantOf } from '#server/kernel/time.ts';
import { listPayouts } from '#server/payment-links/list-payouts.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { createOnlineWorld, type OnlineShop, type OnlineWorld, opened } from '#tests/support/online-world.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let world: OnlineWorld;

beforeAll(async () => {
  world = await createOnlineWorld({ settings: { blockage: 1_000 } });
});
afterAll(() => world.close());

const ZONE = 'Europe/Istanbul';

async function sell(shop: OnlineShop, minor: number) {
  const { id, token } = await shop.askFor({ amount: { minor, currency: 'TRY' } });
  await world.act(token, { action: 'pay-and-lose-browser' });
  await shop.until(id, 'approved');
  return { id, token };
}

async function giveBack(shop: OnlineShop, saleId: `txn_${string}`, amountMinor: number) {
  const size = { by: 'amount', amountMinor } as const;
  const wish = { intentKey: crypto.randomUUID(), saleId, size, reason: null };
  await shop.until(opened(await startRefund(shop.as('refund:start'), wish)), 'approved');
}

/** Our book of the day of a sale, closed in the morning after. */
async function closeDay(shop: OnlineShop, saleId: `txn_${string}`) {
  const { providerDate } = await shop.read(saleId);
  if (!providerDate) throw new Error('It has no day at its provider');
  const morning = instantOf(addDays(providerDate, 1), '09:00', ZONE);
  const run = await requestEndOfDay(at(shop, morning), { deviceId: shop.till });
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  return { runId: run.value.runId, morning };
}

const at = (shop: OnlineShop, now: Date) => ({ ...shop.as('end-of-day:run'), clock: { now: () => now } });

/** Has the provider's report of the day read, so many minutes later. */
async function readReport(
  shop: OnlineShop,
  { runId, morning }: Awaited<ReturnType<typeof closeDay>>,
  minutes = 0,
) {
  const ctx = at(shop, new Date(morning.getTime() + minutes * 60_000));
  expect(await askBankTotals(ctx, { runId })).toMatchObject({ ok: true });
  const reading = await waitFor(async () => {
    const { reading: found } = await getRun(shop.as('reports:see'), runId);
    return found?.state === 'answered' && found;
  }, 'the report of the day');
  return { ctx, runId, reading };
}

const enter = (
  { ctx, runId, reading }: Awaited<ReturnType<typeof readReport>>,
  amountMinor: number,
  acceptsDifference = false,
) =>
  enterBankTotals(ctx, {
    runId,
    readAt: reading.at,
    batchNumber: null,
    numberNote: null,
    figures: [{ group: '', currency: 'TRY', count: null, amountMinor }],
    acceptsDifference,
  });

const reportOf = async (shop: OnlineShop, runId: EndOfDayRunId) =>
  (await getReport(shop.as('reports:see'), runId)).report?.content;

describe('a day of a till whose payers pay on pages', () => {
  test('is held against the provider’s report of it, and matches', async () => {
    const shop = world.alfa;
    const { id } = await sell(shop, 10_000);
    await sell(shop, 2_500);
    // Who has not paid by the next morning pays on another day.
    await shop.askFor({ amount: { minor: 7_700, currency: 'TRY' } });
    await giveBack(shop, id, 4_000);
    const read = await readReport(shop, await closeDay(shop, id));
    expect(read.reading.answer).toMatchObject({
      kind: 'figures',
      figures: [{ group: '', currency: 'TRY', amountMinor: 8_500 }],
      payments: [],
    });
    expect(await enter(read, 8_500)).toMatchObject({ ok: true, value: { isMatched: true } });
    expect(await reportOf(shop, read.runId)).toMatchObject({ source: 'read', bank: { payments: [] } });
  });

  test('lists every payment about which the two sides disagree, and asks about those it had given up', async () => {
    const shop = world.beta;
    const { id, token } = await sell(shop, 10_000);
    // Somebody gives back in the provider's own panel, and as much is paid by a link that was given up.
    await world.control('POST', `pages/${token}/refund`, { minor: 3_000 });
    const other = await shop.askFor({ amount: { minor: 3_000, currency: 'TRY' } });
    await shop.askLater(other.id, 81 * 60_000);
    await world.control('POST', 'faults', { call: 'retrieve', when: 'before', fault: 'drop', times: 500 });
    await world.act(other.token, { action: 'pay-and-lose-browser' });
    const day = await closeDay(shop, id);
    const early = await readReport(shop, day);
    const { reference } = await shop.read(other.id);
    // The sums agree, and nothing else does.
    expect(await enter(early, 10_000)).toMatchObject({
      error: {
        kind: 'differs',
        differences: [],
        payments: [
          { kind: 'refund', oursMinor: null, theirsMinor: 3_000 },
          { kind: 'payment', reference, oursMinor: null, theirsMinor: 3_000 },
        ],
      },
    });
    await world.control('DELETE', 'faults', {});
    expect(await shop.until(other.id, 'approved')).toMatchObject({ flags: ['late'] });
    const read = await readReport(shop, day, 5);
    expect(read.reading.answer).toMatchObject({ payments: [{ kind: 'refund', theirsMinor: 3_000 }] });
    expect(await enter(read, 10_000, true)).toMatchObject({ ok: true, value: { isMatched: false } });
    expect((await reportOf(shop, read.runId))?.bank?.payments).toHaveLength(1);
  });
});

test('what is to be paid out stands under the day on which it is expected, less what went back', async () => {
  const shop = world.alfa;
  const today = dayIn(new Date(), ZONE);
  const range = { from: today, to: addDays(today, 60) };
  const { rows, totals } = await listPayouts(shop.as('reports:see'), range);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.day).not.toBeNull();
  expect(totals).toMatchObject([{ currency: 'TRY', count: 2, paidMinor: 12_500, refundedMinor: 4_000 }]);
  const [total] = totals;
  const told = (total?.payoutMinor ?? 0) + (total?.commissionMinor ?? 0) + (total?.feeMinor ?? 0);
  expect(told + (total?.blockedMinor ?? 0)).toBe(12_500);
  expect(total?.expectedMinor).toBe((total?.payoutMinor ?? 0) - 4_000);
});
