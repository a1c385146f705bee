import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { findLink, type LinkRow } from '#db/queries/payment-links.ts';
import { findTransaction, listEvents, type TransactionRow } from '#db/queries/transactions.ts';
import { connections } from '#db/schema/connections.ts';
import { inbox } from '#db/schema/inbox.ts';
import { batchTotals } from '#db/schema/totals.ts';
import type { Context } from '#server/auth/context.ts';
import { createContext, createSystemContext } from '#server/auth/create-context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { receiveNotice, receiveReturn } from '#server/callbacks/receive-hint.ts';
import { parseConfig } from '#server/config/config.ts';
import type { DeviceId, TransactionId } from '#server/kernel/ids.ts';
import type { Result } from '#server/kernel/result.ts';
import { createLink } from '#server/payment-links/create-link.ts';
import { getLink } from '#server/payment-links/get-link.ts';
import type { LinkView } from '#server/payment-links/link-view.ts';
import type { LinkWish } from '#server/payment-links/link-wish.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import { seal } from '#server/terminals/seal.ts';
import { hashSecret, noticeAddress } from '#server/transactions/callback-address.ts';
import { resolveUnknown } from '#server/transactions/resolve-unknown.ts';
import { type TimelineEntry, timelineEntry } from '#server/transactions/timeline.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import type { PageEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import type { Act } from '#tests/gateways/pay-with-iyzico/pay.ts';
import { startPayWithIyzicoGateway } from '#tests/gateways/pay-with-iyzico/server.ts';
import type { GatewaySettings } from '#tests/gateways/pay-with-iyzico/settings.ts';
import { listenOnLoopback, readBody } from '#tests/gateways/shared/loopback.ts';
import { createTestDatabase } from './database.ts';
import { asideDirectories } from './throw-away.ts';
import { waitFor } from './wait-for.ts';

/** Two merchants whose payers pay on pages, the sandbox of their provider, and our process, all over HTTP. */
export type OnlineWorld = Awaited<ReturnType<typeof createOnlineWorld>>;

/** One of the merchants: its till, its people, and the secrets its provider signs with. */
export type OnlineShop = Awaited<ReturnType<typeof openShop>>;

/** More than anybody may send, so that it is we who refuse it. */
const FRONT_TAKES_BYTES = 8 * 1024 * 1024;

const ACCOUNTS = [
  { apiKey: 'sandbox-api-key-of-alfa', secretKey: 'sandbox-secret-of-alfa' },
  { apiKey: 'sandbox-api-key-of-beta', secretKey: 'sandbox-secret-of-beta' },
] as const;

