import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { insertExchanges } from '#db/queries/exchanges.ts';
import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import { ids } from '../factories/ids.ts';
import { countOpen, type Flood, plantFlood, pour } from '../support/callback-flood.ts';
import { type CalledTill, createCalledTill } from '../support/called-till.ts';
import { freePort } from '../support/ports.ts';
import { throwAwayDirectory } from '../support/throw-away.ts';

// `npm run bench:callbacks`: how fast callbacks are answered while a thousand results come in three times each, copies in
// parallel and forged ones among them, and how fast they are applied. The database keeps its promises (fsync); it, the
// provider that calls, the server and the worker all share this machine and this process.

const COUNT = 1_000;
const FORGED = 200;
const IN_FLIGHT = 8;
const BUDGET_MS = 200;
const FLOOR_ROUNDS = 400;

const database = await startEmbedded({
  directory: join(throwAwayDirectory('bench-callbacks'), 'pg'),
  port: await freePort(),
  durable: true,
  log: () => undefined,
});
await migrate(database.ownerUrl);
const till = await createCalledTill({ ...database, drop: database.stop }, { runsWorker: true, devices: 20 });
const server = await serve(till);
try {
  // The first warms everything up and is not counted.
  await measure(await plantFlood(till, { count: 50, forgedCount: 10, seed: 1 }));
  const flood = await plantFlood(till, { count: COUNT, forgedCount: FORGED, seed: 2 });
  const floor = {
    routePerSecond: await ratePerSecond(emptyRoute),
    commitPerSecond: await ratePerSecond(bareCommit),
  };
  report(await measure(flood), floor);
} finally {
  server.close();
  await till.close();
}

/** The least an answer costs: a request with a body, read and answered. */
async function emptyRoute(): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/empty`, { method: 'POST', body: '{}' });
  await answer.text();
}

/** The least that being durable costs: one small row, committed. */
async function bareCommit(): Promise<void> {
  const { here } = till;
  const row = {
    merchantId: here.merchant.id,
    id: ids.next('exchange'),
    operationId: 'bench',
    purpose: 'bench',
  };
  await here.inTransaction((tx) =>
    insertExchanges(tx, [{ ...row, at: new Date(), durationMs: 0, path: '/' }]),
  );
}

async function ratePerSecond(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  let done = 0;
  const worker = async () => {
    for (; done < FLOOR_ROUNDS; done++) await work();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return (done / (performance.now() - from)) * 1_000;
}

/** A plain server in front of what the route calls. */
async function serve({ running }: CalledTill) {
  const listening = createServer(async (incoming, answer) => {
    const body = await read(incoming);
    if (incoming.url === '/empty') return void answer.end('OK');
    const url = `http://127.0.0.1:4300${incoming.url}`;
    const [provider = '', token = '', result = ''] = new URL(url).pathname.split('/').slice(3);
    const request = new Request(url, {
      method: 'POST',
      headers: { 'content-type': incoming.headers['content-type'] ?? '' },
      body: new Uint8Array(body),
    });
    const response = await receiveCallback(running.runtime, request, { provider, token, result });
    answer.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return listening;
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function measure(flood: Flood) {
  const { port } = server.address() as AddressInfo;
  const from = performance.now();
  const answered = await pour(flood, IN_FLIGHT, async (address, body) => {
    const { pathname } = new URL(address);
    const answer = await fetch(`http://127.0.0.1:${port}${pathname}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await answer.text();
    return answer.status;
  });
  const pouredMs = performance.now() - from;
  while ((await countOpen(till, flood)) > 0) await delay(200);
  return { answered, pouredMs, appliedMs: performance.now() - from };
}

function report(
  { answered, pouredMs, appliedMs }: Awaited<ReturnType<typeof measure>>,
  { routePerSecond, commitPerSecond }: { routePerSecond: number; commitPerSecond: number },
): void {
  const times = answered.map(({ ms }) => ms).sort((a, b) => a - b);
  const share = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(1);
  const within = times.filter((ms) => ms < BUDGET_MS).length / times.length;
  const statuses = Map.groupBy(answered, ({ status }) => status);
  const counts = [...statuses].map(([status, all]) => `${all.length} × ${status}`).join(', ');
  process.stdout.write(`callbacks answered: ${counts}\n`);
  process.stdout.write(
    `callback → answer: median ${share(0.5)} ms, p95 ${share(0.95)} ms, p99 ${share(0.99)} ms, longest ${share(1)} ms; ${(within * 100).toFixed(2)} % under ${BUDGET_MS} ms (budget: 99 %)\n`,
  );
  const perSecond = (answered.length / pouredMs) * 1_000;
  const floor = 1 / (1 / routePerSecond + 1 / commitPerSecond);
  process.stdout.write(
    `an empty route ${Math.round(routePerSecond)}, a bare commit ${Math.round(commitPerSecond)} per second; answered: ${Math.round((perSecond / floor) * 100)} % of what both allow, while the worker applies\n`,
  );
  process.stdout.write(
    `${Math.round(perSecond)} answered per second, ${Math.round((COUNT / appliedMs) * 1_000)} outcomes applied per second meanwhile and after\n`,
  );
}
