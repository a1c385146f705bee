import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdDevice } from '#db/queries/devices.ts';
import { batchTotals } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { CalledResult } from '#server/gateways/callback.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { ids } from '#tests/factories/ids.ts';
import { LOST, REFUSED } from '#tests/support/by-hand.ts';
import {
  AMBIGUOUS,
  approved,
  CANCELLED,
  type CalledTill,
  createCalledTill,
  DECLINED,
  delivered,
  VOIDED,
} from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase());
});
afterAll(() => till.close());

/** What all approved operations of the merchant are counted with, and how many of them. */
async function booked() {
  const rows = await till.here.inTransaction((tx) => tx.select().from(batchTotals));
  return rows.reduce((sum, row) => ({ count: sum.count + row.count, minor: sum.minor + row.amountMinor }), {
    count: 0,
    minor: 0,
  });
}

/** Calls both back to an operation and has them applied. */
async function calledBack(id: TransactionId, address: string, ...results: CalledResult[]) {
  const { here } = till;
  for (const result of results) {
    await here.call(address, here.said(await here.read(id), result));
    await here.apply();
  }
  return here.read(id);
}

// §15.3: early callback; conflicting SECUREID.
describe('a callback before the answer to the request (C1, §6.6)', () => {
  /** The provider calls back while it still has our request, then answers so. */
  async function early(result: CalledResult, reply: Parameters<CalledTill['here']['send']>[1]) {
    const { here } = till;
    const id = await here.open();
    await here.send(id, reply, async ({ success }) => {
      await here.call(success, here.said(await here.read(id), result, { sessionId: `s-${id}` }));
      await here.apply();
      expect((await here.read(id)).sessionId).toBe(`s-${id}`);
    });
    return { id, row: await here.read(id) };
  }

  async function approvedEarly(reply: (id: string) => Parameters<CalledTill['here']['send']>[1]) {
    const { here } = till;
    const id = await here.open();
    await here.send(id, reply(`s-${id}`), async ({ success }) => {
      const row = await here.read(id);
      await here.call(success, here.said(row, approved(row), { sessionId: `s-${id}` }));
      await here.apply();
      expect(await here.read(id)).toMatchObject({ state: 'approved', sessionId: `s-${id}` });
    });
    return { id, row: await here.read(id) };
  }

  test('stands, and the answer only adds what it tells of the same session', async () => {
    const { row } = await approvedEarly(delivered);
    expect(row).toMatchObject({
      state: 'approved',
      flags: [],
      sessionHandle: `https://stop.test/s-${row.id}`,
    });
  });

  test('stands although the answer names another session, which may still be on the terminal', async () => {
    const { id, row } = await approvedEarly(() => delivered('s-other'));
    expect(row).toMatchObject({
      state: 'approved',
      flags: ['contradiction', 'check_device'],
      sessionId: `s-${id}`,
      sessionHandle: null,
    });
    expect((await till.here.timeline(id)).at(-1)).toEqual({ kind: 'contradiction', fields: ['session'] });
  });

  test('stands although the answer says no, and both are shown', async () => {
    const { row } = await approvedEarly(() => REFUSED);
    expect(row).toMatchObject({ state: 'approved', flags: ['contradiction'] });
  });

  test('stands although the answer is lost', async () => {
    const { row } = await approvedEarly(() => LOST);
    expect(row).toMatchObject({ state: 'approved', flags: [] });
  });

  test('that says no stands too, whatever the answer says of its delivery', async () => {
    const { id, row } = await early(DECLINED, delivered('s-x'));
    expect(row).toMatchObject({ state: 'declined', sessionId: `s-${id}` });
  });

  test('after the answer: the result settles what was delivered', async () => {
    const { id, answerTo } = await till.here.delivery();
    const row = await till.here.read(id);
    expect(await calledBack(id, answerTo.success, approved(row))).toMatchObject({
      state: 'approved',
      flags: [],
    });
  });

  test('after an answer that was lost: the result settles what was unknown', async () => {
    const { here } = till;
    const id = await here.open();
    const answerTo = await here.send(id, LOST);
    expect((await here.read(id)).state).toBe('unknown');
    expect(await calledBack(id, answerTo.success, approved(await here.read(id)))).toMatchObject({
      state: 'approved',
      sessionId: `s-${id}`,
    });
  });

  test('names one session only: that of another operation is not about this one', async () => {
    const { here } = till;
    const [known, id] = [await here.delivery(), await here.open()];
    const answerTo = await here.send(id, LOST);
    const row = await here.read(id);
    await here.call(answerTo.success, here.said(row, approved(row), { sessionId: known.session }));
    await here.apply();
    expect(await here.read(id)).toMatchObject({
      state: 'unknown',
      flags: ['contradiction'],
      sessionId: null,
    });
    expect(await here.lastLetter(id)).toMatchObject({ state: 'mismatched', reason: 'session' });
  });
});

