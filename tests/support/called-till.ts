import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { asc, eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { releaseDevice } from '#db/queries/devices.ts';
import { listExchanges } from '#db/queries/exchanges.ts';
import { putSingleManager } from '#db/queries/limits.ts';
import { findTransaction, listEvents, type TransactionRow } from '#db/queries/transactions.ts';
import { connections } from '#db/schema/connections.ts';
import { inbox } from '#db/schema/inbox.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { createContext, createSystemContext } from '#server/auth/create-context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { applyCallback } from '#server/callbacks/apply-callback.ts';
import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import { parseConfig } from '#server/config/config.ts';
import type { CallbackReading, CalledOutcome, CalledResult, RawCallback } from '#server/gateways/callback.ts';
import type {
  AnswerTo,
  Evidence,
  OperationReply,
  TerminalGateway,
} from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { Result } from '#server/kernel/result.ts';
import { DELAY_MS } from '#server/kernel/second-person.ts';
import { proposeResolution } from '#server/resolutions/propose-resolution.ts';
import type { ResolutionWish } from '#server/resolutions/resolution-form.ts';
import { listResolutionWork } from '#server/resolutions/run-resolution.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import { readToken } from '#server/transactions/callback-address.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { type TimelineEntry, timelineEntry } from '#server/transactions/timeline.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import type { TestDatabase } from './database.ts';
import { asideDirectories } from './throw-away.ts';

/** The worker this hand pretends to be. */
const WORKER = 4_712;

/** The provider has it, and names the session. */
export const delivered = (id: string): OperationReply => ({
  kind: 'delivered',
  session: { id, handle: `https://stop.test/${id}` },
});

/** The provider has it, without a session of its own: so it is with a void. */
export const ACCEPTED: OperationReply = { kind: 'delivered', session: null };

/** A till whose provider calls back; the test sends, calls and applies in the order that hurts. */
export type CalledTill = Awaited<ReturnType<typeof createCalledTill>>;

/**
 * Two merchants on a database, dropped at the end, each with a terminal whose results come by a callback, and our process. The
 * provider is scripted: what it calls back is the reading itself, as JSON, so that no adapter has a say.
 */
export async function createCalledTill(
  database: Pick<TestDatabase, 'appUrl' | 'ownerUrl' | 'drop'>,
  settings: { runsWorker?: boolean; reach?: (url: string) => string; devices?: number } = {},
) {
  const config = parseConfig({
    DATABASE_URL: settings.reach?.(database.appUrl) ?? database.appUrl,
    ...asideDirectories(),
    PUBLIC_URL: 'http://127.0.0.1:4300',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
  });
  const owner = openDatabase(database.ownerUrl, { maxConnections: 2, name: 'called-till' });
  const [here, there] = [await plant(owner.db, settings.devices), await plant(owner.db)];
  const running = await startRuntime(config, { runsWorker: settings.runsWorker ?? false });
  running.runtime.openGateway = () => gateway();
  return {
    config,
    running,
    owner: owner.db,
    here: createSide(running, here),
    there: createSide(running, there),
    close: async () => {
      await running.stop();
      await owner.close();
      await database.drop();
      await rm(config.answersDirectory, { recursive: true, force: true });
    },
  };
}

type Planted = Awaited<ReturnType<typeof plant>>;

/** A merchant whose bank closes its batches half a day from now, so that a void is possible whenever the tests run. */
async function plant(db: Parameters<typeof makeMerchant>[0], count = 1) {
  const merchant = await makeMerchant(db, { timeZone: 'America/Toronto', currency: 'CAD', locale: 'fr' });
  const person = await makePerson(db, merchant.id, 'manager');
  const first = await makeDevice(db, merchant.id, { providerDeviceId: 'D-1' });
  const halfADayOff = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 13);
  await db
    .update(connections)
    .set({
      provider: 'interpay',
      settings: { fallbackEmail: 'till@test.example', timeZone: 'UTC', cutOff: `${halfADayOff}:00` },
    })
    .where(eq(connections.id, first.connectionId));
  const devices = [first];
  while (devices.length < count) {
    const { connectionId, branchId } = first;
    const providerDeviceId = `D-${devices.length + 1}`;
    devices.push(await makeDevice(db, merchant.id, { connectionId, branchId, providerDeviceId }));
  }
  return { merchant, person, device: first, devices };
}

