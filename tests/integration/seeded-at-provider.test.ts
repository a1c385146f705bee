import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDemo } from '#db/seeds/demo.ts';
import { type DemoConnection, type DemoDevice, kahveDuragi, sandboxClients } from '#db/seeds/demo-world.ts';
import { computeOurs } from '#server/end-of-day/compute.ts';
import { reconcile } from '#server/end-of-day/reconcile.ts';
import { createHttpTransport } from '#server/gateways/http.ts';
import { createIyzicoGateway } from '#server/gateways/iyzico/index.ts';
import type { TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import { type IyzicoGateway, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createLoginInMemory } from '#tests/support/login-in-memory.ts';
import { SEED_EVENING, seedOptions } from '#tests/support/seeding.ts';
import { watchWire } from '#tests/wire/watch.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let provider: IyzicoGateway;
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
  const { book } = await seedDemo(seedOptions(database.ownerUrl, { gatewayUrl: provider.url }));
  const response = await fetch(`${provider.url}/_sandbox/book`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ entries: book }),
  });
  expect(await response.json()).toEqual({ imported: book.length, known: 0 });
});

afterAll(async () => {
  await provider.close();
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
    d.provider_device_id as device from transactions t join devices d on d.id = t.device_id where t.state = 'unknown'`;
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

async function closeAt(connection: DemoConnection, device: DemoDevice) {
  const request = { attemptId: `eod-${device.providerDeviceId}`, providerDeviceId: device.providerDeviceId };
  return gatewayOf(connection).closeBatch?.(request, () => undefined);
}

function gatewayOf({ model, credentials }: DemoConnection): TerminalGateway {
  return createIyzicoGateway(
    { model, baseUrl: provider.url, credentials, appVersion: '0.1.0' },
    {
      http: createHttpTransport({ allowedHosts: [new URL(provider.url).host] }),
      clock: { now: () => SEED_EVENING },
      sessions: createLoginInMemory(),
    },
  );
}
