import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Line, openLine } from './line.ts';

const ANSWER = 'a'.repeat(4_000);
let heard: number[] = [];
let server: Server;
let line: Line;

beforeEach(async () => {
  heard = [];
  server = createServer((request: IncomingMessage, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    request.on('close', () => heard.push(length));
    request.on('end', () => response.end(ANSWER));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  line = await openLine((server.address() as AddressInfo).port);
});
afterEach(async () => {
  await line.close();
  server.closeAllConnections();
  server.close();
});

/** Whether the answer came whole. */
async function ask(): Promise<'whole' | 'broken'> {
  const url = `http://127.0.0.1:${line.port}/`;
  return fetch(url, { method: 'POST', body: 'q'.repeat(50_000), headers: { connection: 'close' } })
    .then((answer) => answer.text())
    .then(
      (text) => (text === ANSWER ? 'whole' : 'broken'),
      () => 'broken',
    );
}

async function askIn(weather: Parameters<Line['spoil']>[0]) {
  const over = Promise.withResolvers<void>();
  const spoiled = line.spoil(weather, over.promise);
  const startedAt = performance.now();
  const answer = await ask();
  over.resolve();
  const tookMs = performance.now() - startedAt;
  return { answer, tookMs, felt: await spoiled };
}

test('a line carries everything as it is', async () => {
  expect(await ask()).toBe('whole');
  expect(heard).toEqual([50_000]);
});

test('a request that is cut never comes whole, and no answer to it', async () => {
  expect(await askIn({ kind: 'cut_request', afterBytes: 1_000 })).toMatchObject({
    answer: 'broken',
    felt: 1,
  });
  expect(heard.every((length) => length < 50_000)).toBe(true);
});

test('of an answer that is cut the request came whole', async () => {
  expect(await askIn({ kind: 'cut_answer', afterBytes: 1_000 })).toMatchObject({ answer: 'broken', felt: 1 });
  expect(heard).toEqual([50_000]);
});

test('what is delayed or comes in drops comes whole, later', async () => {
  const delayed = await askIn({ kind: 'delay', ms: 150 });
  expect(delayed).toMatchObject({ answer: 'whole', felt: 1 });
  expect(delayed.tookMs).toBeGreaterThan(290);
  expect(await askIn({ kind: 'slow', bytesPerSecond: 100_000 })).toMatchObject({ answer: 'whole', felt: 1 });
});

test('who is turned away reaches nobody, and the next one does', async () => {
  expect(await askIn({ kind: 'reset' })).toMatchObject({ answer: 'broken', felt: 1 });
  expect(heard).toEqual([]);
  expect(await ask()).toBe('whole');
});
