import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashSecret } from '#server/transactions/callback-address.ts';
import { ids } from '#tests/factories/ids.ts';
import { createCallbackStore } from './callbacks-aside.ts';
import { dropStrangers } from './recover-callbacks.ts';
import type { Arrival } from './store-callback.ts';

const key = { id: 'k1', bytes: randomBytes(32) };
let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'callbacks-')), 'aside');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function arrival(body = 'CODE=0000'): Arrival {
  return {
    provider: 'interpay',
    merchantId: ids.next('merchant'),
    secretHash: hashSecret(ids.secret()),
    receivedAt: new Date('2026-03-04T10:05:00.123Z'),
    content: {
      method: 'POST',
      claims: 'failure',
      contentType: null,
      headers: [['via', 'ü']],
      query: 'a=1',
      address: '203.0.113.7',
      body: Buffer.from(body),
      isCut: false,
    },
  };
}

test('a callback is got back as it came, listed for its merchant alone, and gone when removed', async () => {
  const store = createCallbackStore(directory, [key]);
  const came = arrival();
  expect(await store.put(came)).toBe(true);
  const [name = '', ...others] = await store.list(came.merchantId);
  expect(others).toEqual([]);
  expect(await store.list(ids.next('merchant'))).toEqual([]);
  expect(await store.get(name)).toEqual(came);
  await store.remove(name);
  expect([await store.list(came.merchantId), await store.get(name)]).toEqual([[], null]);
});

test('what waits for no merchant at all is dropped, and leaves its room to what is true', async () => {
  const store = createCallbackStore(directory, [key], { files: 2, bytes: 1_000_000 });
  const [strange, own, later] = [arrival(), arrival(), arrival()];
  expect([await store.put(strange), await store.put(own), await store.put(later)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await store.list()).toHaveLength(2);
  await dropStrangers(store, async () => [{ id: own.merchantId }, { id: later.merchantId }]);
  expect(await store.list()).toEqual(await store.list(own.merchantId));
  expect(await store.put(later)).toBe(true);
});

test('copies, also at the same time, are one file that can be read', async () => {
  const store = createCallbackStore(directory, [key]);
  const came = arrival('x'.repeat(100_000));
  await Promise.all(Array.from({ length: 6 }, () => store.put(came)));
  expect(await readdir(directory)).toHaveLength(1);
  const [name = ''] = await store.list(came.merchantId);
  expect(await store.get(name)).toEqual(came);
});

test('nothing of it can be read without the key', async () => {
  const store = createCallbackStore(directory, [key]);
  await store.put(arrival());
  const [name = ''] = await readdir(directory);
  expect(await readFile(join(directory, name), 'utf8')).toMatch(/^v1\.k1\.[\w-]+$/);
  await expect(
    createCallbackStore(directory, [{ id: 'k1', bytes: randomBytes(32) }]).get(name),
  ).rejects.toThrow();
});

test('when there is no room left it says so, by number and by size', async () => {
  const few = createCallbackStore(directory, [key], { files: 2, bytes: 1_000_000 });
  expect([await few.put(arrival()), await few.put(arrival()), await few.put(arrival())]).toEqual([
    true,
    true,
    false,
  ]);
  const small = createCallbackStore(directory, [key], { files: 100, bytes: 50_000 });
  expect(await small.put(arrival('x'.repeat(100_000)))).toBe(false);
});
