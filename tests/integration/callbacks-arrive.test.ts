import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { branches } from '#db/schema/branches.ts';
import { transactions } from '#db/schema/transactions.ts';
import { unsealContent } from '#server/callbacks/callback-content.ts';
import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { hashSecret } from '#server/transactions/callback-address.ts';
import { sayAskFailure } from '#server/transactions/say-ask-failure.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import {
  ACCEPTED,
  approved,
  type CalledTill,
  createCalledTill,
  DECLINED,
  delivered,
  forged,
  gateway,
} from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase());
});
afterAll(() => till.close());

describe('the address of an attempt', () => {
  test('is drawn at the claim, and only the hash of its secret is kept', async () => {
    const { here } = till;
    const id = await here.open();
    expect((await here.read(id)).callbackHash).toBeNull();
    const { success, failure } = await here.send(id, delivered('s-1'));
    const [, merchant, secret = ''] =
      /^http:\/\/127\.0\.0\.1:4300\/api\/callbacks\/interpay\/([0-9a-z]{26})([\w-]{43})\/s$/.exec(success) ??
      [];
    expect(failure).toBe(success.replace(/s$/, 'f'));
    expect(success.length).toBeLessThan(200);
    expect(`mer_${merchant}`).toBe(here.merchant.id);
    const row = await here.read(id);
    expect(row).toMatchObject({ state: 'awaiting', callbackHash: hashSecret(secret), sessionId: 's-1' });
    expect(JSON.stringify([row, await here.timeline(id), await here.exchanges(id)])).not.toContain(secret);
  });

  test('is a new one for each attempt, and a void has none', async () => {
    const { here } = till;
    const [first, second] = [await here.sold(), await here.delivery()];
    expect(first.answerTo.success).not.toBe(second.answerTo.success);
    const voidId = await here.undo(first.id);
    expect(await here.send(voidId, ACCEPTED)).toEqual({ success: '', failure: '' });
    expect((await here.read(voidId)).callbackHash).toBeNull();
  });

  test('comes with the language of the branch, else of the merchant', async () => {
    const { here } = till;
    const spoken: unknown[] = [];
    const openGateway = () =>
      gateway(async ({ language }) => {
        spoken.push(language);
        return delivered(`s-${spoken.length}-lang`);
      });
    await sendOperation(here.system({ openGateway }), 1, await here.open());
    await till.owner.update(branches).set({ locale: 'en' }).where(eq(branches.id, here.device.branchId));
    await sendOperation(here.system({ openGateway }), 1, await here.open());
    expect(spoken).toEqual(['fr', 'en']);
  });
});

