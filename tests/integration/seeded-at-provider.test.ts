import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '#db/seeds/demo.ts';
import type { ConnectionOf, DemoDevice } from '#db/seeds/demo-shapes.ts';
import { kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { BRAND_LETTERS } from '#db/seeds/interpay/cards.ts';
import { sandboxAccounts, sandboxClients } from '#db/seeds/sandbox-accounts.ts';
import { computeOurs } from '#server/end-of-day/compute.ts';
import { reconcile } from '#server/end-of-day/reconcile.ts';
import { createHttpTransport } from '#server/gateways/http.ts';
import { createIyzicoGateway } from '#server/gateways/iyzico/index.ts';
import type { TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import { type InterpayGateway, startInterpayGateway } from '#tests/gateways/interpay/server.ts';
import { gatewayConfig } from '#tests/gateways/interpay/settings.ts';
import { type IyzicoGateway, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createLoginInMemory } from '#tests/support/login-in-memory.ts';
import { SEED_EVENING, seedOptions } from '#tests/support/seeding.ts';
import { watchWire } from '#tests/wire/watch.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let provider: IyzicoGateway;
let interpay: InterpayGateway;
const watch = watchWire({ issuedTo: sandboxClients().clients });

beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  provider = await startIyzicoGateway({
    port: 0,
    clients: sandboxClients().clients,
    settings: { latencyMs: 1 },
    onRequest: watch.see,
    clock: () => SEED_EVENING.getTime(),
  });
  const now = () => SEED_EVENING.getTime();
  interpay = await startInterpayGateway({ ...gatewayConfig.parse(sandboxAccounts()), port: 0, clock: now });
  const addresses = { gatewayUrl: provider.url, interpay };
  const seeded = await seedDemo(seedOptions(database.ownerUrl, addresses));
  if (!seeded.isFresh) throw new Error('The database was not empty');
  const { book, interpayBook } = seeded;
  expect(await handOver(`${provider.url}/_sandbox/book`, { entries: book })).toEqual({
    imported: book.length,
    known: 0,
  });
  const known = { imported: interpayBook.entries.length, known: 0 };
  expect(await handOver(`${interpay.url}/sim/book`, interpayBook)).toMatchObject(known);
});

async function handOver(address: string, book: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(book) });
  return response.json();
}

afterAll(async () => {
  await provider.close();
  await interpay.close();
  await sql.end();
  await database.drop();
  watch.expectRight();
});

const devices = kahveDuragi.connections.flatMap((connection) =>
  connection.devices.map((device) => ({ connection, device, name: device.providerDeviceId })),
);

test('the provider can still give back exactly what our books say is left, line by line', async () => {
  const sales =
    await sql`select s.reference, s.amount_minor::int as amount, s.refunded_minor::int as refunded,
      s.voided_at, s.lines, d.provider_device_id as device from transactions s
    join devices d on d.id = s.device_id join connections c on c.id = d.connection_id
    where s.kind = 'sale' and s.state = 'approved' and c.settings->>'model' = '507'
    order by (s.refunded_minor > 0 or s.voided_at is not null) desc, s.created_at desc limit 60`;
  const [fiscal] = kahveDuragi.connections;
  if (!fiscal) throw new Error('No connection of cash registers');
  const gateway = gatewayOf(fiscal);
  for (const sale of sales) {
    const wish = { reference: sale.reference, providerDeviceId: sale.device, currency: 'TRY' as const };
    const said = await gateway.getRefundable?.(wish, () => undefined);
    const totalMinor = sale.voided_at ? 0 : sale.amount - sale.refunded;
    expect(said).toMatchObject({ kind: 'refundable', totalMinor });
    if (said?.kind !== 'refundable') continue;
    expect(said.lines.map((line) => line.name)).toEqual(
      sale.lines.map((line: { name: string }) => line.name),
    );
    expect(said.lines.reduce((sum, line) => sum + line.refundableMinor, 0)).toBe(totalMinor);
  }
  expect(sales.filter((sale) => sale.refunded > 0).length).toBeGreaterThan(3);
});

test('asked about the unknown sale, the provider knows it was charged', async () => {
  const [row] = await sql`select t.id, t.reference, t.amount_minor::int as amount, t.installment_count,
    d.provider_device_id as device from transactions t join devices d on d.id = t.device_id
      where t.state = 'unknown' and t.provider = 'iyzico'`;
  const found = devices.find(({ name }) => name === row?.device);
  if (!row || !found) throw new Error('No unknown sale');
  const amount = { minor: row.amount, currency: 'TRY' as const };
  const { id: attemptId, reference, device: providerDeviceId, installment_count: installmentCount } = row;
  const operation = {
    kind: 'sale' as const,
    attemptId,
    reference,
    providerDeviceId,
    amount,
    paymentType: 'card' as const,
    installmentCount,
    surchargeMinor: 0,
    lines: [],
    fiscal: null,
  };
  const said = await gatewayOf(found.connection).query?.(operation, () => undefined);
  expect(said).toMatchObject({ kind: 'approved', evidence: { reference, amountMinor: row.amount } });
});

