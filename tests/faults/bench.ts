import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { listEvents, type TransactionRow } from '#db/queries/transactions.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { closeBatch } from '#server/end-of-day/close-batch.ts';
import { createHttpTransport, type HttpTransport } from '#server/gateways/http.ts';
import { createIyzicoGateway } from '#server/gateways/iyzico/index.ts';
import type { GatewaySession } from '#server/gateways/session-store.ts';
import type { TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { EndOfDayRunId, TransactionId } from '#server/kernel/ids.ts';
import { resolveUnknown } from '#server/transactions/resolve-unknown.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { timelineEntry } from '#server/transactions/timeline.ts';
import { loadOperation } from '#server/transactions/to-operation.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { createByHand, WORKER } from '#tests/support/by-hand.ts';
import { createLoginInMemory } from '#tests/support/login-in-memory.ts';
import { type Arrived, goodLogin, startToldProvider, type Told } from '#tests/support/told-provider.ts';
import { watchWire } from '#tests/wire/watch.ts';

/** What moves money on a terminal. */
export const KINDS = ['sale', 'void', 'refund'] as const;
export type Kind = (typeof KINDS)[number];

export type Model = '507' | '509';
const DEVICE = { 507: 'P00001', 509: 'T00001' } as const;
const CREDENTIALS = { clientId: 'id', clientSecret: 's3cret', username: 'user', password: 'pa55word' };

/** What the provider does with a call; `earlier` counts those before it with the same path. */
export type Says = Told | ((call: Arrived, earlier: number) => Told);

/** What is out of order in one case. */
export type Trouble = {
  says?: Says;
  /** What the provider does with a login; good unless told. */
  login?: Says;
  /** What a login or answer made by a function meets, where that may be silence. */
  meets?: Told;
  /** The session that is kept; a fresh one unless told, null for none. */
  session?: GatewaySession | null;
  /** Where the provider is taken to be. */
  url?: string;
  http?: Pick<HttpTransport, 'post'>;
  /** How far our clock is off. */
  clockOffMs?: number;
  /** Our clock, where a test moves it itself. */
  now?: () => number;
};

/** Real books, the real adapter and real HTTP; only the provider does what the test says. */
export type FaultBench = Awaited<ReturnType<typeof createFaultBench>>;

/** Builds it on a database of its own. Closing fails when a request was not as the protocol says. */
export async function createFaultBench() {
  const hand = await createByHand();
  const provider = await startToldProvider();
  const watch = watchWire({ issuedTo: [CREDENTIALS] });

  /** What the process warned its keeper of, since the last case. */
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void warnings.push(JSON.parse(line).msg) });
  const system = (changes: Parameters<typeof hand.system>[0]) => ({ ...hand.system(changes), log });

  /** Shows what arrived to the checker of the wire. */
  function look() {
    for (const { path, headers, text } of provider.arrived) {
      const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
      watch.see({ method: 'POST', target: path, headers: pairs, body: Buffer.from(text) });
    }
  }

  /** A gateway in this trouble; what reached the provider before is forgotten. */
  function gateway(model: Model, trouble: Trouble): TerminalGateway {
    look();
    provider.arrived.length = 0;
    const { says = { status: 500 }, login = goodLogin } = trouble;
    provider.onService = (call, earlier) => (typeof says === 'function' ? says(call, earlier) : says);
    provider.onLogin = (call, earlier) => (typeof login === 'function' ? login(call, earlier) : login);
    const now = trouble.now ?? (() => Date.now() + (trouble.clockOffMs ?? 0));
    const fresh = { accessToken: 'kept', refreshToken: 'again', expiresAt: new Date(now() + 3_600_000) };
    const isSilent = [says, login, trouble.meets].some((one) => one === 'hang' || one === 'drip');
    const waits = isSilent ? 300 : 5000;
    return createIyzicoGateway(
      {
        model,
        baseUrl: trouble.url ?? provider.url,
        credentials: CREDENTIALS,
        appVersion: '0.1.0',
        deadlines: { moneyMs: waits, closeMs: waits, readMs: waits },
      },
      {
        http:
          trouble.http ??
          createHttpTransport({ allowedHosts: ['127.0.0.1', 'localhost', 'nowhere.invalid'] }),
        clock: { now: () => new Date(now()) },
        sessions: createLoginInMemory(trouble.session === undefined ? fresh : trouble.session, now),
      },
    );
  }

  const at = (trouble: Trouble) => ({ at: new Date(Date.now() + (trouble.clockOffMs ?? 0)) });
  const as = <P extends Permission>(permission: P, clockOffMs: number) => ({
    ...hand.world.as('manager', permission),
    clock: { now: () => new Date(Date.now() + clockOffMs) },
  });
  const started = (result: Awaited<ReturnType<typeof startSale | typeof voidSale | typeof startRefund>>) => {
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return hand.read(result.value.transactionId);
  };

  /** A sale, or the void or refund of a paid one, created on the terminal and not sent yet. */
  async function create(kind: Kind, clockOffMs = 0): Promise<TransactionRow> {
    const intentKey = randomUUID();
    if (kind === 'sale') {
      const amount = { minor: 24_000, currency: 'TRY' as const };
      const wish = { intentKey, deviceId: hand.world.terminal, amount, installmentCount: 1, lines: [] };
      return started(await startSale(as('sale:start', clockOffMs), wish));
    }
    const { id: saleId } = await hand.sold();
    if (kind === 'void') {
      return started(await voidSale(as('void:start', clockOffMs), { intentKey, saleId, reason: null }));
    }
    const size = { by: 'amount', amountMinor: 9_000 } as const;
    const wish = { intentKey, saleId, size, reason: null };
    return started(await startRefund(as('refund:start', clockOffMs), wish));
  }

  /** Puts a created operation on the wire, and hands back its row as it stands then. */
  async function send(row: TransactionRow, trouble: Trouble): Promise<TransactionRow> {
    const ctx = system({ gateway: gateway('509', trouble), ...at(trouble) });
    await sendOperation(ctx, WORKER, row.id);
    return hand.read(row.id);
  }

  /** Asks about an open operation, at the instant that was planned unless told, and hands back its row. */
  async function ask(id: TransactionId, trouble: Trouble, when?: Date): Promise<TransactionRow> {
    const { nextQueryAt } = await hand.read(id);
    const instant = when ?? nextQueryAt;
    if (!instant) throw new Error('No question is planned');
    const ctx = system({ gateway: gateway('509', trouble), at: instant });
    await resolveUnknown({ ...ctx, patience: PATIENCE }, id);
    return hand.read(id);
  }

  const deviceOf = (model: Model) => (model === '507' ? hand.world.register : hand.world.terminal);
  const batchNumbers = { 507: 1, 509: 1 };
  const batchNumber = (model: Model) => String(batchNumbers[model]).padStart(3, '0');

  /** A paid sale on the device, whose answer says in which batch it is. */
  async function sellInBatch(model: Model) {
    const id = await hand.sell(24_000, deviceOf(model));
    await hand.approve(id, { batchNumber: batchNumber(model) });
  }

  /** Has the day closed on a device of the model that took one sale. */
  async function close(model: Model, trouble: Trouble) {
    await sellInBatch(model);
    const runId = await hand.requestClose(deviceOf(model));
    await closeBatch(system({ gateway: gateway(model, trouble), ...at(trouble) }), WORKER, runId);
    const run = await readRun(runId);
    if (run.state === 'closed') batchNumbers[model] += 1;
    return { run, batch: await hand.batch(run.batchId) };
  }

  async function readRun(id: EndOfDayRunId) {
    const run = await hand.run(id);
    if (!run) throw new Error('The run is gone');
    return run;
  }

  /** The next sale after a lost close, when the waiting window is over: in the next batch, or still in the same. */
  async function settleBySale(model: Model, runId: EndOfDayRunId, hasClosed: boolean) {
    await hand.free(runId);
    if (hasClosed) batchNumbers[model] += 1;
    await sellInBatch(model);
    return readRun(runId);
  }

  /** The entries of a timeline, in the order in which they are told. */
  const timeline = async (id: TransactionId) => {
    const { merchant, inTransaction } = hand.system();
    const newestFirst = await inTransaction((tx) => listEvents(tx, merchant.id, id));
    return newestFirst.reverse().map(({ data }) => timelineEntry.parse(data));
  };

  /** The paths called since the last gateway was made, without what they all begin with. */
  const calls = () =>
    provider.arrived.map(({ path }) =>
      path.replace(/^\/(?:in-store\/oauth2|v2\/terminal-host(?:\/gmu)?)\//, ''),
    );

  /** Two sales through one gateway whose first login meets what is told, so long apart. */
  async function signInTwice(says: Told, apartMs: number) {
    let now = Date.now();
    const login: Says = (call, earlier) =>
      call.path.endsWith('/authorize') && earlier === 0 ? says : goodLogin(call, earlier);
    const row = await create('sale');
    const trouble = { session: null, login, says: { body: approval(row) }, now: () => now };
    const both = gateway('509', trouble);
    const { merchant, inTransaction } = hand.system();
    const loaded = await inTransaction((tx) => loadOperation(tx, merchant, row.id));
    if (!loaded) throw new Error('The sale is gone');
    const sell = () => both.perform(loaded.operation, () => undefined);
    await sell();
    now += apartMs;
    const last = (await sell()).kind;
    return { last, tries: calls().filter((path) => path === 'authorize').length };
  }

  const testConnection = (trouble: Trouble) => gateway('509', trouble).testConnection(() => undefined);

  return {
    hand,
    provider,
    create,
    send,
    ask,
    close,
    batchNumber,
    /** The close that asking for another one leads to. */
    closeAgain: (model: Model) => hand.requestClose(deviceOf(model)),
    settleBySale,
    warnings,
    timeline,
    lastEntry: async (id: TransactionId) => (await timeline(id)).at(-1),
    calls,
    /** The same without the steps of a login. */
    services: () => calls().filter((path) => !/^(?:authorize|token)/.test(path)),
    signInTwice,
    testConnection,
    /** How often something was put to a device, questions aside. */
    sendings: () => calls().filter((path) => /^(?:payment(?:\/void|\/refund)?|eod)$/.test(path)).length,
    async end() {
      look();
      await provider.close();
      await hand.world.close();
      watch.expectRight();
    },
    /** After a case: the terminal is given back, as the sweep would after the waiting window. */
    async tidy() {
      look();
      warnings.length = 0;
      for (const device of [hand.world.terminal, hand.world.register]) {
        const held = await hand.holder(device);
        if (held) await hand.free(held.operationId);
      }
    },
  };
}

