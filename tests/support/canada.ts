import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { asc, eq } from 'drizzle-orm';
import { inScope, openDatabase } from '#db/client.ts';
import { findBatch, listBatchTotals } from '#db/queries/batches.ts';
import { releaseDevice } from '#db/queries/devices.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { batches } from '#db/schema/batches.ts';
import { eodReports } from '#db/schema/end-of-day.ts';
import type { Role } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { createContext, createSystemContext } from '#server/auth/create-context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { reportContent } from '#server/end-of-day/report.ts';
import type { CalledResult } from '#server/gateways/callback.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { recover } from '#server/jobs/recover.ts';
import type { BatchId, DeviceId, EndOfDayRunId, TransactionId, UserId } from '#server/kernel/ids.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { seal } from '#server/terminals/seal.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import type { Terminal } from '#server/transactions/situation.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import type { TransactionEvent } from '#server/transactions/transaction.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { type DeviceRow, makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { type MerchantRow, makeMerchant } from '#tests/factories/merchant.ts';
import { createTestDatabase } from './database.ts';
import { asideDirectories } from './throw-away.ts';

/** What a slip tells of a payment. */
type Slip = { brand?: string | null; number?: string | null };

/** A shop in Toronto whose bank closes batches at midnight, moved by the test's own clock and hand. */
export type Canada = Awaited<ReturnType<typeof createCanada>>;

const SETTINGS = { fallbackEmail: 'desk@test.example' };
const CONNECTION = { provider: 'interpay', settings: SETTINGS } as const;

/** Where an account of the shop leads to, where it leads anywhere. */
type Account = {
  url: string;
  credentials: { termId: string; pass: string };
  providerDeviceId: string;
  settings: object;
};

/**
 * Builds the shop on a database of its own, with a neighbour who must see nothing of it. No payment is ever sent; `account`:
 * what else is asked goes there.
 */
export async function createCanada(account: Account | null = null) {
  const database = await createTestDatabase();
  const config = parseConfig({
    DATABASE_URL: database.appUrl,
    ...asideDirectories(),
    PUBLIC_URL: 'http://127.0.0.1:4300',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    OUTGOING_HOSTS: account ? new URL(account.url).host : '127.0.0.1:9',
    READ_DEADLINE_SECONDS: '1',
    LOG_LEVEL: account ? 'silent' : 'error',
  });
  const running = await startRuntime(config, { runsWorker: false });
  const { db, close } = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'planting' });
  const [merchant, neighbour] = [await plantShop(db, config, account), await plantShop(db, config, null)];
  let now = new Date('2026-03-04T15:00:00Z');
  const clock = { now: () => now };

  const as = <P extends Permission>(role: Role, permission: P, shop: Shop = merchant) =>
    ({
      ...createContext(running.runtime, shop.row, person(shop, role), permission),
      clock,
    }) as ReturnType<typeof createContext<P>>;
  const system = (): SystemContext => ({
    ...createSystemContext(running.runtime, merchant.row, 'test'),
    clock,
  });
  const read = async (id: TransactionId): Promise<TransactionRow> => {
    const row = await system().inTransaction((tx) => findTransaction(tx, merchant.row.id, id));
    if (!row) throw new Error(`${id} is gone`);
    return row;
  };

  async function apply(id: TransactionId, event: TransactionEvent) {
    const ctx = system();
    const { deviceId } = await read(id);
    const terminal: Terminal = { ...capabilitiesOf(CONNECTION), providerDeviceId: deviceId };
    return ctx.inTransaction((tx) => applyOutcome(ctx, tx, id, terminal, event));
  }

  /** Puts an operation on the wire and has it delivered: from here its result comes by itself. */
  async function delivered(
    started: { ok: true; value: { transactionId: TransactionId } } | { ok: false; error: object },
  ): Promise<TransactionId> {
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    const { transactionId } = started.value;
    await apply(transactionId, { kind: 'claimed', workerKey: 1 });
    await apply(transactionId, { kind: 'replied', reply: { kind: 'delivered', session: null } });
    return transactionId;
  }

  /** The result of an operation: approved, with what its slip tells. That of a void comes with an answer here. */
  async function approve(id: TransactionId, slip: Slip = {}): Promise<TransactionRow> {
    const row = await read(id);
    const evidence = evidenceOf(row, slip);
    if (row.kind === 'void') await apply(id, { kind: 'replied', reply: { kind: 'approved', evidence } });
    else await apply(id, calledBack(row, { kind: 'approved', evidence, isProven: true }));
    return read(id);
  }

  const decline = async (id: TransactionId) =>
    apply(
      id,
      calledBack(await read(id), {
        kind: 'declined',
        reason: 'other',
        code: '05',
        text: null,
        checkDevice: false,
        mentionsVoid: false,
      }),
    );

  /** No result comes in the time it may take, and the device is given back after its waiting window. */
  async function lose(id: TransactionId): Promise<void> {
    await apply(id, { kind: 'silence' });
    if ((await read(id)).state !== 'unknown') throw new Error('Its result may still come');
    await system().inTransaction((tx) => releaseDevice(tx, merchant.row.id, id));
  }

  const sell = async (minor: number, deviceId: DeviceId = merchant.device.id) =>
    delivered(
      await startSale(as('manager', 'sale:start'), {
        // Somebody looked: what is left there of other tests is not what this one is about.
        deviceIsIdle: true,
        intentKey: randomUUID(),
        deviceId,
        amount: { minor, currency: 'CAD' },
        installmentCount: 1,
        lines: [],
      }),
    );

  return {
    merchant,
    neighbour,
    runtime: { ...running.runtime, clock },
    database,
    as,
    system,
    approve,
    decline,
    lose,
    sell,
    /** Moves the clock to an instant. */
    at: (iso: string) => {
      now = new Date(iso);
    },
    sold: async (minor: number, slip: Slip = {}) => approve(await sell(minor), { brand: 'visa', ...slip }),
    giveBack: async (saleId: TransactionId, amountMinor: number) =>
      delivered(
        await startRefund(as('manager', 'refund:start'), {
          deviceIsIdle: true,
          intentKey: randomUUID(),
          saleId,
          size: { by: 'amount', amountMinor },
          reason: null,
        }),
      ),
    undo: (saleId: TransactionId) =>
      voidSale(as('manager', 'void:start'), { intentKey: randomUUID(), saleId, reason: null }),
    delivered,
    /** Lets the worker look once for what has to be put right. */
    sweep: () => recover(system(), async () => () => false),
    batch: (id: BatchId | null) =>
      system().inTransaction((tx) => findBatch(tx, merchant.row.id, id ?? 'bat_')),
    /** All batches of the shop in the order in which they were opened. */
    books: () =>
      system().inTransaction((tx) =>
        tx
          .select()
          .from(batches)
          .where(eq(batches.merchantId, merchant.row.id))
          .orderBy(asc(batches.openedAt)),
      ),
    sums: (id: BatchId) => system().inTransaction((tx) => listBatchTotals(tx, merchant.row.id, id)),
    reports: async (runId: EndOfDayRunId) => {
      const rows = await system().inTransaction((tx) =>
        tx.select().from(eodReports).where(eq(eodReports.runId, runId)),
      );
      return rows.map((row) => ({ ...reportContent.parse(row.content), number: row.number }));
    },
    close: async () => {
      await running.stop();
      await close();
      await database.drop();
      await rm(config.answersDirectory, { recursive: true, force: true });
    },
  };
}