// §15.2: duplicates and parallel duplicates give one entry.
describe('copies (C2)', () => {
  test('in parallel are answered alike, kept once, and have one effect', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery(4_200);
    const row = await here.read(id);
    const before = await booked();
    const said = here.said(row, approved(row));
    const answers = await Promise.all(Array.from({ length: 8 }, () => here.call(answerTo.success, said)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await here.lastLetter(id)).toMatchObject({ deliveries: 8 });
    await Promise.all([here.apply(), here.apply(), here.apply()]);
    const after = await booked();
    expect(after).toEqual({ count: before.count + 1, minor: before.minor + 4_200 });
    const settled = (await here.timeline(id)).filter(({ kind }) => kind === 'settled');
    expect(settled).toHaveLength(1);
    expect((await here.exchanges(id)).filter(({ purpose }) => purpose === 'callback')).toHaveLength(1);
  });

  test('replayed after the end change nothing', async () => {
    const { here } = till;
    const { id, answerTo, row } = await here.sold();
    const [before, lines] = [await booked(), await here.timeline(id)];
    expect(
      (await here.call(answerTo.success, here.said({ ...row, sessionId: row.sessionId }, approved(row))))
        .status,
    ).toBe(200);
    // The same words to the other address are another delivery, and still nothing new.
    await here.call(answerTo.failure, here.said(row, approved(row)));
    await here.apply();
    expect([await here.read(id), await booked(), await here.timeline(id)]).toEqual([row, before, lines]);
    expect(await here.lastLetter(id)).toMatchObject({ state: 'ignored', reason: 'nothing_new' });
  });

  test('of two racing opposite results, the money is what stands', async () => {
    const { here } = till;
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { id, answerTo } = await here.delivery();
      const row = await here.read(id);
      const results = [approved(row), DECLINED];
      await Promise.all(
        order.map((at) => here.call(answerTo.success, here.said(row, results[at] ?? DECLINED))),
      );
      await Promise.all([here.apply(), here.apply()]);
      const after = await here.read(id);
      expect(after.state).toBe('approved');
      expect(after.flags).toEqual([expect.stringMatching(/^(?:late|contradiction)$/)]);
    }
  });
});

// §15.3: each mismatch is kept, answered with 200, and moves nothing.
describe('the right secret with the wrong words (C4)', () => {
  test.each([
    ['another reference', { reference: 'ref_other' }, 'reference', []],
    ['another session', { sessionId: 's-other' }, 'session', []],
    ['a refund', { isRefund: true }, 'kind', []],
    ['another amount', { amountMinor: 12_000 }, 'amount', ['amount_differs']],
    ['no amount', { amountMinor: null }, 'amount', ['amount_differs']],
  ] as const)('about %s is said and flagged, and moves nothing', async (_what, changes, field, flags) => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    const before = await booked();
    expect((await here.call(answerTo.success, here.said(row, approved(row), changes))).status).toBe(200);
    await here.apply();
    expect(await here.read(id)).toEqual({ ...row, flags: ['contradiction', ...flags] });
    const said = 'amountMinor' in changes && changes.amountMinor ? { amountMinor: changes.amountMinor } : {};
    expect((await here.timeline(id)).at(-1)).toEqual({ kind: 'contradiction', fields: [field], ...said });
    expect(await here.lastLetter(id)).toMatchObject({ state: 'mismatched', reason: field });
    expect(await booked()).toEqual(before);
    // The true one settles it all the same.
    expect((await calledBack(id, answerTo.success, approved(row))).state).toBe('approved');
  });

  test.each([DECLINED, CANCELLED, VOIDED, AMBIGUOUS])(
    '«$kind» of another amount moves nothing either',
    async (result) => {
      const { here } = till;
      const { id, answerTo } = await here.delivery();
      const row = await here.read(id);
      await here.call(answerTo.failure, here.said(row, result, { amountMinor: 1 }));
      await here.apply();
      expect(await here.read(id)).toEqual({ ...row, flags: ['contradiction'] });
    },
  );

  test('the words of another attempt, to the address of this one, move neither', async () => {
    const { here } = till;
    const [mine, other] = [await here.delivery(), await here.delivery()];
    const row = await here.read(other.id);
    await here.call(mine.answerTo.success, here.said(row, approved(row)));
    await here.apply();
    expect(await here.read(other.id)).toEqual(row);
    expect(await here.read(mine.id)).toMatchObject({ state: 'awaiting', flags: ['contradiction'] });
  });

  // §15.8: kind mismatch.
  test('a refund that says it is none charged the customer instead (INV-10)', async () => {
    const { here } = till;
    const sale = await here.sold();
    const id = await here.giveBack(sale.id, 500);
    const answerTo = await here.send(id, delivered(`s-${id}`));
    const row = await here.read(id);
    await here.call(answerTo.success, here.said(row, approved(row), { isRefund: false }));
    await here.apply();
    expect(await here.read(id)).toMatchObject({ state: 'awaiting', flags: ['contradiction'] });
    expect(await here.read(sale.id)).toMatchObject({ refundedMinor: 0, refundReservedMinor: 500 });
    expect((await calledBack(id, answerTo.success, approved(row))).state).toBe('approved');
    expect(await here.read(sale.id)).toMatchObject({ refundedMinor: 500, refundReservedMinor: 0 });
  });
});

