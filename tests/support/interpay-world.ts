import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { findDeviceHold } from '#db/queries/devices.ts';
import type { CallbackRow } from '#db/queries/inbox.ts';
import { findTransaction, listEvents, type TransactionRow } from '#db/queries/transactions.ts';
import { connections } from '#db/schema/connections.ts';
import { inbox } from '#db/schema/inbox.ts';
import { batchTotals, type TotalKind } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import { createContext, createSystemContext } from '#server/auth/create-context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import { parseConfig } from '#server/config/config.ts';
import { settingsSchema } from '#server/gateways/interpay/settings.ts';
import type { DeviceId, TransactionId } from '#server/kernel/ids.ts';
import type { Result } from '#server/kernel/result.ts';
import { createLog } from '#server/runtime/log.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import { seal } from '#server/terminals/seal.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { type TimelineEntry, timelineEntry } from '#server/transactions/timeline.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import { startInterpayGateway } from '#tests/gateways/interpay/server.ts';
import { listenOnLoopback, readBody } from '#tests/gateways/shared/loopback.ts';
import { createTestDatabase } from './database.ts';
import { asideDirectories } from './throw-away.ts';
import { waitFor } from './wait-for.ts';

/** A merchant in Canada with a device for each name given, the sandbox of its provider, and our process, all over HTTP. */
export type InterpayWorld = Awaited<ReturnType<typeof createInterpayWorld>>;

const ACCOUNT = { termId: 'TEST0001', pass: 'test-pass' };

/** More than anybody may send, so that it is we who refuse it. */
const FRONT_TAKES_BYTES = 8 * 1024 * 1024;

/**
 * Builds the world on a database of its own. Terminals answer at once and waits are short; those named in `manual` wait for
 * a person. The bank closes its batches half a day from now, so that a void is possible whenever the tests run.
 */