function createSide({ runtime }: Running, { merchant, person, device, devices }: Planted) {
  const merchantId = merchant.id;
  const as = <P extends Permission>(permission: P) => createContext(runtime, merchant, person, permission);
  const system = (changes: Partial<SystemContext> = {}): SystemContext => ({
    ...createSystemContext(runtime, merchant, 'test'),
    ...changes,
  });
  const inTransaction = system().inTransaction;

  async function read(id: TransactionId): Promise<TransactionRow> {
    const row = await inTransaction((tx) => findTransaction(tx, merchantId, id));
    if (!row) throw new Error(`${id} is gone`);
    return row;
  }

  /** The one manager's word, once it has taken effect: the merchant says that it has a single one, and nobody revoked it in time. */
  async function decideAlone(wish: ResolutionWish, clock = runtime.clock) {
    await inTransaction((tx) =>
      putSingleManager(tx, { merchantId, isSingleManager: true, setAt: new Date() }),
    );
    const made = await proposeResolution({ ...as('resolution:make'), clock }, wish);
    const at = new Date(clock.now().getTime() + DELAY_MS);
    for (const work of await listResolutionWork(system({ clock: { now: () => at } }))) await work();
    return made;
  }

  const opened = (started: Result<{ transactionId: TransactionId }, object>): TransactionId => {
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    return started.value.transactionId;
  };

  /** Opens a sale. The device is given back at once: these tests are about results, not about devices. */
  async function open(minor = 11_800): Promise<TransactionId> {
    const id = opened(
      await startSale(as('sale:start'), {
        // Somebody looked: what is left there of other tests is not what this one is about.
        deviceIsIdle: true,
        intentKey: randomUUID(),
        deviceId: device.id,
        amount: { minor, currency: 'CAD' },
        installmentCount: 1,
        lines: [],
      }),
    );
    await free(id);
    return id;
  }

  const free = (id: string) => inTransaction((tx) => releaseDevice(tx, merchantId, id));

  /** Puts an operation to the provider, which answers so; `meanwhile` happens before its answer. Tells the addresses. */
  async function send(
    id: TransactionId,
    reply: OperationReply,
    meanwhile: (answerTo: AnswerTo) => Promise<unknown> = async () => {},
  ): Promise<AnswerTo> {
    let answerTo: AnswerTo = { success: '', failure: '' };
    const openGateway = () =>
      gateway(async (operation) => {
        answerTo = operation.answerTo ?? answerTo;
        await meanwhile(answerTo);
        return reply;
      });
    await sendOperation(system({ openGateway }), WORKER, id);
    return answerTo;
  }

  /** Calls an address of ours as a provider does. */
  async function call(
    address: string,
    body: string | object,
    init: { method?: string; headers?: Record<string, string>; query?: string } = {},
  ): Promise<Response> {
    const { method = 'POST', headers = {}, query = '' } = init;
    const [provider = '', token = '', result = ''] = new URL(address).pathname.split('/').slice(3);
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const request = new Request(`${address}${query}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7', ...headers },
      ...(hasBody ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    });
    return receiveCallback(runtime, request, { provider, token, result });
  }

  /** Every callback of the merchant, oldest first. */
  const letters = () =>
    inTransaction((tx) =>
      tx.select().from(inbox).where(eq(inbox.merchantId, merchantId)).orderBy(asc(inbox.id)),
    );

  /** Does what the worker would with what has come in. */
  async function apply(changes: Partial<SystemContext> = {}): Promise<void> {
    for (const { id, state } of await letters())
      if (state === 'received' || state === 'failed') await applyCallback(system(changes), id);
  }

  /** What came in last to an operation, and what became of it. */
  async function lastLetter(id: TransactionId) {
    const all = await letters();
    return all.findLast((letter) => letter.transactionId === id);
  }

  const said = (row: TransactionRow, result: CalledResult, changes: Partial<CalledOutcome> = {}) =>
    outcome(row, result, changes);

  const timeline = async (id: TransactionId): Promise<TimelineEntry[]> => {
    const events = await inTransaction((tx) => listEvents(tx, merchantId, id));
    return events.reverse().map(({ data }) => timelineEntry.parse(data));
  };
  const exchanges = (id: TransactionId) => inTransaction((tx) => listExchanges(tx, merchantId, id));

  /** A sale that was delivered in a session of its own. */
  async function delivery(minor?: number, session = `s-${randomUUID()}`) {
    const id = await open(minor);
    const answerTo = await send(id, delivered(session));
    return { id, session, answerTo };
  }

  /** A sale that was approved by its callback. */
  async function sold(minor?: number) {
    const sale = await delivery(minor);
    await call(sale.answerTo.success, said(await read(sale.id), approved(await read(sale.id))));
    await apply();
    return { ...sale, row: await read(sale.id) };
  }

  const undo = async (saleId: TransactionId) => {
    const wish = { intentKey: randomUUID(), saleId, reason: null };
    const id = opened(await voidSale(as('void:start'), wish));
    await free(id);
    return id;
  };
  const giveBack = async (saleId: TransactionId, amountMinor: number) => {
    const size = { by: 'amount', amountMinor } as const;
    const id = opened(
      await startRefund(as('refund:start'), {
        ...{ intentKey: randomUUID(), saleId, size, reason: null },
        deviceIsIdle: true,
      }),
    );
    await free(id);
    return id;
  };

  return {
    merchant,
    device,
    devices,
    as,
    system,
    decideAlone,
    inTransaction,
    read,
    open,
    free,
    send,
    call,
    letters,
    lastLetter,
    apply,
    said,
    timeline,
    exchanges,
    delivery,
    sold,
    undo,
    giveBack,
  };
}

/** A provider that reads what the test wrote, and performs what it is told. */
export function gateway(
  perform: TerminalGateway['perform'] = async () => {
    throw new Error('Nothing is sent here');
  },
): TerminalGateway {
  return { perform, readCallback, query: null } as Partial<TerminalGateway> as TerminalGateway;
}

function readCallback({ body, query }: RawCallback): CallbackReading {
  if (query === 'news') return { kind: 'hint' };
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return { kind: 'unreadable' };
  }
}

/** What says how an operation ended, about exactly this one unless changed. */
export function outcome(
  row: TransactionRow,
  result: CalledResult,
  changes: Partial<CalledOutcome> = {},
): CallbackReading {
  return {
    kind: 'outcome',
    outcome: {
      result,
      reference: row.reference,
      sessionId: row.sessionId ?? `s-${row.id}`,
      isRefund: row.kind === 'refund',
      amountMinor: row.amountMinor,
      isMisdirected: false,
      slips: { customer: null, merchant: null },
      dropped: [],
      ...changes,
    },
  };
}

/** An approval of an operation, with a payment of its own. */
export function approved(row: TransactionRow, changes: Partial<Evidence> = {}): CalledResult {
  const { reference, amountMinor, currency } = row;
  return {
    kind: 'approved',
    isProven: true,
    evidence: {
      reference,
      providerDeviceId: 'D-1',
      amountMinor,
      currency,
      providerPaymentId: `PAY-${row.id}`,
      providerDate: null,
      authCode: '704311',
      rrn: null,
      stan: null,
      batchNumber: null,
      acquirerId: 'visa',
      acquirerName: null,
      issuerId: null,
      tid: null,
      mid: null,
      bin: null,
      last4: '0006',
      cardType: 'credit',
      cardBrand: 'visa',
      saleNumber: null,
      entryMode: null,
      providerAt: null,
      ...changes,
    },
  };
}

export const DECLINED: CalledResult = {
  kind: 'declined',
  reason: 'other',
  code: '8509',
  text: 'DECLINED',
  checkDevice: false,
  mentionsVoid: false,
};
export const CANCELLED: CalledResult = {
  kind: 'cancelled',
  code: '8514',
  text: 'CANCELED',
  mentionsVoid: false,
};
export const VOIDED: CalledResult = { kind: 'voided', code: '0000', text: 'VOIDED' };
export const AMBIGUOUS: CalledResult = { kind: 'ambiguous', code: '0000', text: 'DECLINED' };

/** The address of the same form with another secret, or of another merchant. */
export function forged(address: string, changes: { merchantId?: string } = {}): string {
  const [, token = ''] = /callbacks\/\w+\/([\w-]+)\//.exec(address) ?? [];
  if (!readToken(token)) throw new Error('There is no token in the address');
  const merchant = changes.merchantId?.slice(4) ?? token.slice(0, 26);
  const secret = changes.merchantId ? token.slice(26) : ids.secret();
  return address.replace(token, `${merchant}${secret}`);
}
