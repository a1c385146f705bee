import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recover } from '#server/jobs/recover.ts';
import { type ByHand, createByHand } from '#tests/support/by-hand.ts';

let hand: ByHand;
beforeAll(async () => {
  hand = await createByHand();
});
afterAll(() => hand.world.close());

test('a close that nobody takes is given again, but not with every round of every worker', async () => {
  await hand.sold();
  const runId = await hand.requestClose();
  const jobs = () =>
    hand.system().inTransaction(async (tx) => {
      const rows = await tx.execute(
        sql`select 1 from pgboss.job where name = 'close-batch' and data ->> 'runId' = ${runId}`,
      );
      return rows.length;
    });
  const round = (ageMs: number) =>
    recover(hand.system({ at: new Date(Date.now() + ageMs) }), async () => () => false);
  await round(15_000);
  expect(await jobs()).toBe(1);
  for (let times = 0; times < 12; times++) await round(25_000);
  // The slots are those of the database's clock: one may have ended meanwhile.
  expect(await jobs()).toBeGreaterThan(1);
  expect(await jobs()).toBeLessThanOrEqual(3);
  expect(await hand.run(runId)).toMatchObject({ state: 'requested' });
});