export async function createInterpayWorld(
  names: { auto: readonly string[]; manual: readonly string[] },
  env: Readonly<Record<string, string>> = {},
) {
  const database = await createTestDatabase();
  const owner = openDatabase(database.ownerUrl, { maxConnections: 2, name: 'interpay-world' });
  const device = (mode: 'auto' | 'manual') => (deviceId: string) => ({ deviceId, label: deviceId, mode });
  const gateway = await startInterpayGateway({
    port: 0,
    accounts: [
      {
        ...ACCOUNT,
        dynamicUrls: true,
        devices: [...names.auto.map(device('auto')), ...names.manual.map(device('manual'))],
      },
    ],
    settings: {
      ...{ answerMs: 5, approvalMs: 20, authorizationMs: 5, cancelMs: 5, cardWaitMs: 60_000 },
      // Long after our own deadline of a second.
      ...{ slowAnswerMs: 2_500, slowApprovalMs: 300, earlyLeadMs: 150, duplicateGapMs: 30 },
      ...{ flipGapMs: 150, heldMs: 600, retryDelaysMs: [50, 100, 200] },
    },
  });
  const front = await openFront();
  const config = parseConfig({
    DATABASE_URL: database.appUrl,
    ...asideDirectories(),
    PUBLIC_URL: front.url,
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    OUTGOING_HOSTS: [gateway.url, gateway.secondUrl].map((url) => new URL(url).host).join(','),
    LOG_LEVEL: 'silent',
    SESSION_DEADLINE_SECONDS: '1',
    CALLBACK_WINDOW_SECONDS: '3',
    DOUBT_WINDOW_SECONDS: '1',
    VOID_WINDOW_SECONDS: '2',
    WAITING_WINDOW_SECONDS: '5',
    ...env,
  });
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const running = await startRuntime(config, { runsWorker: true, log });
  front.answerWith(running);
  const merchant = await makeMerchant(owner.db, {
    country: 'CA',
    timeZone: 'America/Toronto',
    currency: 'CAD',
    locale: 'en',
  });
  const merchantId = merchant.id;
  const manager = await makePerson(owner.db, merchantId, 'manager');
  const devices = await plantDevices();

  async function plantDevices() {
    const connectionId = ids.next('connection');
    const halfADayOff = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 13);
    await owner.db.insert(connections).values({
      ...{ merchantId, id: connectionId, provider: 'interpay', environment: 'sandbox', label: 'Interpay' },
      baseUrl: `${gateway.url}/`,
      settings: settingsSchema.parse({
        fallbackEmail: 'shop@test.example',
        secondaryUrl: `${gateway.secondUrl}/`,
        timeZone: 'UTC',
        cutOff: `${halfADayOff}:00`,
      }),
      sealedCredentials: seal(
        config.sealingKeys,
        { merchantId, provider: 'interpay', field: 'credentials' },
        JSON.stringify(ACCOUNT),
      ),
      createdAt: new Date(),
    });
    const rows = new Map<string, DeviceId>();
    for (const providerDeviceId of [...names.auto, ...names.manual])
      rows.set(
        providerDeviceId,
        (await makeDevice(owner.db, merchantId, { connectionId, providerDeviceId })).id,
      );
    return rows;
  }

  const as = <P extends Permission>(permission: P) =>
    createContext(running.runtime, merchant, manager, permission);
  const { inTransaction } = createSystemContext(running.runtime, merchant, 'test');

  async function read(id: TransactionId): Promise<TransactionRow> {
    const row = await inTransaction((tx) => findTransaction(tx, merchantId, id));
    if (!row) throw new Error(`${id} is gone`);
    return row;
  }

  const opened = (started: Result<{ transactionId: TransactionId }, object>): TransactionId => {
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    return started.value.transactionId;
  };

  /** What the provider's own book has under the reference of an operation. */
  const booked = async (id: TransactionId): Promise<BookEntry[]> => {
    const { reference } = await read(id);
    return gateway.book().filter(({ requestId }) => requestId === reference);
  };

  return {
    front,
    config,
    ownerUrl: database.ownerUrl,
    account: ACCOUNT,
    as,
    read,
    booked,
    /** Everything that was logged so far, at its most talkative. */
    logged: () => lines.join(''),
    /** Everything the provider's own book has. */
    book: gateway.book,
    /** Every operation of the merchant. */
    operations: () => owner.db.select().from(transactions).where(eq(transactions.merchantId, merchantId)),
    /** What the sums of all batches say moved, in minor units. */
    summedMinor: async (kind: TotalKind): Promise<number> => {
      const rows = await owner.db.select().from(batchTotals).where(eq(batchTotals.merchantId, merchantId));
      return rows.reduce((sum, row) => sum + (row.kind === kind ? row.amountMinor : 0), 0);
    },
    sell: async (deviceName: string, minor: number) => {
      const deviceId = devices.get(deviceName);
      if (!deviceId) throw new Error(`There is no device ${deviceName}`);
      const amount = { minor, currency: 'CAD' } as const;
      const wish = { intentKey: randomUUID(), deviceId, amount, installmentCount: 1, lines: [] };
      return opened(await startSale(as('sale:start'), wish));
    },
    undo: async (saleId: TransactionId) =>
      opened(await voidSale(as('void:start'), { intentKey: randomUUID(), saleId, reason: null })),
    giveBack: async (saleId: TransactionId, amountMinor: number) => {
      const size = { by: 'amount', amountMinor } as const;
      const wish = { intentKey: randomUUID(), saleId, size, reason: null };
      return opened(await startRefund(as('refund:start'), wish));
    },
    /** Does on a drawn terminal what a person would, as soon as it waits for somebody. */
    act: (deviceId: string, action: 'tap', card: 'visa') =>
      control('POST', `devices/${deviceId}/act`, { action, card, waitMs: 10_000 }),
    control,
    /** The operation a device is held by; null when it is free. */
    holderOf: async (deviceId: DeviceId): Promise<string | null> => {
      const hold = await inTransaction((tx) => findDeviceHold(tx, merchantId, deviceId));
      return hold?.operationId ?? null;
    },
    timeline: async (id: TransactionId): Promise<TimelineEntry[]> => {
      const events = await inTransaction((tx) => listEvents(tx, merchantId, id));
      return events.reverse().map(({ data }) => timelineEntry.parse(data));
    },
    /** Waits until an operation is in a state; tells what it is in when it never gets there. */
    until: async (id: TransactionId, state: TransactionRow['state']): Promise<TransactionRow> => {
      let last = '';
      const row = await waitFor(async () => {
        const found = await read(id);
        last = `${found.state} (${found.outcomeReason})`;
        return found.state === state && found;
      }, `${id} to be ${state}`).catch((error: Error) => {
        throw new Error(`${error.message}; it is ${last}`);
      });
      return row;
    },
    /** Waits until so many callbacks of an operation were answered and everything that came in is settled; tells their ends. */
    untilHeard: async (id: TransactionId, count: number): Promise<CallbackRow[]> => {
      const { reference } = await read(id);
      await waitFor(async () => {
        const answered = gateway
          .log()
          .filter((one) => one.kind === 'callback' && one.requestId === reference && one.status !== null);
        return answered.length >= count;
      }, `${count} callbacks of ${id}`);
      return waitFor(async () => {
        const letters = await inTransaction((tx) => tx.select().from(inbox).where(eq(inbox.sourceId, id)));
        const isSettled = letters.every(({ state }) => state !== 'received' && state !== 'failed');
        return isSettled && letters;
      }, `the callbacks of ${id} to be settled`);
    },
    close: async () => {
      await running.stop();
      await gateway.close();
      await front.close();
      await owner.close();
      await database.drop();
      await rm(config.answersDirectory, { recursive: true, force: true });
    },
  };

  async function control(method: string, path: string, body: object): Promise<unknown> {
    const answer = await fetch(`${gateway.url}/sim/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${path}`);
    return answer.json();
  }
}

/** A plain HTTP server in front of our callbacks; it can lose what comes to it, as when nobody is there. */
async function openFront() {
  let receiver: Running | null = null;
  let lossesLeft = 0;
  const secrets = new Set<string>();
  const server = await listenOnLoopback(0, (incoming, response) => {
    void (async () => {
      const body = await readBody(incoming, FRONT_TAKES_BYTES);
      if (lossesLeft > 0 || !receiver) {
        lossesLeft -= 1;
        response.writeHead(502).end();
        return;
      }
      const url = new URL(incoming.url ?? '/', server.url);
      const [provider = '', token = '', result = ''] = url.pathname.split('/').slice(3);
      secrets.add(token.slice(-43));
      const method = incoming.method ?? 'GET';
      const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      );
      const request = new Request(url, {
        method,
        headers,
        ...(method === 'POST' && body ? { body: new Uint8Array(body) } : {}),
      });
      const answer = await receiveCallback(receiver.runtime, request, { provider, token, result });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    })().catch(() => response.destroy());
  });
  return {
    url: server.url,
    close: server.close,
    answerWith: (running: Running) => {
      receiver = running;
    },
    /** The secret of every address that was called. */
    secrets: () => [...secrets],
    /** Answers 502 to the next so many and forgets them. */
    lose: (count: number) => {
      lossesLeft = count;
    },
  };
}