describe('what proves nothing (C6)', () => {
  test('the other address: the data decide, and the disagreement is told', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    await here.call(answerTo.failure, here.said(row, approved(row), { isMisdirected: true }));
    await here.apply();
    expect(await here.read(id)).toMatchObject({ state: 'approved', flags: [] });
    expect((await here.timeline(id)).slice(-2)).toMatchObject([
      { kind: 'settled', state: 'approved' },
      { kind: 'called_back', result: 'misdirected' },
    ]);
    expect((await here.exchanges(id)).at(-1)).toMatchObject({ request: { isMisdirected: true } });
  });

  test('words that contradict each other are no approval, and no end', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    expect(await calledBack(id, answerTo.success, AMBIGUOUS)).toMatchObject({
      state: 'unknown',
      outcomeReason: 'ambiguous_answer',
      flags: ['contradiction'],
      batchId: null,
    });
    const row = await here.read(id);
    expect((await calledBack(id, answerTo.success, approved(row))).state).toBe('approved');
  });

  test('an approval that lacks what usually comes with one is booked, and to be looked at', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    const result = { ...approved(row, { authCode: null, providerPaymentId: null }), isProven: false };
    expect(await calledBack(id, answerTo.success, result as CalledResult)).toMatchObject({
      state: 'approved',
      flags: ['needs_review'],
      providerPaymentId: row.sessionId,
    });
  });
});

// §15.5: late approved outcome.
describe('an approval after the end (C7)', () => {
  test.each([DECLINED, CANCELLED])('«$kind» is taken back, loudly: the card was charged', async (first) => {
    const { here } = till;
    const { id, answerTo } = await here.delivery(777);
    const before = await booked();
    expect((await calledBack(id, answerTo.failure, first)).state).toBe(first.kind);
    const row = await here.read(id);
    expect(await calledBack(id, answerTo.success, approved(row))).toMatchObject({
      state: 'approved',
      flags: ['late'],
      outcomeReason: null,
    });
    expect(await booked()).toEqual({ count: before.count + 1, minor: before.minor + 777 });
  });

  test('of an operation the provider refused is one too', async () => {
    const { here } = till;
    const id = await here.open();
    const answerTo = await here.send(id, REFUSED);
    const row = await here.read(id);
    expect(row.state).toBe('failed');
    expect(await calledBack(id, answerTo.success, approved(row))).toMatchObject({
      state: 'approved',
      flags: ['late'],
    });
  });

  test('a «no» after an approval is shown, and the approval stands', async () => {
    const { here } = till;
    const sale = await here.sold();
    expect(await calledBack(sale.id, sale.answerTo.failure, DECLINED)).toEqual({
      ...sale.row,
      flags: ['contradiction'],
    });
    expect(await here.lastLetter(sale.id)).toMatchObject({ state: 'mismatched', reason: 'answer' });
  });
});

// §15.5: I4.
describe('what binds a result is one operation’s alone, by the database itself (I4)', () => {
  test.each([
    ['reference', 'transactions_reference'],
    ['sessionId', 'transactions_session'],
    ['callbackHash', 'transactions_callback'],
    ['intentKey', 'transactions_intent'],
  ] as const)('the %s', async (field, constraint) => {
    const { here } = till;
    const first = await here.read((await here.delivery()).id);
    const other = {
      ...first,
      ...{ id: ids.next('transaction'), reference: String(randomInt(1_000_000_000, 9_999_999_999)) },
      ...{ sessionId: `s-${randomUUID()}`, callbackHash: randomUUID(), intentKey: randomUUID() },
    };
    const copy = { ...other, [field]: first[field] };
    await expect(here.inTransaction((tx) => tx.insert(transactions).values(copy))).rejects.toMatchObject({
      cause: { constraint_name: constraint },
    });
    await here.inTransaction((tx) => tx.insert(transactions).values(other));
  });

  test('the device, as long as it may still be at work', async () => {
    const { here } = till;
    const [id, next] = [await here.open(), await here.open()];
    const hold = { merchantId: here.merchant.id, deviceId: here.device.id, heldAt: new Date() };
    const take = (operationId: string) =>
      here.inTransaction((tx) => holdDevice(tx, { ...hold, operationId }));
    expect([await take(id), await take(next), await take(id)]).toEqual([true, false, false]);
    await here.free(id);
    expect(await take(next)).toBe(true);
    await here.free(next);
  });
});
