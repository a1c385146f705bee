import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { insertExchanges } from '#db/queries/exchanges.ts';
import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import { ids } from '../factories/ids.ts';
import { countOpen, type Flood, plantFlood, pour } from '../support/callback-flood.ts';
import { type CalledTill, createCalledTill } from '../support/called-till.ts';
import { freePort } from '../support/ports.ts';
import { throwAwayDirectory } from '../support/throw-away.ts';
import { figuresOf } from './figures.ts';
import { type Line, plainLine } from './line.ts';

const COUNT = 1_000;
const FORGED = 200;
const IN_FLIGHT = 8;
const FLOOR_ROUNDS = 400;
const UNDER = `${COUNT} results three times each, ${FORGED} forged`;

type Bench = { till: CalledTill; port: number };

/**
 * P6: how fast callbacks are stored and answered while a thousand results come in three times each, copies in parallel and forged
 * ones among them: by a process that does nothing else, and by one whose worker applies them meanwhile. The database keeps its
 * promises (fsync); it, the provider that calls, the server and the worker all share this machine and this process.
 */
export async function measureCallbacks(): Promise<Line[]> {
  const alone = await withTill(false, async (bench) => {
    await pourOut(bench, await plantFlood(bench.till, { count: 50, forgedCount: 10, seed: 1 }));
    const flood = await plantFlood(bench.till, { count: COUNT, forgedCount: FORGED, seed: 2 });
    const floor = await floorOf(bench);
    return { floor, ...(await pourOut(bench, flood)) };
  });
  const busy = await withTill(true, async (bench) => {
    const warm = await plantFlood(bench.till, { count: 50, forgedCount: 10, seed: 1 });
    await pourOut(bench, warm);
    await untilApplied(bench, warm);
    const flood = await plantFlood(bench.till, { count: COUNT, forgedCount: FORGED, seed: 2 });
    const floor = await floorOf(bench);
    const poured = await pourOut(bench, flood);
    const from = performance.now();
    await untilApplied(bench, flood);
    const { lost, doubled } = await faultsOf(bench, flood);
    return { floor, ...poured, appliedMs: poured.pouredMs + performance.now() - from, lost, doubled };
  });
  const share = ({ perSecond, floor }: { perSecond: number; floor: number }) => (perSecond / floor) * 100;
  const least = (job: string, told: typeof alone) =>
    plainLine({ mark: 'P6', job, under: UNDER }, '1/s', told.perSecond, 60, {
      ...{ floor: Math.round(told.floor), judged: share(told), sense: 'at least', figures: told.figures },
    });
  return [
    least('callbacks stored and answered', alone),
    least('the same while a worker in the process applies them', busy),
    plainLine({ mark: 'P6', job: 'results lost', under: UNDER }, '×', busy.lost, 0),
    plainLine({ mark: 'P6', job: 'results applied twice', under: UNDER }, '×', busy.doubled, 0),
  ];
}

async function withTill<T>(runsWorker: boolean, work: (bench: Bench) => Promise<T>): Promise<T> {
  const database = await startEmbedded({
    directory: join(throwAwayDirectory('bench-callbacks'), 'pg'),
    port: await freePort(),
    durable: true,
    log: () => undefined,
  });
  await migrate(database.ownerUrl);
  const till = await createCalledTill({ ...database, drop: database.stop }, { runsWorker, devices: 20 });
  const server = await serve(till);
  try {
    return await work({ till, port: (server.address() as AddressInfo).port });
  } finally {
    server.close();
    await till.close();
  }
}

/** What one after the other of the least route and the least durable commit would allow, per second. */
async function floorOf(bench: Bench): Promise<number> {
  const routes = await ratePerSecond(() => emptyRoute(bench));
  const commits = await ratePerSecond(() => bareCommit(bench));
  return 1 / (1 / routes + 1 / commits);
}

/** The least an answer costs: a request with a body, read and answered. */
async function emptyRoute({ port }: Bench): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/empty`, { method: 'POST', body: '{}' });
  await answer.text();
}

/** The least that being durable costs: one small row, committed. */
async function bareCommit({ till: { here } }: Bench): Promise<void> {
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

async function pourOut({ port }: Bench, flood: Flood) {
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
  const refused = answered.filter(({ status, isForged }) => !isForged && status !== 200).length;
  if (refused > 0) throw new Error(`${refused} true callbacks were not answered with 200`);
  return {
    pouredMs,
    perSecond: (answered.length / pouredMs) * 1_000,
    figures: figuresOf(answered.map(({ ms }) => ms)),
  };
}

async function untilApplied({ till }: Bench, flood: Flood): Promise<void> {
  while ((await countOpen(till, flood)) > 0) await delay(200);
}

/** Approvals that are missing from the kept sums of their batches, and those that are in them more than once. */
async function faultsOf({ till }: Bench, flood: Flood): Promise<{ lost: number; doubled: number }> {
  const [row] = await till.owner.execute<{ kept: number }>(
    sql`select coalesce(sum(count), 0)::int as kept from batch_totals where merchant_id = ${till.here.merchant.id}`,
  );
  const [rows] = await till.owner.execute<{ approved: number }>(
    sql`select count(*)::int as approved from transactions where merchant_id = ${till.here.merchant.id} and state = 'approved'`,
  );
  const [kept, approved] = [row?.kept ?? 0, rows?.approved ?? 0];
  const [wrong] = await till.owner.execute<{ approved: number }>(sql`
    select count(*)::int as approved from transactions
    where state = 'approved' and id in ${flood.operations}`);
  return {
    lost: Math.max(0, flood.approvedCount - (wrong?.approved ?? 0)) + Math.max(0, approved - kept),
    doubled: Math.max(0, kept - approved),
  };
}