/** What the provider says when it did what was asked; overrides replace or remove (undefined) fields. */
export function approval(row: TransactionRow, overrides: object = {}): object {
  const marks: Partial<Record<TransactionRow['kind'], object>> = {
    void: { cancelHostReference: 'C-1' },
    refund: { refundHostReference: 'R-1' },
  };
  return {
    status: 'SUCCESS',
    errorCode: '',
    conversationId: row.id,
    systemTime: Date.now(),
    deviceUniqueId: DEVICE[509],
    transactionReferenceId: row.reference,
    paymentId: row.kind === 'sale' ? `PAY-${row.id}` : row.providerPaymentId,
    paymentDate: '20260101',
    price: row.amountMinor / 100,
    currency: row.currency,
    authCode: '004311',
    hostReference: '000012345678',
    acquirerId: '62',
    ...marks[row.kind],
    ...overrides,
  };
}

/** The provider's no, with its code and group. */
export function refusal(errorCode: string, errorGroup: string | null, status = 400, more: object = {}): Told {
  return { status, body: { status: 'FAILURE', errorCode, errorGroup, errorMessage: 'olmadı', ...more } };
}

/** What the provider says of a reference it does not know. */
export const NOT_FOUND = refusal('380108', 'BUSINESS_ERROR');

export const isQuestion = ({ path }: Arrived) => path.endsWith('query-transaction-status');

/** An answer that could be read, if it were not too large, too deep, or in an encoding nobody asked for. */
export function overdone(what: 'large' | 'deep' | 'compressed', answer: object): Told {
  if (what === 'compressed') return { headers: { 'content-encoding': 'gzip' }, body: answer };
  if (what === 'large') return { body: { ...answer, padding: 'x'.repeat(1_100_000) } };
  const depth = 100_000;
  const json = JSON.stringify(answer);
  return { body: `${json.slice(0, -1)},"deep":${'['.repeat(depth)}${']'.repeat(depth)}}` };
}
