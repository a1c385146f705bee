import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProposal } from '#db/queries/resolutions.ts';
import { deviceHolds } from '#db/schema/device-holds.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { AbortReply } from '#server/gateways/callback.ts';
import type { OperationReply } from '#server/gateways/terminal-gateway.ts';
import { recover } from '#server/jobs/recover.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { proposeResolution } from '#server/resolutions/propose-resolution.ts';
import { abortSale } from '#server/transactions/abort.ts';
import { abortOperation } from '#server/transactions/abort-operation.ts';
import { resolveUnknown } from '#server/transactions/resolve-unknown.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { LOST } from '#tests/support/by-hand.ts';
import {
  ACCEPTED,
  approved,
  CANCELLED,
  type CalledTill,
  createCalledTill,
  delivered,
  gateway,
  VOIDED,
} from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

// §15.5: the life of an operation whose result is called back, cut between each two of its writes. Storing a callback and
// applying it are cut in `callbacks-recovery.test.ts`.

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase());
});
afterAll(() => till.close());

const WORKER = 9;
const LATER_MS = 31_000;

type When = 'before' | 'in' | 'after';
type Transactions = Pick<SystemContext, 'inTransaction'>;

/** Every place at which a verb of so many transactions can be cut. */
const cuts = (count: number) =>
  Array.from({ length: count }, (_, at) => at + 1).flatMap((number) =>
    (['before', 'in', 'after'] as const).map((when): [number, When] => [number, when]),
  );

/** Runs a verb in a process that dies at one of its transactions: nothing of it comes back from there. */
async function cut(number: number, when: When, verb: (changes: Transactions) => Promise<unknown>) {
  const { inTransaction } = till.here.system();
  const isDead = Promise.withResolvers<void>();
  const die = () => {
    isDead.resolve();
    return new Promise<never>(() => {});
  };
  let at = 0;
  const cutHere: Transactions['inTransaction'] = async (work) => {
    at += 1;
    if (at !== number) return inTransaction(work);
    if (when === 'before') return die();
    if (when === 'in') {
      const undo = new Error('undone');
      await inTransaction(async (tx) => {
        await work(tx);
        throw undo;
      }).catch((error: unknown) => {
        if (error !== undo) throw error;
      });
      return die();
    }
    await inTransaction(work);
    return die();
  };
  await Promise.race([verb({ inTransaction: cutHere }), isDead.promise]);
  expect(at, 'the transaction at which it dies').toBe(number);
}

/** How many transactions a verb has, so that none is left out above. */
async function countOf(verb: (changes: Transactions) => Promise<unknown>): Promise<number> {
  const { inTransaction } = till.here.system();
  let count = 0;
  await verb({
    inTransaction: (work) => {
      count += 1;
      return inTransaction(work);
    },
  });
  return count;
}

/** What the next process does, a while later: nobody has anything in hands any more. */
async function putRight(afterMs = LATER_MS): Promise<void> {
  const clock = { now: () => new Date(Date.now() + afterMs) };
  await recover(till.here.system({ clock }), async () => () => false);
}

/** A provider that tells what it was called for, and answers so. */
function provider(reply: OperationReply) {
  const calls: string[] = [];
  const openGateway = () =>
    gateway(async ({ answerTo }) => {
      calls.push(answerTo?.success ?? '');
      return reply;
    });
  const send = (id: TransactionId) => (changes: Partial<SystemContext>) =>
    sendOperation(till.here.system({ openGateway, ...changes }), WORKER, id);
  return { calls, send };
}

/** A provider that hears a wish to stop. */
function stopping() {
  let asked = 0;
  const abort = async (): Promise<AbortReply> => {
    asked += 1;
    return { kind: 'accepted', text: null };
  };
  return { at: { openGateway: () => ({ ...gateway(), abort }) }, asked: () => asked };
}

const endsOf = async (id: TransactionId) =>
  (await till.here.timeline(id)).filter(({ kind }) => kind === 'settled');

