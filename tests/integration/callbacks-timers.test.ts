import { afterAll, beforeAll, expect, test } from 'vitest';
import { toLive } from '#app/api/live/to-live.ts';
import { isSlow, ladderPlace } from '#components/transactions/ladder-steps.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { resolveUnknown } from '#server/transactions/resolve-unknown.ts';
import { approved, type CalledTill, createCalledTill } from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase());
});
afterAll(() => till.close());

/** Looks at an operation when so many seconds have passed since it was sent: what its screen says, and what the worker does. */
async function after(seconds: number, id: TransactionId) {
  const { here } = till;
  const { sentAt } = await here.read(id);
  const now = new Date((sentAt?.getTime() ?? 0) + seconds * 1_000);
  const clock = { now: () => now };
  await resolveUnknown(here.system({ clock }), id);
  const ctx = { ...here.as('transactions:see'), clock };
  const live = toLive(ctx, await getTransaction(ctx, id));
  const { sentence } = ladderPlace(live, now.getTime());
  return { clock, says: { state: live.state, sentence, isSlow: isSlow(live, now.getTime()) } };
}

// §15.6: T_hint, T_slow, T_unknown, and an approval after it was abandoned.
test('a clock that runs on: a hint, then the stop in front, then unknown; a person ends it, and an approval after that is late', async () => {
  const { here } = till;
  const { id, answerTo } = await here.delivery();
  const awaiting = { state: 'awaiting', sentence: 'stillWaiting', isSlow: false };
  expect((await after(1, id)).says).toEqual({ ...awaiting, sentence: 'delivered' });
  expect((await after(44.9, id)).says).toEqual({ ...awaiting, sentence: 'delivered' });
  expect((await after(45, id)).says).toEqual(awaiting);
  expect((await after(149.9, id)).says).toEqual(awaiting);
  expect((await after(150, id)).says).toEqual({ ...awaiting, isSlow: true });
  expect((await after(179, id)).says).toEqual({ ...awaiting, isSlow: true });
  const { clock, says } = await after(181, id);
  expect(says).toEqual({ state: 'unknown', sentence: 'unknown', isSlow: false });
  expect(await here.read(id)).toMatchObject({ outcomeReason: 'no_callback', nextQueryAt: null });
  const shown = await listUnresolved({ ...here.as('transactions:see'), clock });
  expect(shown.map((row) => row.id)).toContain(id);

  const anHour = await after(3_600, id);
  const abandoned = await here.decideAlone(
    {
      ...{ transactionId: id, verdict: 'not_charged', proof: 'portal', amount: null, photo: null },
      statement: 'Seen in the portal of the provider',
      facts: { authCode: null, last4: null, batchNumber: null, providerReference: null },
    },
    anHour.clock,
  );
  expect(abandoned.ok).toBe(true);
  const row = await here.read(id);
  expect(row).toMatchObject({ state: 'failed', batchId: null });

  // A day later its callback still opens its door (I6), and the card was charged.
  await here.call(answerTo.success, here.said(row, approved(row)));
  await here.apply({ clock: (await after(86_400, id)).clock });
  expect(await here.read(id)).toMatchObject({ state: 'approved', flags: expect.arrayContaining(['late']) });
  expect((await here.read(id)).batchId).not.toBeNull();
  expect((await listUnresolved(here.as('transactions:see'))).map((one) => one.id)).toContain(id);
});