describe('a callback', () => {
  test('is answered before it is applied, and kept sealed', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    const answer = await here.call(answerTo.success, here.said(row, approved(row)), {
      headers: { cookie: 'vezne.session=secret', authorization: 'Basic abc' },
    });
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await here.read(id)).state).toBe('awaiting');
    const letter = await here.lastLetter(id);
    expect(letter).toMatchObject({
      state: 'received',
      claims: 'success',
      deliveries: 1,
      provider: 'interpay',
    });
    expect(letter?.sealedContent).toMatch(/^v1\.k1\.[\w-]+$/);
    if (!letter) throw new Error('It was not stored');
    const { merchantId, provider, sealedContent } = letter;
    const kept = unsealContent(
      till.config.sealingKeys,
      { merchantId, provider, id: letter.id },
      sealedContent,
    );
    const names = kept.headers.map(([name]) => name);
    // What proves who somebody is has nobody to be proven to (§6.3).
    expect(names).toContain('content-type');
    for (const name of ['cookie', 'authorization']) expect(names).not.toContain(name);
    await here.apply();
    expect(await here.read(id)).toMatchObject({ state: 'approved', authCode: '704311' });
    expect(await here.lastLetter(id)).toMatchObject({ state: 'applied', reason: 'moved' });
    const [exchange] = (await here.exchanges(id)).filter(({ purpose }) => purpose === 'callback');
    expect(exchange).toMatchObject({ path: '/api/callbacks/interpay/…/s', httpStatus: 200, response: 'OK' });
    expect(JSON.stringify(exchange)).not.toContain('secret');
  });

  // §15.2: an oversized body.
  test.each(['POST', 'PUT'])('larger than 1 MiB is refused (%s) and changes nothing (C8)', async (method) => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const before = till.running.runtime.callbacks.counts.tooLarge;
    const row = await here.read(id);
    const large = { ...here.said(row, approved(row)), padding: 'x'.repeat(1024 * 1024) };
    expect((await here.call(answerTo.success, large, { method })).status).toBe(method === 'POST' ? 413 : 405);
    await here.apply();
    expect((await here.read(id)).state).toBe('awaiting');
    if (method === 'PUT') return;
    expect(till.running.runtime.callbacks.counts.tooLarge).toBe(before + 1);
    expect(await here.lastLetter(id)).toMatchObject({
      state: 'unreadable',
      reason: 'too_large',
      bytes: 64 * 1024,
    });
  });

  test('of just under 1 MiB is taken', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    const large = { ...here.said(row, approved(row)), padding: 'x'.repeat(1024 * 1024 - 2_000) };
    expect((await here.call(answerTo.success, large)).status).toBe(200);
    await here.apply();
    expect((await here.read(id)).state).toBe('approved');
  });

  test.each([
    ['HEAD', ''],
    ['OPTIONS', ''],
    ['GET', ''],
  ])('%s with nothing to say is answered and has no effect', async (method, query) => {
    const { here } = till;
    const { answerTo } = await here.delivery();
    const before = (await here.letters()).length;
    expect((await here.call(answerTo.success, '', { method, query })).status).toBe(200);
    expect(await here.letters()).toHaveLength(before);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is refused and counted', async (method) => {
    const { here } = till;
    const { answerTo } = await here.delivery();
    const { counts } = till.running.runtime.callbacks;
    const before = counts.wrongMethod;
    const answer = await here.call(answerTo.success, {}, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS, POST']);
    expect(counts.wrongMethod).toBe(before + 1);
  });

  // §15.2: a thin hit changes nothing.
  test('by GET is taken like one by POST; a thin one is only a hint (§6.7)', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    expect((await here.call(answerTo.success, '', { method: 'GET', query: '?news' })).status).toBe(200);
    await here.apply();
    expect(await here.read(id)).toMatchObject({ state: 'awaiting', flags: [] });
    expect((await here.timeline(id)).at(-1)).toEqual({ kind: 'called_back', result: 'hint' });
    expect(await here.lastLetter(id)).toMatchObject({ state: 'applied', reason: 'hint' });
  });

  test('that nobody can read is kept and shown, and changes nothing', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    expect((await here.call(answerTo.success, '<xml>\u0000')).status).toBe(200);
    await here.apply();
    expect((await here.read(id)).state).toBe('awaiting');
    expect(await here.lastLetter(id)).toMatchObject({ state: 'unreadable', reason: 'not_understood' });
    expect((await here.exchanges(id)).at(-1)).toMatchObject({ request: { reading: 'unreadable' } });
  });
});

