import { setTimeout as delay } from 'node:timers/promises';
import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditLog } from '#db/schema/audit-log.ts';
import { inbox } from '#db/schema/inbox.ts';
import { batchTotals } from '#db/schema/totals.ts';
import { transactionEvents } from '#db/schema/transaction-events.ts';
import { transactions } from '#db/schema/transactions.ts';
import { countOpen, type Flood, plantFlood, pour } from '#tests/support/callback-flood.ts';
import { type CalledTill, createCalledTill } from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase(), { runsWorker: true, devices: 20 });
});
afterAll(() => till.close());

test('a thousand results, each delivered three times in any order with copies in parallel, and two hundred forged ones, are a thousand outcomes', async () => {
  const { owner, here } = till;
  const flood = await plantFlood(till, { count: 1_000, forgedCount: 200, seed: 4 });
  const answered = await pour(flood, 8, async (address, body) => (await here.call(address, body)).status);

  const genuine = answered.filter(({ isForged }) => !isForged);
  expect(genuine).toHaveLength(3_000);
  expect(new Set(genuine.map(({ status }) => status))).toEqual(new Set([200]));
  const forgeries = answered.filter(({ isForged }) => isForged);
  expect(forgeries).toHaveLength(200);
  expect(forgeries.filter(({ status }) => status !== 404 && status !== 429)).toEqual([]);
  expect(till.running.runtime.callbacks.counts).toMatchObject({ unknownAddress: 200, setAside: 0, lost: 0 });

  await allEnded(flood);
  const rows = await owner.select().from(transactions).where(inArray(transactions.id, flood.operations));
  const ends = Map.groupBy(rows, ({ state }) => state);
  expect(ends.get('approved')).toHaveLength(flood.approvedCount);
  expect(ends.get('declined')).toHaveLength(1_000 - flood.approvedCount);
  expect(rows.flatMap(({ flags }) => flags)).toEqual([]);

  // Each effect once: one line, one audit entry, one place in the sums, one letter with its copies counted.
  const lines = await owner.select().from(transactionEvents);
  expect(lines.map(({ kind }) => kind)).toEqual(Array.from({ length: 1_000 }, () => 'settled'));
  const entries = await owner.select().from(auditLog);
  expect(new Set(entries.map(({ objectId }) => objectId)).size).toBe(1_000);
  expect(entries).toHaveLength(1_000);
  const sums = await owner.select().from(batchTotals);
  const sumOf = (read: (row: (typeof sums)[number]) => number) =>
    sums.reduce((all, row) => all + read(row), 0);
  expect(sumOf(({ count }) => count)).toBe(flood.approvedCount);
  expect(sumOf(({ amountMinor }) => amountMinor)).toBe(
    ends.get('approved')?.reduce((all, { amountMinor }) => all + amountMinor, 0),
  );
  const letters = await owner.select().from(inbox);
  expect(letters.map(({ state, deliveries }) => `${state} ${deliveries}`)).toEqual(
    Array.from({ length: 1_000 }, () => 'applied 3'),
  );
}, 400_000);

/** Looks seldom, so as not to be in the way. */
async function allEnded(flood: Flood): Promise<void> {
  for (let looks = 0; (await countOpen(till, flood)) > 0; looks++) {
    if (looks > 600) throw new Error('Not every operation has ended');
    await delay(500);
  }
}
