import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SealingKey } from '#server/config/config.ts';
import { ids } from '#tests/factories/ids.ts';
import { type AnswerAside, createAnswerStore } from './answer-store.ts';
import { makePrivateDirectory } from './sealed-files.ts';

const key: SealingKey = { id: 'k1', bytes: randomBytes(32) };
let parent: string;
let directory: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'answers-'));
  directory = join(parent, 'deep', 'answers');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

function answer(changes: Partial<AnswerAside> = {}): AnswerAside {
  const merchantId = changes.merchantId ?? ids.next('merchant');
  const operationId = ids.next('transaction');
  const said = {
    ...{
      merchantId,
      operationId,
      id: ids.next('exchange'),
      purpose: 'operation',
      durationMs: 3,
      path: '/payment',
    },
    at: new Date('2026-03-04T10:05:00.123Z'),
    request: { amount: '12.50' },
    httpStatus: 200,
    response: { status: 'SUCCESS', note: 'teşekkürler' },
    failure: null,
  };
  return {
    merchantId,
    operationId,
    exchanges: [said, { ...said, id: ids.next('exchange'), response: null }],
    ...changes,
  };
}

test('an answer is got back as it was put, by another process with the same key', async () => {
  const said = answer();
  const name = await createAnswerStore(directory, [key]).put(said);
  const other = createAnswerStore(directory, [{ id: 'k2', bytes: randomBytes(32) }, key]);
  expect(await other.list(said.merchantId)).toEqual([name]);
  expect(await other.get(name)).toEqual(said);
});

test('a merchant’s answers are listed for no other merchant', async () => {
  const store = createAnswerStore(directory, [key]);
  await store.put(answer());
  expect(await store.list(ids.next('merchant'))).toEqual([]);
});

test('nobody else may read the file, and without the key nothing of it can be read', async () => {
  const store = createAnswerStore(directory, [key]);
  const name = await store.put(answer());
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(directory, name), 'utf8')).toMatch(/^v1\.k1\.[\w-]+$/);
  const stranger = createAnswerStore(directory, [{ id: 'k1', bytes: randomBytes(32) }]);
  await expect(stranger.get(name)).rejects.toThrow();
});

test('a file that was changed, or put in the place of another, does not open', async () => {
  const store = createAnswerStore(directory, [key]);
  const [first, second] = [await store.put(answer()), await store.put(answer())];
  await rename(join(directory, first), join(directory, second));
  await expect(store.get(second)).rejects.toThrow();
  const third = await store.put(answer());
  const sealed = await readFile(join(directory, third), 'utf8');
  await writeFile(join(directory, third), `${sealed.slice(0, -8)}AAAAAAAA`);
  await expect(store.get(third)).rejects.toThrow();
});

test('a file that is half written is no answer', async () => {
  const store = createAnswerStore(directory, [key]);
  const said = answer();
  const name = await store.put(said);
  await rename(join(directory, name), join(directory, `.${name}`));
  expect(await store.list(said.merchantId)).toEqual([]);
});

test('what is put twice lies there once, and what is removed twice is gone', async () => {
  const store = createAnswerStore(directory, [key]);
  const said = answer();
  const name = await store.put(said);
  expect(await store.put(said)).toBe(name);
  expect(await readdir(directory)).toEqual([name]);
  await store.remove(name);
  await store.remove(name);
  expect(await store.get(name)).toBeNull();
  expect(await readdir(directory)).toEqual([]);
});

test('a directory that was taken away holds nothing, and is made again', async () => {
  const store = createAnswerStore(directory, [key]);
  const said = answer();
  expect(await store.list(said.merchantId)).toEqual([]);
  await store.put(said);
  await rm(directory, { recursive: true });
  expect(await store.list(said.merchantId)).toEqual([]);
});

test('a directory that cannot be made stops the start', async () => {
  await writeFile(join(parent, 'file'), '');
  await expect(makePrivateDirectory(join(parent, 'file', 'answers'))).rejects.toThrow('file');
});
