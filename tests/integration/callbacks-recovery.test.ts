import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connections } from '#db/schema/connections.ts';
import { inbox } from '#db/schema/inbox.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { applyCallback } from '#server/callbacks/apply-callback.ts';
import { recover } from '#server/jobs/recover.ts';
import { listConnections } from '#server/terminals/list-connections.ts';
import { answerTo, hashSecret } from '#server/transactions/callback-address.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { type Line, openLine } from '#tests/campaign/line.ts';
import { ids } from '#tests/factories/ids.ts';
import { LOST, REFUSED } from '#tests/support/by-hand.ts';
import {
  approved,
  type CalledTill,
  createCalledTill,
  DECLINED,
  delivered,
  forged,
  VOIDED,
} from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

let line: Line;
let till: CalledTill;
beforeAll(async () => {
  line = await openLine(Number(new URL(inject('cluster').appUrl).port));
  const reach = (url: string) => Object.assign(new URL(url), { port: String(line.port) }).href;
  till = await createCalledTill(await createTestDatabase(), { reach });
});
afterAll(async () => {
  await till.close();
  await line.close();
});

const asideDirectory = () => join(till.config.answersDirectory, 'callbacks');
const aside = () => readdir(asideDirectory()).catch(() => []);

/** What the next process does when it starts, or this one a while later. */
async function putRight(afterMs = 5_000, changes: Partial<SystemContext> = {}) {
  const clock = { now: () => new Date(Date.now() + afterMs) };
  await recover(till.here.system({ clock, ...changes }), async () => () => true);
}

/** A process that dies when it has come so far in its transaction: it never comes back from there. */
class Killed extends Error {}

/** Transactions of which the one with this number dies before its work, in it, or after its commit. */
function killedIn(number: number, when: 'before' | 'inside' | 'after'): Pick<SystemContext, 'inTransaction'> {
  const { inTransaction } = till.here.system();
  let at = 0;
  return {
    inTransaction: async (work) => {
      at += 1;
      if (at !== number) return inTransaction(work);
      if (when === 'before') throw away();
      if (when === 'inside') {
        await inTransaction(async (tx) => {
          await work(tx);
          throw new Killed();
        }).catch(() => {});
        throw away();
      }
      await inTransaction(work);
      throw away();
    },
  };
}

/** As a connection ends: nothing more can be written by whoever died. */
function away() {
  return Object.assign(new Killed(), { code: 'CONNECTION_CLOSED' });
}

// §15.5: crash points while a callback is stored and applied; of everything else in `callbacks-crash.test.ts`.
describe('a process that dies', () => {
  test('before it has stored a callback has not answered 2xx (K7)', async () => {
    const { here } = till;
    const { id, answerTo: to } = await here.delivery();
    const row = await here.read(id);
    const { runtime } = till.running;
    const { enqueue } = runtime;
    runtime.enqueue = async () => {
      throw new Killed();
    };
    const answer = await here.call(to.success, here.said(row, approved(row)));
    runtime.enqueue = enqueue;
    expect(answer.status).toBe(503);
    expect(await here.lastLetter(id)).toBeUndefined();
    // What it could not store it has set aside; the next one finds it.
    await putRight();
    expect(await aside()).toEqual([]);
    await putRight();
    expect((await here.read(id)).state).toBe('approved');
  });

  test('after it has stored a callback leaves it to the next one (K8)', async () => {
    const { here } = till;
    const { id, answerTo: to } = await here.delivery();
    const row = await here.read(id);
    await here.call(to.success, here.said(row, approved(row)));
    await putRight();
    expect((await here.read(id)).state).toBe('approved');
    expect(await here.lastLetter(id)).toMatchObject({ state: 'applied' });
  });

  test.each([
    [1, 'before'],
    [1, 'after'],
    [2, 'before'],
    [2, 'inside'],
    [2, 'after'],
  ] as const)(
    'while it applies one, in its transaction %i, %s its work, leaves each effect once (K9)',
    async (number, when) => {
      const { here } = till;
      const { id, answerTo: to } = await here.delivery();
      const row = await here.read(id);
      await here.call(to.success, here.said(row, approved(row)));
      const letter = await here.lastLetter(id);
      if (!letter) throw new Error('It was not stored');
      await expect(applyCallback(here.system(killedIn(number, when)), letter.id)).rejects.toThrow(Killed);
      await Promise.all([putRight(), putRight()]);
      expect((await here.read(id)).state).toBe('approved');
      expect((await here.timeline(id)).filter(({ kind }) => kind === 'settled')).toHaveLength(1);
      expect((await here.exchanges(id)).filter(({ purpose }) => purpose === 'callback')).toHaveLength(1);
    },
  );
});

