import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { type Db, openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { createContext } from '#server/auth/create-context.ts';
import { parseConfig } from '#server/config/config.ts';
import { requestCloses } from '#server/end-of-day/request-closes.ts';
import type { AcquirerTotal, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { makeDevice } from '../factories/device.ts';
import { makeMerchant } from '../factories/merchant.ts';
import { makePerson } from '../factories/person.ts';
import { freePort } from '../support/ports.ts';
import { asideDirectories, throwAwayDirectory } from '../support/throw-away.ts';
import { padded } from './big-rows.ts';
import { fillTotals } from './big-totals.ts';
import { type Line, plainLine } from './line.ts';

const DEVICES = 200;
const OPERATIONS = 100_000;
const UNDER = `${DEVICES} devices, ${OPERATIONS} operations in the day`;

/**
 * P14: from the wish to close 200 devices to the last report, matched, of a day with 100,000 operations. The provider is scripted and
 * answers at once with the right totals: all of the time is ours. The database keeps its promises (fsync).
 */
export async function measureEndOfDay(): Promise<Line[]> {
  const database = await startEmbedded({
    directory: join(throwAwayDirectory('bench-day'), 'pg'),
    port: await freePort(),
    durable: true,
    log: () => undefined,
  });
  const config = parseConfig({
    DATABASE_URL: database.appUrl,
    ...asideDirectories(),
    PUBLIC_URL: 'http://127.0.0.1:4300',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
  });
  await migrate(database.ownerUrl);
  const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'bench' });
  try {
    const { merchant, person, deviceIds, totals } = await fillDay(owner.db);
    const running = await startRuntime(config, { runsWorker: true });
    running.runtime.openGateway = () => closing(totals);
    const ctx = createContext(running.runtime, merchant, person, 'end-of-day:run');
    const from = performance.now();
    const wishes = await requestCloses(ctx, { deviceIds });
    if (!wishes.ok) throw new Error('A device was not found');
    let left = DEVICES;
    while (left > 0) {
      await delay(50);
      left = DEVICES - (await countReports(owner.db));
      if (performance.now() - from > 300_000)
        throw new Error(`${left} devices were not closed in five minutes`);
    }
    const seconds = (performance.now() - from) / 1000;
    await running.stop();
    const [row] = await owner.db.execute<{ unmatched: number }>(
      sql`select count(*)::int as unmatched from eod_runs where is_matched is not true`,
    );
    return [
      plainLine({ mark: 'P14', job: 'matched and reported', under: UNDER }, 's', seconds, 10),
      plainLine({ mark: 'P14', job: 'closes that do not match', under: UNDER }, '×', row?.unmatched ?? 0, 0),
    ];
  } finally {
    await owner.close();
    await database.stop();
    rmSync(config.answersDirectory, { recursive: true, force: true });
  }
}

/** A provider whose devices close their batch at once, with these totals. */
function closing(totals: ReadonlyMap<string, AcquirerTotal[]>): TerminalGateway {
  const closeBatch: TerminalGateway['closeBatch'] = async ({ providerDeviceId }) => ({
    kind: 'closed',
    batchNumber: '0001',
    totals: totals.get(providerDeviceId) ?? [],
  });
  return { closeBatch, query: null } as Partial<TerminalGateway> as TerminalGateway;
}

async function countReports(owner: Db): Promise<number> {
  const [row] = await owner.execute<{ count: number }>(sql`select count(*)::int as count from eod_reports`);
  return row?.count ?? 0;
}

async function fillDay(owner: Db) {
  const merchant = await makeMerchant(owner);
  const person = await makePerson(owner, merchant.id, 'manager');
  const first = await makeDevice(owner, merchant.id, { providerDeviceId: 'D-0' });
  const { connectionId, branchId } = first;
  const deviceIds: DeviceId[] = [first.id];
  while (deviceIds.length < DEVICES) {
    const providerDeviceId = `D-${deviceIds.length}`;
    deviceIds.push((await makeDevice(owner, merchant.id, { connectionId, branchId, providerDeviceId })).id);
  }
  await owner.execute(sql`set session_replication_role = replica`);
  await fillBatches(owner, merchant.id);
  await fillTotals(owner);
  await owner.execute(sql`set session_replication_role = default`);
  await owner.execute(sql`vacuum analyze`);
  return { merchant, person, deviceIds, totals: await totalsOf(owner) };
}

async function fillBatches(owner: Db, merchantId: MerchantId): Promise<void> {
  await owner.execute(sql`insert into batches (merchant_id, id, device_id, number, state, opened_at)
    select merchant_id, ${padded('bat', sql`row_number() over (order by id)`)}, id, '0001', 'open', now() - interval '5 hours'
    from devices`);
  await owner.execute(sql`insert into transactions (merchant_id, id, kind, state, environment, provider, device_id, branch_id,
      intent_key, intent_hash, reference, amount_minor, currency, installment_count, lines, created_by, created_at, business_date,
      sent_at, worker_key, settled_at, batch_id, provider_payment_id, provider_batch_number, auth_code, rrn, stan, acquirer_id,
      acquirer_name, bin, last4, card_type, card_brand, entry_mode)
    select ${merchantId}, ${padded('txn', sql`n`)}, 'sale', 'approved', 'sandbox', 'iyzico', b.device_id, d.branch_id, 'i' || n, '-',
      'ref_' || n, 100 + n % 90000, 'TRY', 1, '[]', 'usr_1', at, to_char(at, 'YYYY-MM-DD'), at, 1, at + interval '20 s', b.id,
      'pay_' || n, '0001', lpad((n % 1000000)::text, 6, '0'), lpad(n::text, 12, '0'), lpad((n % 1000000)::text, 6, '0'),
      '00' || (10 + n % 6), 'Bank ' || (10 + n % 6), '454360', lpad((n % 10000)::text, 4, '0'), 'credit', 'visa', 'chip'
    from generate_series(1, ${OPERATIONS}::int) n
    join (select *, row_number() over (order by id) - 1 as place from batches) b on b.place = n % ${DEVICES}
    join devices d on d.id = b.device_id, lateral (select now() - interval '4 hours' + n * interval '100 ms' as at) x`);
}

/** What each device will answer: what is in its batch. */
async function totalsOf(owner: Db): Promise<Map<string, AcquirerTotal[]>> {
  const rows = await owner.execute<{
    device: string;
    acquirerId: string;
    count: number;
    amountText: string;
  }>(sql`
    select d.provider_device_id as device, t.acquirer_id as "acquirerId", t.count, (t.amount_minor / 100.0)::numeric(20, 2)::text as "amountText"
    from batch_totals t join batches b on b.id = t.batch_id join devices d on d.id = b.device_id`);
  const totals = new Map<string, AcquirerTotal[]>();
  for (const { device, acquirerId, count, amountText } of rows) {
    const unsaid = { acquirerName: null, tid: null, mid: null };
    const total = {
      ...unsaid,
      acquirerId,
      count,
      amountText,
      batchNumber: '0001',
      isClosed: true,
      code: '00',
    };
    totals.set(device, [...(totals.get(device) ?? []), total]);
  }
  return totals;
}
