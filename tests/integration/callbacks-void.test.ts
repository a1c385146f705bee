import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFollowUps } from '#db/queries/follow-ups.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { batches } from '#db/schema/batches.ts';
import { batchTotals } from '#db/schema/totals.ts';
import type { CalledResult } from '#server/gateways/callback.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { resolveUnknown } from '#server/transactions/resolve-unknown.ts';
import { LOST } from '#tests/support/by-hand.ts';
import {
  ACCEPTED,
  approved,
  CANCELLED,
  type CalledTill,
  createCalledTill,
  DECLINED,
  VOIDED,
} from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const NOT_ALLOWED = { ...DECLINED, mentionsVoid: true, text: 'VOID NOT ALLOWED' } as CalledResult;

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase());
});
afterAll(() => till.close());

async function callBack(address: string, id: TransactionId, result: CalledResult, changes = {}) {
  const { here } = till;
  await here.call(address, here.said(await here.read(id), result, changes));
  await here.apply();
  return here.read(id);
}

const voidsOf = (saleId: TransactionId) =>
  till.here.inTransaction((tx) => listFollowUps(tx, till.here.merchant.id, saleId));

/** How often and how much was voided in all. */
async function voided() {
  const rows = await till.here.inTransaction((tx) =>
    tx.select().from(batchTotals).where(eq(batchTotals.kind, 'void')),
  );
  return rows.reduce((sum, row) => sum + row.count, 0);
}

describe('a void that was asked for here', () => {
  test('is approved by what is called back of its sale', async () => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    await here.send(voidId, ACCEPTED);
    expect((await here.read(voidId)).state).toBe('awaiting');
    const row = await callBack(sale.answerTo.success, sale.id, VOIDED);
    expect(row).toMatchObject({ state: 'approved', voidId, flags: [] });
    expect(row.voidedAt).not.toBeNull();
    expect(await here.read(voidId)).toMatchObject({
      state: 'approved',
      flags: [],
      providerPaymentId: sale.row.providerPaymentId,
      last4: '0006',
    });
    // What was said is found on both pages.
    for (const id of [sale.id, voidId])
      expect((await here.exchanges(id)).at(-1)).toMatchObject({ request: { result: { kind: 'voided' } } });
  });

  test('is approved once, however many copies come in whatever order', async () => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    await here.send(voidId, ACCEPTED);
    const before = await voided();
    const row = await here.read(sale.id);
    const variants = ['VOIDED', 'Voided', 'REVERSED'].map((text) =>
      here.said(row, { ...VOIDED, text } as CalledResult),
    );
    await Promise.all(
      [...variants, ...variants].map((said, at) =>
        here.call(at % 2 ? sale.answerTo.success : sale.answerTo.failure, said),
      ),
    );
    await Promise.all([here.apply(), here.apply()]);
    expect(await voided()).toBe(before + 1);
    expect(await voidsOf(sale.id)).toMatchObject([{ id: voidId, state: 'approved' }]);
  });

  test('is approved before its request is answered, and not undone by that answer', async () => {
    const { here } = till;
    for (const reply of [ACCEPTED, LOST]) {
      const sale = await here.sold();
      const voidId = await here.undo(sale.id);
      await here.send(voidId, reply, async () => {
        await callBack(sale.answerTo.success, sale.id, VOIDED);
        expect((await here.read(voidId)).state).toBe('approved');
      });
      expect(await here.read(voidId)).toMatchObject({ state: 'approved' });
      expect((await here.read(sale.id)).voidId).toBe(voidId);
    }
  });

  test('has nothing to be sent for any more when the sale was undone at the terminal first', async () => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    await callBack(sale.answerTo.success, sale.id, VOIDED);
    expect((await here.read(voidId)).state).toBe('approved');
    await here.send(voidId, ACCEPTED);
    expect((await here.exchanges(voidId)).filter(({ purpose }) => purpose === 'operation')).toEqual([]);
    expect((await here.read(voidId)).sentAt).toBeNull();
  });

  // §8.6: no second callback within 30 s.
  test('that stays unconfirmed becomes unknown, and is settled by a late word', async () => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    await here.send(voidId, ACCEPTED);
    const later = { now: () => new Date(Date.now() + 31_000) };
    await resolveUnknown(here.system({ clock: later }), voidId);
    expect(await here.read(voidId)).toMatchObject({ state: 'unknown', outcomeReason: 'no_callback' });
    await callBack(sale.answerTo.success, sale.id, VOIDED);
    expect(await here.read(voidId)).toMatchObject({ state: 'approved', flags: [] });
  });

  test.each([NOT_ALLOWED, { ...CANCELLED, mentionsVoid: true, text: 'VOID CANCELLED' } as CalledResult])(
    'fails by a «no» of its own while it runs; the sale stands and may be refunded ($kind)',
    async (no) => {
      const { here } = till;
      const sale = await here.sold();
      const voidId = await here.undo(sale.id);
      await here.send(voidId, ACCEPTED);
      expect(await callBack(sale.answerTo.failure, sale.id, no)).toMatchObject({
        state: 'approved',
        flags: [],
        voidId: null,
        voidedAt: null,
      });
      expect(await here.read(voidId)).toMatchObject({ state: 'failed', outcomeReason: 'state_forbids' });
      expect(await here.lastLetter(sale.id)).toMatchObject({ state: 'applied' });
      await here.giveBack(sale.id, 100);
    },
  );

  test('that was thought a failure is approved late by what proves it', async () => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    await here.send(voidId, ACCEPTED);
    await callBack(sale.answerTo.failure, sale.id, NOT_ALLOWED);
    expect(await callBack(sale.answerTo.success, sale.id, VOIDED)).toMatchObject({ voidId });
    expect(await here.read(voidId)).toMatchObject({ state: 'approved', flags: ['late'] });
    expect(await voidsOf(sale.id)).toHaveLength(1);
  });

  test.each([
    ['another reference', { reference: 'ref_x' }],
    ['another session', { sessionId: 's-x' }],
    ['another amount', { amountMinor: 1 }],
    ['a refund', { isRefund: true }],
  ])('is not settled by words about %s', async (_what, changes) => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    await here.send(voidId, ACCEPTED);
    expect(await callBack(sale.answerTo.success, sale.id, VOIDED, changes)).toMatchObject({
      flags: ['contradiction'],
      voidedAt: null,
    });
    expect((await here.read(voidId)).state).toBe('awaiting');
  });
});