describe('an address nobody was given (C3, C5)', () => {
  // §15.2: an unknown token.
  test('gets the same answer, whatever is wrong with it, and nothing changes', async () => {
    const { here, there } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    const { counts } = till.running.runtime.callbacks;
    const before = counts.unknownAddress;
    const [lettersHere, lettersThere] = [await here.letters(), await there.letters()];
    const address = answerTo.success;
    const wrong = [
      forged(address),
      forged(address, { merchantId: there.merchant.id }),
      forged(address, { merchantId: `mer_${'0'.repeat(26)}` }),
      address.replace('/interpay/', '/iyzico/'),
      address.replace('/interpay/', '/nobody/'),
      address.replace(/s$/, 'x'),
      address.slice(0, -3).concat('/s'),
      address.replace(/[\w-]{69}/, '..%2f..'),
    ];
    const answers = await Promise.all(
      wrong.map((each) =>
        here.call(each, here.said(row, approved(row)), { headers: { 'x-forwarded-for': '1' } }),
      ),
    );
    const said = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text(), [...answer.headers]]),
    );
    expect(new Set(said.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(said[0]?.slice(0, 2)).toEqual([404, 'Not found']);
    expect(counts.unknownAddress).toBe(before + wrong.length);
    await here.apply();
    await there.apply();
    expect([await here.letters(), await there.letters()]).toEqual([lettersHere, lettersThere]);
    expect(await here.read(id)).toEqual(row);
  });

  test('is read no further than what is kept of any, however much it sends', async () => {
    const { here } = till;
    const { answerTo } = await here.delivery();
    let read = 0;
    for (const address of [forged(answerTo.success), answerTo.success.replace('/interpay/', '/nobody/')]) {
      read = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(stream) {
          read += 16 * 1024;
          stream.enqueue(new Uint8Array(16 * 1024));
        },
      });
      const [provider = '', token = '', result = ''] = new URL(address).pathname.split('/').slice(3);
      const init = { method: 'POST', body, duplex: 'half' } as const;
      const path = { provider, token, result };
      const answer = await receiveCallback(till.running.runtime, new Request(address, init), path);
      expect([404, 429]).toContain(answer.status);
      expect(read).toBeLessThan(128 * 1024);
    }
  });

  test('is answered less often to whoever tries many, and never in the way of a true one', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    const headers = { 'x-forwarded-for': '198.51.100.9, 192.0.2.44' };
    const answers = new Set<number>();
    for (let tries = 0; tries < 40; tries++)
      answers.add((await here.call(forged(answerTo.success), '{}', { headers })).status);
    expect(answers).toEqual(new Set([404, 429]));
    expect((await here.call(answerTo.failure, here.said(row, DECLINED), { headers })).status).toBe(200);
    await here.apply();
    expect((await here.read(id)).state).toBe('declined');
  });
});

test('a provider that cannot be asked is not asked, and the person is told why', async () => {
  const { here } = till;
  const { id } = await here.delivery();
  const asked = await askNow(here.as('transactions:ask'), id);
  expect(asked).toEqual({ ok: false, error: { kind: 'cannot_be_asked' } });
  expect(sayAskFailure({ kind: 'cannot_be_asked' })).toEqual({
    formError: 'transactions.actions.askProblems.cannotBeAsked',
  });
  expect((await here.timeline(id)).at(-1)).toEqual({ kind: 'delivered' });
});

test('what a callback says of another merchant’s operation touches neither (C5)', async () => {
  const { here, there } = till;
  const [mine, theirs] = [await here.delivery(), await there.delivery()];
  const row = await there.read(theirs.id);
  await here.call(mine.answerTo.success, there.said(row, approved(row)));
  await here.apply();
  await there.apply();
  expect(await there.read(theirs.id)).toEqual(row);
  expect(await here.read(mine.id)).toMatchObject({ state: 'awaiting', flags: ['contradiction'] });
});

// §15.10: the token is kept nowhere.
test('no secret of an address is anywhere in the database or on disk', async () => {
  const { here, owner, config } = till;
  const { answerTo, id } = await here.delivery();
  const row = await here.read(id);
  await here.call(answerTo.success, here.said(row, approved(row)));
  await here.apply();
  const secret = answerTo.success.slice(-45, -2);
  const [stored] = await owner
    .select()
    .from(transactions)
    .where(eq(transactions.callbackHash, hashSecret(secret)));
  expect(stored?.id).toBe(id);
  const dump = JSON.stringify([
    await here.letters(),
    await here.exchanges(id),
    await here.timeline(id),
    stored,
  ]);
  expect(dump).not.toContain(secret);
  expect(await readdir(join(config.answersDirectory, 'callbacks')).catch(() => [])).toEqual([]);
});
