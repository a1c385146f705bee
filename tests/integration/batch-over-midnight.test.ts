import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ByHand, createByHand } from '#tests/support/by-hand.ts';

const A_DAY_MS = 24 * 60 * 60_000;

let hand: ByHand;
beforeAll(async () => {
  hand = await createByHand();
});
afterAll(() => hand.world.close());

test('the batch of a terminal that closes it itself goes on over midnight', async () => {
  const before = await hand.sold();
  const id = await hand.sell();
  const tomorrow = new Date(Date.now() + A_DAY_MS);
  await hand.system().inTransaction(async (tx) => {
    await tx.execute(sql`update transactions set sent_at = ${tomorrow.toISOString()} where id = ${id}`);
  });
  const after = await hand.approve(id, {}, tomorrow);
  expect(after.batchId).toBe(before.batchId);
  expect(await hand.batch(before.batchId)).toMatchObject({ state: 'open' });
});
