import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { and, asc, eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { findDevice, releaseDevice } from '#db/queries/devices.ts';
import { findTransaction, listEvents, type TransactionRow } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { connections } from '#db/schema/connections.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { createContext } from '#server/auth/create-context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { parseConfig } from '#server/config/config.ts';
import type { CalledOutcome, CalledResult } from '#server/gateways/callback.ts';
import { interpayCapabilities, settingsSchema } from '#server/gateways/interpay/settings.ts';
import type {
  Evidence,
  OperationReply,
  TerminalGateway,
  TerminalOperation,
} from '#server/gateways/terminal-gateway.ts';
import type { DeviceId, TransactionId } from '#server/kernel/ids.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { toTerminal } from '#server/transactions/situation.ts';
import { type SaleWish, startSale } from '#server/transactions/start-sale.ts';
import type { TransactionEvent } from '#server/transactions/transaction.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import { createTestDatabase } from './database.ts';
import { asideDirectories } from './throw-away.ts';

/** The worker that the test pretends to be. */
export const WORKER = 4_712;

/** A shop in Canada with a terminal whose results are called back. */
export type CallingShop = Awaited<ReturnType<typeof openCallingShop>>;

/**
 * Opens the shop without a worker and without a provider: the test is both, in the order that hurts. Its bank closes half a day
 * from now, so that a void is possible whenever the tests run.
 */
export async function openCallingShop() {
  const database = await createTestDatabase();
  const owner = openDatabase(database.ownerUrl, { maxConnections: 2, name: 'planting' });
  const config = parseConfig({
    DATABASE_URL: database.appUrl,
    ...asideDirectories(),
    PUBLIC_URL: 'http://127.0.0.1:4300',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    OUTGOING_HOSTS: '127.0.0.1:9',
    LOG_LEVEL: 'error',
  });
  const running = await startRuntime(config, { runsWorker: false });
  const merchant = await makeMerchant(owner.db, {
    country: 'CA',
    timeZone: 'America/Toronto',
    cutOff: '00:00',
    currency: 'CAD',
    locale: 'fr',
  });
  const connectionId = ids.next('connection');
  const halfADayOff = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 13);
  const settings = settingsSchema.parse({
    ...{ fallbackEmail: 'shop@example.com', maxAmountMinor: 500_000 },
    ...{ timeZone: 'UTC', cutOff: `${halfADayOff}:00` },
  });
  await owner.db.insert(connections).values({
    ...{ merchantId: merchant.id, id: connectionId, provider: 'interpay', environment: 'sandbox' },
    ...{ label: 'Interpay', baseUrl: 'http://127.0.0.1:9', settings, sealedCredentials: '-' },
    createdAt: new Date(),
  });
  const terminal = await makeDevice(owner.db, merchant.id, { connectionId, label: 'Caisse 1' });
  const people = new Map(
    await Promise.all(
      (['support', 'accountant', 'manager', 'admin'] as const).map(
        async (role) => [role, await makePerson(owner.db, merchant.id, role)] as const,
      ),
    ),
  );

  function as<P extends Permission>(role: Role, permission: P, at?: Date) {
    const person = people.get(role);
    if (!person) throw new Error(`Nobody is ${role} here`);
    const ctx = createContext(running.runtime, merchant, person, permission);
    return at ? { ...ctx, clock: { now: () => at } } : ctx;
  }

  /** The worker's context; `gateway` answers what the provider would, `at` is what the clock says. */
  function system({
    gateway = {},
    at,
  }: {
    gateway?: Partial<TerminalGateway>;
    at?: Date;
  } = {}): SystemContext {
    const whole: TerminalGateway = {
      capabilities: interpayCapabilities(settings),
      perform: async () => {
        throw new Error('Nothing is to be sent in this test');
      },
      ...{
        query: null,
        getRefundable: null,
        splitSales: null,
        closeBatch: null,
        abort: null,
        readBankTotals: null,
      },
      readCallback: null,
      testConnection: async () => ({ kind: 'ok', expiresAt: null }),
      ...gateway,
    };
    return {
      ...as('manager', 'sale:start', at),
      actor: { kind: 'system', id: 'test' },
      answers: running.runtime.answers,
      callbacksAside: running.runtime.callbacks.aside,
      openGateway: () => whole,
    };
  }

  const inTransaction = system().inTransaction;
  async function read(id: TransactionId): Promise<TransactionRow> {
    const row = await inTransaction((tx) => findTransaction(tx, merchant.id, id));
    if (!row) throw new Error(`${id} is gone`);
    return row;
  }

  async function apply(id: TransactionId, event: TransactionEvent, at?: Date) {
    const ctx = system(at ? { at } : {});
    return ctx.inTransaction(async (tx) => {
      const target = await findDevice(tx, merchant.id, (await read(id)).deviceId);
      if (!target) throw new Error('The device is gone');
      return applyOutcome(ctx, tx, id, toTerminal(target), event);
    });
  }

  const wish = (changes: Partial<SaleWish> = {}): SaleWish => ({
    intentKey: randomUUID(),
    deviceId: terminal.id,
    amount: { minor: 11_800, currency: 'CAD' },
    installmentCount: 1,
    lines: [],
    ...changes,
  });

  async function sell(changes: Partial<SaleWish> = {}): Promise<TransactionId> {
    const started = await startSale(as('manager', 'sale:start'), wish(changes));
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    return started.value.transactionId;
  }

  /** Puts an operation on the wire; what it was is returned. */
  async function send(
    id: TransactionId,
    reply: OperationReply,
    at?: Date,
  ): Promise<TerminalOperation | null> {
    let put: TerminalOperation | null = null;
    const perform: TerminalGateway['perform'] = async (operation) => {
      put = operation;
      return reply;
    };
    await sendOperation(system({ gateway: { perform }, ...(at ? { at } : {}) }), WORKER, id);
    return put;
  }

  /** A sale that is on the terminal, as its provider said, and can be stopped there. */
  async function deliver(id: TransactionId, handle: string | null = `https://127.0.0.1/stop/${id}`) {
    await send(id, { kind: 'delivered', session: { id: `s-${id.slice(-12)}`, handle } });
    return id;
  }

  /** What the provider calls back about an operation. */
  async function callBack(id: TransactionId, result: CalledResult, changes: Partial<CalledOutcome> = {}) {
    const row = await read(id);
    const said: CalledOutcome = {
      result,
      reference: row.reference,
      sessionId: row.sessionId ?? 's-unknown',
      isRefund: row.kind === 'refund',
      amountMinor: row.amountMinor,
      isMisdirected: false,
      slips: { customer: null, merchant: null },
      dropped: [],
      ...changes,
    };
    return apply(id, { kind: 'called_back', said });
  }

  const approved = (row: TransactionRow, changes: Partial<Evidence> = {}): CalledResult => ({
    kind: 'approved',
    isProven: true,
    evidence: {
      ...{ bin: null, authCode: '704311', rrn: null, stan: null, tid: null, mid: null, issuerId: null },
      ...{ saleNumber: null, entryMode: null, cardType: null, acquirerId: null, acquirerName: null },
      reference: row.reference,
      providerDeviceId: null,
      amountMinor: row.amountMinor,
      currency: row.currency,
      providerPaymentId: `WP${row.id.slice(-14)}`,
      ...{ providerDate: null, batchNumber: '7', last4: '1234', cardBrand: 'visa', providerAt: null },
      ...changes,
    },
  });

  return {
    ...{ merchant, terminal, owner: owner.db, as, system, read, apply, wish, sell, send, deliver, callBack },
    approve: async (id: TransactionId, changes: Partial<Evidence> = {}) =>
      callBack(id, approved(await read(id), changes)),
    events: (id: TransactionId) => inTransaction((tx) => listEvents(tx, merchant.id, id)),
    /** What the audit says of an operation, in order, with who did it. */
    audited: (id: TransactionId) =>
      inTransaction((tx) =>
        tx
          .select({ action: auditLog.action, actorId: auditLog.actorId })
          .from(auditLog)
          .where(and(eq(auditLog.merchantId, merchant.id), eq(auditLog.objectId, id)))
          .orderBy(asc(auditLog.sequence)),
      ),
    /** Gives the device back as the sweep does when the waiting window is over. */
    free: (id: TransactionId) => inTransaction((tx) => releaseDevice(tx, merchant.id, id)),
    device: async (id: DeviceId = terminal.id) => {
      const found = await inTransaction((tx) => findDevice(tx, merchant.id, id));
      if (!found) throw new Error(`${id} is gone`);
      return found.device;
    },
    async close() {
      await running.stop();
      await owner.close();
      await database.drop();
      await rm(config.answersDirectory, { recursive: true, force: true });
    },
  };
}
