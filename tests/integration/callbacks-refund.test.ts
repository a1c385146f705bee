import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TransactionId } from '#server/kernel/ids.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { LOST } from '#tests/support/by-hand.ts';
import {
  approved,
  type CalledTill,
  createCalledTill,
  DECLINED,
  delivered,
} from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase());
});
afterAll(() => till.close());

const wish = (saleId: TransactionId, amountMinor: number) =>
  startRefund(till.here.as('refund:start'), {
    ...{ intentKey: randomUUID(), saleId, size: { by: 'amount', amountMinor }, reason: null },
    deviceIsIdle: true,
  });

// §15.8: the ceiling.
test('what is being given back, or may have been, counts against the sale until it is known not to have been (§8.9)', async () => {
  const { here } = till;
  const sale = await here.sold(10_000);
  const refused = async (amountMinor: number, obstacle: string) =>
    expect(await wish(sale.id, amountMinor)).toMatchObject({ ok: false, error: { obstacle } });

  // On its way.
  const first = await here.giveBack(sale.id, 6_000);
  const answerTo = await here.send(first, delivered(`s-${first}`));
  await refused(1, 'refund_running');
  // Unknown.
  await here.call(answerTo.failure, here.said(await here.read(first), DECLINED));
  await here.apply();
  const second = await here.giveBack(sale.id, 6_000);
  const secondTo = await here.send(second, LOST);
  expect(await here.read(second)).toMatchObject({ state: 'unknown' });
  expect(await here.read(sale.id)).toMatchObject({ refundReservedMinor: 6_000, refundedMinor: 0 });
  await refused(1, 'refund_running');
  // And known to have happened.
  await here.call(secondTo.success, here.said(await here.read(second), approved(await here.read(second))));
  await here.apply();
  expect(await here.read(sale.id)).toMatchObject({ refundReservedMinor: 0, refundedMinor: 6_000 });
  expect(await wish(sale.id, 4_001)).toMatchObject({ ok: false });
  const rest = await here.giveBack(sale.id, 4_000);
  const restTo = await here.send(rest, delivered(`s-${rest}`));
  await here.call(restTo.success, here.said(await here.read(rest), approved(await here.read(rest))));
  await here.apply();
  await refused(1, 'nothing_left');
});

// §15.8: own REQUESTID.
test('a refund has a reference, a session and an address of its own; nothing of them is its sale’s (§8.8)', async () => {
  const { here } = till;
  const sale = await here.sold(10_000);
  const id = await here.giveBack(sale.id, 2_500);
  const answerTo = await here.send(id, delivered(`s-${id}`));
  const [ofSale, ofRefund] = [await here.read(sale.id), await here.read(id)];
  for (const key of ['reference', 'sessionId', 'callbackHash', 'intentKey'] as const)
    expect(ofRefund[key], key).not.toBe(ofSale[key]);
  expect(answerTo.success).not.toBe(sale.answerTo.success);
  // To the address of its sale it says nothing.
  await here.call(sale.answerTo.success, here.said(ofRefund, approved(ofRefund)));
  await here.apply();
  expect((await here.read(id)).state).toBe('awaiting');
  await here.call(answerTo.success, here.said(ofRefund, approved(ofRefund)));
  await here.apply();
  expect((await here.read(id)).state).toBe('approved');
});
