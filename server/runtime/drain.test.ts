import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { watchDoors } from './drain.ts';

async function portal() {
  const doors = watchDoors();
  const open = new Map<string, ServerResponse>();
  const server = createServer((request, response) => {
    response.writeHead(200);
    response.flushHeaders();
    open.set(request.url ?? '', response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  return { doors, open, ask };
}

test('a portal that goes lets nobody in, and first answers who is in', async () => {
  const { doors, open, ask } = await portal();
  const asked = await ask('/kahve/transactions');
  let isDrained = false;
  const draining = doors.drain(10_000).then(() => {
    isDrained = true;
  });
  await expect(ask('/kahve')).rejects.toThrow();
  expect(isDrained).toBe(false);
  open.get('/kahve/transactions')?.end('the whole answer');
  expect(await asked.text()).toBe('the whole answer');
  await draining;
});

test('a stream does not keep it: it is cut, and its browser comes back elsewhere', async () => {
  const { doors, ask } = await portal();
  const stream = await ask('/api/live/stream');
  await doors.drain(10_000);
  await expect(stream.text()).rejects.toThrow();
});

test('an answer that takes too long is given up', async () => {
  const { doors, ask } = await portal();
  const slow = await ask('/kahve/slow');
  await doors.drain(50);
  await expect(slow.text()).rejects.toThrow();
});