test.each(devices)(
  'closing $name now matches our open batch, but for a sale that is still unknown',
  async ({ connection, device }) => {
    const [batch] =
      await sql`select id, number from batches where device_id = ${device.id} and state = 'open'`;
    const sums =
      await sql`select kind, payment_type as "paymentType", acquirer_id as "acquirerId", currency, count, amount_minor::int as "amountMinor"
    from batch_totals where batch_id = ${batch?.id ?? ''}`;
    const said = await closeAt(connection, device);
    if (said?.kind !== 'closed') throw new Error('The device did not close');
    expect(said.batchNumber).toBe(batch?.number);
    const ours = computeOurs(
      sums.map((row) => ({ ...row }) as Parameters<typeof computeOurs>[0][number]),
      new Map(),
    );
    const { differences } = reconcile(ours, said.totals, 'TRY');
    const unknown = await sql`select amount_minor::int as amount from transactions
    where device_id = ${device.id} and state = 'unknown'`;
    expect(differences.map((each) => each.differenceMinor)).toEqual(unknown.map((row) => row.amount));
  },
);

describe('at Interpay', () => {
  test('what the bank closed is what our books of those days say, card by card, but for the unknown sale', async () => {
    const ours = await sql`select d.provider_device_id as device, b.number, t.card_brand as brand,
        sum(case when t.kind = 'sale' then t.amount_minor else -t.amount_minor end)::int as net
      from transactions t join batches b on b.merchant_id = t.merchant_id and b.id = t.batch_id
      join devices d on d.merchant_id = t.merchant_id and d.id = t.device_id
      where t.provider = 'interpay' and b.state <> 'open' group by 1, 2, 3`;
    const [unknown] = await sql`select t.amount_minor::int as amount, d.provider_device_id as device
      from transactions t join devices d on d.id = t.device_id where t.provider = 'interpay' and t.state = 'unknown'`;
    const net = new Map(
      ours.map(({ device, number, brand, net: sum }) => [`${device} ${number} ${letterOf(brand)}`, sum]),
    );
    const theirs = interpay
      .closedBatches()
      .flatMap(({ deviceId, batch, totals }) =>
        totals.map((total) => [`${deviceId} ${batch} ${total.cardType}`, total.netMinor] as const),
      );
    const differences = theirs
      .map(([key, sum]) => ({ key, minor: sum - (net.get(key) ?? 0) }))
      .filter(({ minor }) => minor !== 0);
    expect(differences.map(({ minor }) => minor)).toEqual([unknown?.amount]);
    expect(differences[0]?.key.split(' ')[0]).toBe(unknown?.device);
    expect(theirs.length).toBeGreaterThan(50);
    for (const key of net.keys()) expect(theirs.map(([name]) => name)).toContain(key);
  });

  test('each terminal collects in the batch that is open here, and counts on from its last slip', async () => {
    for (const { providerDeviceId, id } of mapleBakery.connections.flatMap(({ devices: all }) => all)) {
      const answer = await fetch(`${interpay.url}/sim/devices/${providerDeviceId}`);
      const device = await answer.json();
      const [batch] = await sql`select number, (select count(*)::int from transactions t
          where t.batch_id = b.id and t.kind <> 'void') as slips
        from batches b where device_id = ${id} and state = 'open'`;
      expect(device).toMatchObject({ openBatchNo: batch?.number, transaction: batch?.slips, mode: 'manual' });
    }
  });

  test('asked by our reference, it knows the unknown sale as approved, and a void as of its sale', async () => {
    const rows = await sql`select reference, session_id, state, voided_at from transactions
      where provider = 'interpay' and (state = 'unknown' or voided_at is not null)`;
    const entries = new Map(interpay.book().map((entry) => [entry.requestId, entry]));
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) {
      expect(entries.get(row.reference)).toMatchObject({
        secureId: row.session_id,
        inv: row.reference,
        state: row.voided_at ? 'voided' : 'approved',
        scenario: row.state === 'unknown' ? 'SIM-LOST' : null,
      });
    }
  });
});

function letterOf(brand: string): string {
  return new Map<string, string>(Object.entries(BRAND_LETTERS)).get(brand) ?? '';
}

async function closeAt(connection: ConnectionOf['iyzico'], device: DemoDevice) {
  const request = { attemptId: `eod-${device.providerDeviceId}`, providerDeviceId: device.providerDeviceId };
  return gatewayOf(connection).closeBatch?.(request, () => undefined);
}

function gatewayOf({ model, credentials }: ConnectionOf['iyzico']): TerminalGateway {
  return createIyzicoGateway(
    { model, baseUrl: provider.url, credentials, appVersion: '0.1.0' },
    {
      http: createHttpTransport({ allowedHosts: [new URL(provider.url).host] }),
      clock: { now: () => SEED_EVENING },
      sessions: createLoginInMemory(),
    },
  );
}