/** Builds the world on a database of its own. Pages are asked about every second unless the environment says otherwise. */
export async function createOnlineWorld(
  given: { settings?: Partial<GatewaySettings>; env?: Record<string, string>; runsWorker?: boolean } = {},
) {
  const database = await createTestDatabase();
  const owner = openDatabase(database.ownerUrl, { maxConnections: 2, name: 'online-world' });
  const gateway = await startPayWithIyzicoGateway({
    port: 0,
    accounts: [...ACCOUNTS],
    settings: {
      ...{ webhookFirstMs: [20, 40], webhookRetryMs: 100, bankDayEndsAt: '23:59' },
      ...given.settings,
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
    OUTGOING_HOSTS: new URL(gateway.url).host,
    LOG_LEVEL: 'silent',
    PAGE_DEADLINE_SECONDS: '1',
    RETURN_DEADLINE_SECONDS: '1',
    READ_DEADLINE_SECONDS: '1',
    WAITING_WINDOW_SECONDS: '2',
    NOT_FOUND_GAP_SECONDS: '1',
    PAGE_ASK_SECONDS: '1',
    ...given.env,
  });
  const running = await startRuntime(config, { runsWorker: given.runsWorker ?? true });
  front.answerWith(running);
  const [alfa, beta] = await Promise.all(
    ACCOUNTS.map((account) => openShop(owner.db, { config, running, gatewayUrl: gateway.url }, account)),
  );
  if (!alfa || !beta) throw new Error('There are two shops');

  async function control(method: string, path: string, body: object): Promise<unknown> {
    const answer = await fetch(`${gateway.url}/sim/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  return {
    front,
    config,
    running,
    alfa,
    beta,
    gateway,
    control,
    /** What the provider's own book has of a link. */
    booked: async (id: TransactionId): Promise<PageEntry | undefined> => {
      const { reference } = await alfa.read(id);
      return gateway.book().find((entry) => entry.basketId === reference);
    },
    /** Does what somebody does on a page, in the provider's own words for it; the browser goes nowhere by itself. */
    act: (token: string, act: Act) => control('POST', `pages/${token}/act`, act),
    /** Sends notices where the account expects them, or nowhere. */
    noticesTo: (shop: OnlineShop | null) =>
      control('PUT', 'panel', { apiKey: ACCOUNTS[0].apiKey, webhookUrl: shop?.noticeUrl ?? null }),
    set: (settings: Partial<GatewaySettings>) => control('PUT', 'settings', settings),
    /** How often the provider was asked about a page. */
    asked: (token: string) =>
      gateway.log().filter((one) => one.kind === 'request' && JSON.stringify(one).includes(token)).length,
    close: async () => {
      await running.stop();
      await gateway.close();
      await front.close();
      await owner.close();
      await database.drop();
      await rm(config.answersDirectory, { recursive: true, force: true });
    },
  };
}

async function openShop(
  owner: ReturnType<typeof openDatabase>['db'],
  process: { config: ReturnType<typeof parseConfig>; running: Running; gatewayUrl: string },
  account: (typeof ACCOUNTS)[number],
) {
  const { config, running, gatewayUrl: baseUrl } = process;
  const { runtime } = running;
  const merchant = await makeMerchant(owner);
  const merchantId = merchant.id;
  const manager = await makePerson(owner, merchantId, 'manager');
  const connectionId = ids.next('connection');
  const secret = ids.secret();
  await owner.insert(connections).values({
    ...{ merchantId, id: connectionId, provider: 'pay_with_iyzico', environment: 'sandbox', label: 'Online' },
    baseUrl,
    settings: { currencies: ['TRY', 'EUR'] },
    sealedCredentials: seal(
      config.sealingKeys,
      { merchantId, provider: 'pay_with_iyzico', field: 'credentials' },
      JSON.stringify(account),
    ),
    staticCallbackHash: hashSecret(secret),
    createdAt: new Date(),
  });
  const { id: till } = await makeDevice(owner, merchantId, { connectionId, providerDeviceId: 'online' });
  const as = <P extends Permission>(permission: P): Context<P> =>
    createContext(runtime, merchant, manager, permission);
  const system = () => createSystemContext(runtime, merchant, 'test');
  const { inTransaction } = system();

  async function read(id: TransactionId): Promise<TransactionRow> {
    const row = await inTransaction((tx) => findTransaction(tx, merchantId, id));
    if (!row) throw new Error(`${id} is gone`);
    return row;
  }

  async function until(id: TransactionId, state: TransactionRow['state'], withinMs?: number) {
    let last = '';
    return waitFor(
      async () => {
        const found = await read(id);
        last = `${found.state} (${found.outcomeReason})`;
        return found.state === state && found;
      },
      `${id} to be ${state}`,
      withinMs,
    ).catch((error: Error) => {
      throw new Error(`${error.message}; it is ${last}`);
    });
  }

  return {
    merchant,
    manager,
    till,
    account,
    connectionId,
    as,
    system,
    read,
    until,
    noticeUrl: noticeAddress(config.publicUrl, 'pay_with_iyzico', merchantId, secret),
    wish: (changes: Partial<LinkWish> = {}) => linkWish(till, changes),
    /** Asks for a payment by a link. */
    ask: async (changes: Partial<LinkWish> = {}): Promise<TransactionId> =>
      opened(await createLink(as('sale:start'), linkWish(till, changes))),
    /** Asks for a payment and waits for its page. */
    askFor: async (changes: Partial<LinkWish> = {}) => {
      const id = opened(await createLink(as('sale:start'), linkWish(till, changes)));
      await until(id, 'awaiting');
      const { url } = await getLink(as('transactions:see'), id);
      return { id, token: new URL(url ?? '').searchParams.get('token') ?? '' };
    },
    view: (id: TransactionId): Promise<LinkView> => getLink(as('transactions:see'), id),
    link: async (id: TransactionId): Promise<LinkRow> => {
      const row = await inTransaction((tx) => findLink(tx, merchantId, id));
      if (!row) throw new Error(`${id} has no link`);
      return row;
    },
    timeline: async (id: TransactionId): Promise<TimelineEntry[]> => {
      const events = await inTransaction((tx) => listEvents(tx, merchantId, id));
      return events.reverse().map(({ data }) => timelineEntry.parse(data));
    },
    /** What came to our door about anything of this merchant's. */
    letters: () => inTransaction((tx) => tx.select().from(inbox).where(eq(inbox.merchantId, merchantId))),
    sums: () => owner.select().from(batchTotals).where(eq(batchTotals.merchantId, merchantId)),
    /** Has the provider asked about a link as if it were so much later. */
    askLater: async (id: TransactionId, ms: number) => {
      const at = new Date(Date.now() + ms);
      await resolveUnknown({ ...system(), clock: { now: () => at } }, id);
    },
  };
}

/** A payment as a manager would ask for it. */
function linkWish(deviceId: DeviceId, changes: Partial<LinkWish>): LinkWish {
  return {
    intentKey: randomUUID(),
    deviceId,
    amount: { minor: 12_050, currency: 'TRY' },
    description: 'Düğün pastası',
    payer: {
      name: 'Ayşe',
      surname: 'Işık',
      email: 'ayse@example.com',
      phone: '+905321112233',
      identityNumber: null,
      place: null,
    },
    items: [],
    installmentCounts: [1, 3, 6],
    language: 'tr',
    ...changes,
  };
}

export function opened(started: Result<{ transactionId: TransactionId }, object>): TransactionId {
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  return started.value.transactionId;
}

/** A plain HTTP server in front of the addresses that payers come back to and notices are sent to. */
async function openFront() {
  let receiver: Running | null = null;
  const server = await listenOnLoopback(0, (incoming, response) => {
    void (async () => {
      const body = await readBody(incoming, FRONT_TAKES_BYTES);
      const url = new URL(incoming.url ?? '/', server.url);
      const [provider = '', token = '', kind = ''] = url.pathname.split('/').slice(3);
      if (!receiver) throw new Error('Nobody is here yet');
      const method = incoming.method ?? 'GET';
      const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      );
      const hasBody = method !== 'GET' && method !== 'HEAD' && body;
      const request = new Request(url, {
        method,
        headers,
        ...(hasBody ? { body: new Uint8Array(body) } : {}),
      });
      const receive = kind === 'notice' ? receiveNotice : receiveReturn;
      const answer = await receive(receiver.runtime, request, { provider, token });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    })().catch(() => response.destroy());
  });
  return {
    url: server.url,
    close: server.close,
    answerWith: (running: Running) => {
      receiver = running;
    },
  };
}
