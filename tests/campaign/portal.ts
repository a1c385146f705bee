import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { inScope, isUnreachable } from '#db/client.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { createContext } from '#server/auth/create-context.ts';
import { allows, type Permission } from '#server/auth/permissions.ts';
import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import { parseConfig } from '#server/config/config.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { addPayment } from '#server/split-sales/add-payment.ts';
import { completeSplitSale } from '#server/split-sales/complete-split-sale.ts';
import { giveUp } from '#server/split-sales/give-up.ts';
import { startSplitSale } from '#server/split-sales/start-split-sale.ts';
import { takeUpAgain } from '#server/split-sales/take-up-again.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { capturePreauthorization } from '#server/transactions/capture-preauthorization.ts';
import { getRefundable } from '#server/transactions/refund-plan.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import type { Call, PortalAnswer, Somebody, VerbName, WishOf } from './calls.ts';

// A process that does what people ask for through the real verbs, takes what providers call back, and may be killed at any
// moment, as a portal may. It has no pages and asks nobody to sign in; it prints its address when it is ready.

const ANSWER_TAKES_MS = 25;

const running = await startRuntime(parseConfig(process.env), { runsWorker: false });

async function contextOf<P extends Permission>(by: Somebody, permission: P) {
  if (!allows(by.role, permission)) throw new Error(`${by.role} may not ${permission}`);
  const { runtime } = running;
  const [merchant] = await inScope(runtime.db, { merchantId: by.merchantId }, listMerchants);
  if (!merchant) throw new Error(`There is no merchant ${by.merchantId}`);
  const actor = {
    kind: 'user' as const,
    id: by.userId,
    name: by.role,
    role: by.role,
    locale: 'tr' as const,
    branchIds: null,
    factorAt: new Date(),
  };
  return createContext(runtime, merchant, actor, permission);
}

type Handlers = { [V in VerbName]: (by: Somebody, wish: WishOf<V>) => Promise<unknown> };

const handlers: Handlers = {
  startSale: async (by, wish) => startSale(await contextOf(by, 'sale:start'), wish),
  voidSale: async (by, wish) => voidSale(await contextOf(by, 'void:start'), wish),
  startRefund: async (by, wish) => startRefund(await contextOf(by, 'refund:start'), wish),
  getRefundable: async (by, wish) => getRefundable(await contextOf(by, 'refund:start'), wish),
  capturePreauthorization: async (by, wish) =>
    capturePreauthorization(await contextOf(by, 'sale:start'), wish),
  startSplitSale: async (by, wish) => startSplitSale(await contextOf(by, 'sale:start'), wish),
  addPayment: async (by, wish) => addPayment(await contextOf(by, 'sale:start'), wish),
  completeSplitSale: async (by, wish) => completeSplitSale(await contextOf(by, 'sale:start'), wish),
  giveUp: async (by, wish) => giveUp(await contextOf(by, 'void:start'), wish),
  takeUpAgain: async (by, wish) => takeUpAgain(await contextOf(by, 'sale:start'), wish),
  askNow: async (by, wish) => askNow(await contextOf(by, 'transactions:ask'), wish),
  requestEndOfDay: async (by, wish) => requestEndOfDay(await contextOf(by, 'end-of-day:run'), wish),
};

async function answer({ verb, by, wish }: Call): Promise<PortalAnswer> {
  try {
    const handle = handlers[verb] as (by: Somebody, wish: unknown) => Promise<unknown>;
    return { kind: 'answered', value: await handle(by, wish) } as PortalAnswer;
  } catch (error) {
    if (isUnreachable(error)) return { kind: 'database_away' };
    return { kind: 'threw', error: describe(error) };
  }
}

function describe(error: unknown): string {
  const causes: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) causes.push(current.message);
  return causes.at(-1) ?? String(error);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const CALLBACKS = '/api/callbacks/';

/** What a provider calls back, through the very door that the pages' route has. */
async function takeCallback(incoming: IncomingMessage): Promise<Response> {
  const { method = 'GET', headers, url: path = '' } = incoming;
  const body = method === 'GET' ? null : new Uint8Array(await read(incoming));
  const request = new Request(`http://127.0.0.1${path}`, {
    method,
    headers: { 'content-type': headers['content-type'] ?? '' },
    body,
  });
  const [provider = '', token = '', result = ''] = new URL(request.url).pathname
    .slice(CALLBACKS.length)
    .split('/');
  return receiveCallback(running.runtime, request, { provider, token, result });
}

async function answerCall(request: IncomingMessage): Promise<Response> {
  const said = await answer(JSON.parse((await read(request)).toString('utf8')));
  // The way back to a browser takes a while too, in which the portal may die.
  await delay(ANSWER_TAKES_MS);
  return Response.json(said);
}

const server = createServer((request, response) => {
  const answering = request.url?.startsWith(CALLBACKS) ? takeCallback(request) : answerCall(request);
  answering
    .then(async (said) => {
      response.writeHead(said.status, Object.fromEntries(said.headers));
      response.end(await said.text());
    })
    // What came in pieces and never to its end.
    .catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`);
});
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void running.stop().finally(() => process.exit(0));
});