describe('a void that was made at the terminal', () => {
  test('is written, approved and counted in one commit, and says where it came from', async () => {
    const { here } = till;
    const sale = await here.sold();
    const before = await voided();
    const row = await callBack(sale.answerTo.success, sale.id, VOIDED);
    const [made] = await voidsOf(sale.id);
    if (!made) throw new Error('No void was written');
    expect(made).toMatchObject({
      kind: 'void',
      state: 'approved',
      flags: [],
      createdBy: sale.row.createdBy,
      sentAt: null,
    });
    expect(row).toMatchObject({ voidId: made.id, state: 'approved', flags: [] });
    expect((await here.timeline(made.id)).map(({ kind }) => kind)).toEqual(['made_at_terminal', 'settled']);
    expect((await here.timeline(sale.id)).at(-1)).toMatchObject({
      kind: 'followed_up',
      followUp: 'void',
      state: 'approved',
    });
    expect(await voided()).toBe(before + 1);
    const entries = await here.inTransaction((tx) =>
      tx.select().from(auditLog).where(eq(auditLog.objectId, made.id)),
    );
    expect(entries).toMatchObject([{ actorKind: 'system', action: 'void.settled' }]);
    // Another copy in other words is nothing new.
    await callBack(sale.answerTo.failure, sale.id, { ...VOIDED, text: 'REVERSED' } as CalledResult);
    expect(await voidsOf(sale.id)).toHaveLength(1);
    expect(await voided()).toBe(before + 1);
    expect(await here.lastLetter(sale.id)).toMatchObject({ state: 'ignored', reason: 'nothing_new' });
  });

  test('is written although the batch of its sale is closed by now', async () => {
    const { here } = till;
    const sale = await here.sold();
    await here.inTransaction((tx) =>
      tx
        .update(batches)
        .set({ state: 'closed', closedAt: new Date() })
        .where(and(eq(batches.merchantId, here.merchant.id), eq(batches.id, sale.row.batchId ?? 'bat_'))),
    );
    expect(await callBack(sale.answerTo.success, sale.id, VOIDED)).toMatchObject({ state: 'approved' });
    const [made] = await voidsOf(sale.id);
    expect(made?.state).toBe('approved');
    expect(made?.batchId).not.toBe(sale.row.batchId);
  });

  test('although something was refunded is written, and the sale is flagged', async () => {
    const { here } = till;
    const sale = await here.sold();
    await here.giveBack(sale.id, 100);
    expect(await callBack(sale.answerTo.success, sale.id, VOIDED)).toMatchObject({
      flags: ['contradiction'],
    });
    expect(await voidsOf(sale.id)).toMatchObject([{ kind: 'refund' }, { kind: 'void', state: 'approved' }]);
  });
});

// §15.7: just approved, the callback still on its way.
describe('undone before it was known to be approved', () => {
  test('it ends without money, and its approval that comes later is only recorded', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const before = await voided();
    expect(await callBack(answerTo.success, id, VOIDED)).toMatchObject({
      state: 'cancelled',
      outcomeReason: 'undone',
    });
    const row = await here.read(id);
    expect(await callBack(answerTo.success, id, approved(row))).toEqual(row);
    expect((await here.timeline(id)).at(-1)).toEqual({ kind: 'called_back', result: 'approved' });
    expect(await voidsOf(id)).toEqual([]);
    expect(await voided()).toBe(before);
  });

  test('in either order nothing remains to be paid', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    await Promise.all([
      here.call(answerTo.success, here.said(row, approved(row))),
      here.call(answerTo.success, here.said(row, VOIDED)),
    ]);
    await Promise.all([here.apply(), here.apply()]);
    const after = await here.read(id);
    expect(after.state === 'cancelled' || after.voidedAt !== null).toBe(true);
  });
});

test.each([DECLINED, CANCELLED])(
  'a void of what ended without money («$kind») is only recorded',
  async (end) => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await callBack(answerTo.failure, id, end);
    expect(await callBack(answerTo.success, id, VOIDED)).toEqual(row);
    expect(await here.lastLetter(id)).toMatchObject({ state: 'ignored', reason: 'nothing_new' });
  },
);

test('a void of a refund is for a person to judge', async () => {
  const { here } = till;
  const sale = await here.sold();
  const id = await here.giveBack(sale.id, 100);
  const answerTo = await here.send(id, { kind: 'delivered', session: { id: `s-${id}`, handle: null } });
  await callBack(answerTo.success, id, approved(await here.read(id)));
  expect(await callBack(answerTo.success, id, VOIDED)).toMatchObject({
    state: 'approved',
    flags: ['contradiction'],
  });
  expect(await voidsOf(id)).toEqual([]);
});