type Shop = { row: MerchantRow; device: DeviceRow; people: Record<Role, UserId> };

async function plantShop(
  db: ReturnType<typeof openDatabase>['db'],
  config: Config,
  account: Account | null,
): Promise<Shop> {
  const row = await makeMerchant(db, {
    country: 'CA',
    timeZone: 'America/Toronto',
    cutOff: '04:00',
    currency: 'CAD',
    locale: 'en',
  });
  const device = await makeDevice(db, row.id, {
    label: 'Front desk',
    ...(account && { providerDeviceId: account.providerDeviceId }),
    connection: { ...CONNECTION, label: 'Interpay', ...(account && opened(row.id, config, account)) },
  });
  const roles: Role[] = ['support', 'accountant', 'manager', 'admin'];
  const people = Object.fromEntries(roles.map((role) => [role, ids.next('user')])) as Record<Role, UserId>;
  for (const [name, id] of Object.entries(people)) {
    const email = `${name}@${row.slug}.example`;
    const common = { passwordHash: '-', locale: 'en' as const, createdAt: row.createdAt };
    await inScope(db, { userId: id }, (tx) => tx.insert(users).values({ id, email, name, ...common }));
  }
  return { row, device, people };
}

function opened(merchantId: MerchantRow['id'], config: Config, { url, credentials, settings }: Account) {
  const binding = { merchantId, provider: 'interpay', field: 'credentials' } as const;
  return {
    baseUrl: `${url}/`,
    settings: { ...SETTINGS, ...settings },
    sealedCredentials: seal(config.sealingKeys, binding, JSON.stringify(credentials)),
  };
}

function person({ people }: Shop, role: Role) {
  return {
    kind: 'user' as const,
    id: people[role],
    name: role,
    role,
    locale: 'en' as const,
    branchIds: null,
    factorAt: new Date(),
  };
}

function calledBack(row: TransactionRow, result: CalledResult): TransactionEvent {
  const said = {
    reference: row.reference,
    sessionId: `S-${row.id}`,
    isRefund: row.kind === 'refund',
    amountMinor: row.amountMinor,
    isMisdirected: false,
    slips: { customer: null, merchant: null },
    dropped: [],
  };
  return { kind: 'called_back', said: { ...said, result } };
}

function evidenceOf(row: TransactionRow, { brand = null, number = null }: Slip): Evidence {
  return {
    reference: row.reference,
    providerDeviceId: row.deviceId,
    amountMinor: row.amountMinor,
    currency: row.currency,
    providerPaymentId: `S-${row.id}`,
    providerDate: null,
    authCode: '123456',
    rrn: null,
    stan: null,
    batchNumber: number,
    acquirerId: null,
    acquirerName: null,
    issuerId: null,
    tid: null,
    mid: null,
    bin: null,
    last4: '1234',
    cardType: null,
    cardBrand: brand,
    saleNumber: null,
    entryMode: 'chip',
    providerAt: null,
  };
}