test('sending, waiting and stopping have just the transactions that are cut below', async () => {
  const { here } = till;
  const id = await here.open();
  expect(await countOf(provider(delivered(`s-${id}`)).send(id))).toBe(2);
  const clock = { now: () => new Date(Date.now() + 181_000) };
  expect(await countOf((changes) => resolveUnknown(here.system({ clock, ...changes }), id))).toBe(2);
  await abortSale(here.as('sale:abort'), id);
  expect(
    await countOf((changes) => abortOperation(here.system({ ...stopping().at, ...changes }), WORKER, id)),
  ).toBe(2);
});

describe('a sale whose process dies', () => {
  test.each(cuts(2))(
    'while it is sent, in transaction %i, %s its work, is charged once or not at all, and both sides know which',
    async (number, when) => {
      const { here } = till;
      const id = await here.open();
      const { calls, send } = provider(delivered(`s-${id}`));
      await cut(number, when, send(id));
      // The job may come again; a claim that was committed is not made twice.
      await send(id)({});
      await putRight();
      const [address, ...others] = calls;
      expect(others).toEqual([]);
      if (address === undefined) {
        // Claimed and never sent, which nobody can know: it is for a person.
        expect([number, when]).toEqual([1, 'after']);
        expect(await here.read(id)).toMatchObject({ state: 'unknown', outcomeReason: 'interrupted' });
        return;
      }
      const before = await here.read(id);
      expect(before.state).toMatch(/^(?:awaiting|unknown)$/);
      await here.call(address, here.said({ ...before, sessionId: `s-${id}` }, approved(before)));
      await here.apply();
      expect(await here.read(id)).toMatchObject({ state: 'approved', flags: [], sessionId: `s-${id}` });
      expect(await endsOf(id)).toHaveLength(1);
    },
  );

  test.each(cuts(2))(
    'while its time runs out, in transaction %i, %s its work, becomes unknown once',
    async (number, when) => {
      const { here } = till;
      const { id } = await here.delivery();
      const clock = { now: () => new Date(Date.now() + 181_000) };
      await cut(number, when, (changes) => resolveUnknown(here.system({ clock, ...changes }), id));
      await resolveUnknown(here.system({ clock }), id);
      expect(await here.read(id)).toMatchObject({ state: 'unknown', outcomeReason: 'no_callback' });
      expect((await here.timeline(id)).filter(({ kind }) => kind === 'unknown')).toHaveLength(1);
    },
  );

  test.each(cuts(2))(
    'while it is being stopped, in transaction %i, %s its work, is asked to stop once, and its own result says the rest',
    async (number, when) => {
      const { here } = till;
      const { id, answerTo } = await here.delivery();
      expect(await abortSale(here.as('sale:abort'), id)).toMatchObject({ ok: true });
      const stopper = stopping();
      const ask = (changes: Partial<SystemContext>) =>
        abortOperation(here.system({ ...stopper.at, ...changes }), WORKER, id);
      await cut(number, when, ask);
      await ask({});
      await putRight();
      const isHeard = (number === 2 && when === 'after') || (number === 1 && when !== 'after');
      expect(await here.read(id)).toMatchObject({
        state: 'awaiting',
        abortState: isHeard ? 'accepted' : 'unanswered',
      });
      expect(stopper.asked()).toBe(number === 1 && when === 'after' ? 0 : 1);
      await here.call(answerTo.failure, here.said(await here.read(id), CANCELLED));
      await here.apply();
      expect((await here.read(id)).state).toBe('cancelled');
      expect(await endsOf(id)).toHaveLength(1);
    },
  );
});

test.each(cuts(2))(
  'a void whose process dies while it is sent, in transaction %i, %s its work, is booked once by what is called back',
  async (number, when) => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    const { calls, send } = provider(ACCEPTED);
    await cut(number, when, send(voidId));
    await send(voidId)({});
    await putRight();
    if (calls.length === 0) {
      expect([number, when]).toEqual([1, 'after']);
      expect(await here.read(voidId)).toMatchObject({ state: 'unknown', outcomeReason: 'interrupted' });
      return;
    }
    expect(calls).toHaveLength(1);
    await here.call(sale.answerTo.success, here.said(await here.read(sale.id), VOIDED));
    await here.apply();
    expect(await here.read(sale.id)).toMatchObject({ state: 'approved', voidId });
    expect(await here.read(voidId)).toMatchObject({ state: 'approved', flags: [] });
    expect(await endsOf(voidId)).toHaveLength(1);
  },
);