test('what cannot be applied is marked, tried again more and more rarely, and holds up no other', async () => {
  const { here } = till;
  const [bad, good] = [await here.delivery(), await here.delivery()];
  const [badRow, goodRow] = [await here.read(bad.id), await here.read(good.id)];
  // The database refuses such a card number, whoever let it through.
  await here.call(bad.answerTo.success, here.said(badRow, approved(badRow, { last4: '12345' })));
  await here.call(good.answerTo.success, here.said(goodRow, approved(goodRow)));
  await expect(putRight()).rejects.toThrow();
  expect((await here.read(good.id)).state).toBe('approved');
  expect(await here.lastLetter(bad.id)).toMatchObject({ state: 'failed', reason: 'error' });
  expect((await here.read(bad.id)).state).toBe('awaiting');
  // Just tried: not at once again.
  await putRight(6_000);
  await expect(putRight(60_000)).rejects.toThrow();
  await till.owner.delete(inbox).where(eq(inbox.transactionId, bad.id));
});

describe('a database that is away (D3)', () => {
  test('has callbacks answered 503 and kept sealed on disk, each once; they are brought back', async () => {
    const { here } = till;
    const [first, second] = [await here.delivery(), await here.delivery()];
    const [row, other] = [await here.read(first.id), await here.read(second.id)];
    const said = here.said(row, approved(row));
    const secret = first.answerTo.success.slice(-45, -2);
    await line.cut({
      mutedMs: 0,
      downMs: 0,
      whileDown: async () => {
        const answers = await Promise.all([
          here.call(first.answerTo.success, said),
          here.call(first.answerTo.success, said),
          here.call(second.answerTo.failure, here.said(other, DECLINED)),
          here.call(forged(second.answerTo.success), here.said(other, approved(other))),
          here.call(`${till.config.publicUrl}/api/callbacks/interpay/nonsense/s`, '{}'),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
        expect(answers[0]?.headers.get('retry-after')).toBe('5');
      },
    });
    const names = await aside();
    expect(names).toHaveLength(3);
    for (const name of names) {
      const file = await readFile(join(asideDirectory(), name), 'utf8');
      expect(file).toMatch(/^v1\.k1\.[\w-]+$/);
      expect(name + file).not.toContain(secret);
    }
    await putRight();
    expect(await aside()).toEqual([]);
    await here.apply();
    expect((await here.read(first.id)).state).toBe('approved');
    expect((await here.read(second.id)).state).toBe('declined');
    // A provider that tries again, as it was told to, changes nothing more.
    expect((await here.call(first.answerTo.success, said)).status).toBe(200);
    expect(await here.lastLetter(first.id)).toMatchObject({ deliveries: 2, state: 'applied' });
  });
});

describe('the one address of a connection that takes no other (§6.4)', () => {
  let fixed: { success: string; failure: string };
  beforeAll(async () => {
    const { here, owner } = till;
    const secret = ids.secret();
    await owner
      .update(connections)
      .set({ staticCallbackHash: hashSecret(secret) })
      .where(eq(connections.id, here.device.connectionId));
    fixed = answerTo(till.config.publicUrl, 'interpay', here.merchant.id, secret);
  });

  test('settles the operation whose reference and session it names', async () => {
    const { here } = till;
    const { id } = await here.delivery();
    const row = await here.read(id);
    await here.call(fixed.success, here.said(row, approved(row)));
    await here.apply();
    expect((await here.read(id)).state).toBe('approved');
    expect(await here.lastLetter(id)).toMatchObject({ sourceId: here.device.connectionId, state: 'applied' });
  });

  test.each([approved, () => VOIDED])(
    'never proves money by itself while the session is not known',
    async (result) => {
      const { here } = till;
      const id = await here.open();
      await here.send(id, LOST);
      const row = await here.read(id);
      await here.call(fixed.success, here.said(row, result(row)));
      await here.apply();
      expect(await here.read(id)).toEqual({ ...row, flags: ['needs_review'] });
      expect((await here.timeline(id)).at(-1)).toEqual({ kind: 'called_back', result: 'held' });
      expect(await here.lastLetter(id)).toMatchObject({ state: 'ignored', reason: 'held' });
    },
  );

  test('holds an approval against the «no» that is applied after it: neither ends the sale', async () => {
    const { here } = till;
    const id = await here.open();
    await here.send(id, LOST);
    const row = await here.read(id);
    await here.call(fixed.success, here.said(row, approved(row)));
    await here.apply();
    await here.call(fixed.failure, here.said(row, DECLINED));
    await here.apply();
    expect(await here.read(id)).toMatchObject({ state: 'unknown', flags: ['needs_review', 'contradiction'] });
    expect((await here.timeline(id)).at(-1)).toEqual({ kind: 'contradiction', fields: ['answer'] });
    expect(await here.lastLetter(id)).toMatchObject({ state: 'mismatched', reason: 'answer' });
  });

  test('has an approval that is held after the end looked at by a person (C7)', async () => {
    const { here } = till;
    const id = await here.open();
    await here.send(id, REFUSED);
    const row = await here.read(id);
    expect(row.state).toBe('failed');
    await here.call(fixed.success, here.said(row, approved(row)));
    await here.apply();
    expect(await here.read(id)).toEqual({ ...row, flags: ['contradiction', 'needs_review'] });
    expect(await listUnresolved(here.as('transactions:see'))).toContainEqual(
      expect.objectContaining({ id, doubt: 'contradiction' }),
    );
    // Of what moved no money there is nothing to undo.
    const other = await here.open();
    await here.send(other, REFUSED);
    const failed = await here.read(other);
    await here.call(fixed.success, here.said(failed, VOIDED));
    await here.apply();
    expect(await here.read(other)).toEqual(failed);
  });

  test('waits for the answer that names the session, when it was early (C1)', async () => {
    const { here } = till;
    const id = await here.open();
    await here.send(id, delivered(`s-${id}`), async () => {
      const row = await here.read(id);
      await here.call(fixed.success, here.said(row, approved(row)));
      await here.apply();
      expect((await here.read(id)).state).toBe('sending');
    });
    expect((await here.read(id)).state).toBe('awaiting');
    await putRight();
    expect(await here.read(id)).toMatchObject({ state: 'approved', flags: [] });
  });

  test('and all that came are counted with their connection, for whoever looks after it', async () => {
    const { here, there } = till;
    const tally = async () => {
      const { connections: all } = await listConnections(here.as('connections:see'));
      return all.map(({ callbacks }) => callbacks);
    };
    const [before] = await tally();
    if (!before) throw new Error('They are not counted');
    const theirs = await there.read((await there.delivery()).id);
    await here.call(fixed.success, here.said(theirs, approved(theirs)));
    await here.call(fixed.success, '<');
    const id = await here.open();
    const { success } = await here.send(id, LOST);
    const row = await here.read(id);
    await here.call(fixed.failure, here.said(row, approved(row)));
    // Against the approval that is held it says something else: that is one more of those.
    await here.call(success, here.said(row, DECLINED));
    await here.apply();
    expect(await tally()).toEqual([
      {
        received: before.received + 4,
        mismatched: before.mismatched + 2,
        unreadable: before.unreadable + 1,
        held: before.held + 1,
      },
    ]);
  });

  test('says nothing of an operation that is not of this connection', async () => {
    const { here, there } = till;
    const { id } = await there.delivery();
    const row = await there.read(id);
    await here.call(fixed.success, here.said(row, approved(row)));
    await here.apply();
    expect(await there.read(id)).toEqual(row);
    expect((await here.letters()).at(-1)).toMatchObject({
      state: 'mismatched',
      reason: 'reference',
      transactionId: null,
    });
  });
});