describe('what a person does is there whole or not at all, whenever the process dies', () => {
  const lost = async () => {
    const id = await till.here.open();
    await till.here.send(id, LOST);
    return id;
  };
  const amount = { minor: 500, currency: 'CAD' } as const;
  const size = { by: 'amount', amountMinor: 500 } as const;
  const facts = { authCode: null, last4: null, batchNumber: null, providerReference: null };

  /** What is done to an operation, and what tells whether it was. */
  type Act = {
    prepare: () => Promise<TransactionId>;
    verb: (id: TransactionId, changes: Transactions, intentKey: string) => Promise<unknown>;
    isDone: (id: TransactionId, intentKey: string) => Promise<boolean>;
  };
  const isThere = async (intentKey: string) => {
    const rows = await till.owner.select().from(transactions).where(eq(transactions.intentKey, intentKey));
    return rows.length === 1;
  };
  /** Gives every terminal back: these tests are about what is written, not about devices. */
  const freeAll = () => till.owner.delete(deviceHolds);

  const acts: Record<string, Act> = {
    'a sale': {
      prepare: async () => (await till.here.sold()).id,
      verb: (_id, changes, intentKey) =>
        startSale(
          { ...till.here.as('sale:start'), ...changes },
          {
            ...{ intentKey, deviceId: till.here.device.id, amount, installmentCount: 1, lines: [] },
            deviceIsIdle: true,
          },
        ),
      isDone: (_id, intentKey) => isThere(intentKey),
    },
    'a refund': {
      prepare: async () => (await till.here.sold()).id,
      verb: (saleId, changes, intentKey) =>
        startRefund(
          { ...till.here.as('refund:start'), ...changes },
          { ...{ intentKey, saleId, size, reason: null }, deviceIsIdle: true },
        ),
      isDone: (_id, intentKey) => isThere(intentKey),
    },
    'a void': {
      prepare: async () => (await till.here.sold()).id,
      verb: (saleId, changes, intentKey) =>
        voidSale({ ...till.here.as('void:start'), ...changes }, { intentKey, saleId, reason: null }),
      isDone: (_id, intentKey) => isThere(intentKey),
    },
    'a wish to stop': {
      prepare: async () => (await till.here.delivery()).id,
      verb: (id, changes) => abortSale({ ...till.here.as('sale:abort'), ...changes }, id),
      isDone: async (id) => (await till.here.read(id)).abortState !== null,
    },
    'a decision': {
      prepare: lost,
      verb: (transactionId, changes) => {
        const clock = { now: () => new Date(Date.now() + 600_000) };
        return proposeResolution(
          { ...till.here.as('resolution:make'), clock, ...changes },
          {
            ...{ transactionId, verdict: 'not_charged', proof: 'portal', facts, amount: null, photo: null },
            statement: 'Seen in the portal of the provider',
          },
        );
      },
      isDone: async (id) => {
        const { inTransaction, merchant } = till.here.system();
        return (await inTransaction((tx) => findProposal(tx, merchant.id, id))) !== null;
      },
    },
  };

  test.each(Object.keys(acts))('%s', async (name) => {
    const act = acts[name];
    if (!act) throw new Error(name);
    const [first, firstKey] = [await act.prepare(), randomUUID()];
    const count = await countOf((changes) => act.verb(first, changes, firstKey));
    expect(await act.isDone(first, firstKey)).toBe(true);
    await freeAll();
    for (const [number, when] of cuts(count)) {
      const [id, intentKey] = [await act.prepare(), randomUUID()];
      await cut(number, when, (changes) => act.verb(id, changes, intentKey));
      // Whatever it reads before, it writes in its last one alone.
      const isDone = number === count && when === 'after';
      expect(await act.isDone(id, intentKey), `${number} ${when}`).toBe(isDone);
      await freeAll();
    }
  });
});
