import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillSums } from '#db/fill-sums.ts';
import { seedDemo } from '#db/seeds/demo.ts';
import { demoMerchants } from '#db/seeds/demo-world.ts';
import { BRAND_NAMES } from '#db/seeds/interpay/cards.ts';
import { type AuditEntry, CHAIN_START, chainHash } from '#server/audit/record.ts';
import { computeFiscal, computeOurs } from '#server/end-of-day/compute.ts';
import { reconcile } from '#server/end-of-day/reconcile.ts';
import { reportContent } from '#server/end-of-day/report.ts';
import { refundLines, saleLines, sumOfLines } from '#server/transactions/lines.ts';
import { timelineEntry } from '#server/transactions/timeline.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { SEED_EVENING, seedKeys, seedOptions } from '#tests/support/seeding.ts';

let database: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  await seedDemo(seedOptions(database.ownerUrl));
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** Sums of acquirers that are not those of the approved rows; a sum of nothing is none. */
const differencesOfAcquirers = () => sql`
  with approved as (
    select t.merchant_id, t.business_date, t.device_id, case when o.kind = 'preauthorization' then 'release' else t.kind end as kind,
      coalesce(t.acquirer_id, '') as acquirer_id, t.currency, count(*)::int as count, sum(t.amount_minor)::bigint as amount_minor
    from transactions t
    left join transactions o on t.kind = 'void' and o.merchant_id = t.merchant_id and o.id = t.original_id
    where t.state = 'approved' group by 1, 2, 3, 4, 5, 6)
  select * from approved full join acquirer_totals using (merchant_id, business_date, device_id, kind, acquirer_id, currency)
  where coalesce(approved.count, 0) <> coalesce(acquirer_totals.count, 0)
    or coalesce(approved.amount_minor, 0) <> coalesce(acquirer_totals.amount_minor, 0)`;

describe('the books', () => {
  test('the sums of every batch are those of its members', async () => {
    const differences = await sql`
      with members as (
        select merchant_id, batch_id, kind, coalesce(acquirer_id, card_brand, '') as acquirer_id, currency,
          count(*)::int as count, sum(amount_minor)::bigint as amount_minor
        from transactions where state = 'approved' group by 1, 2, 3, 4, 5)
      select * from members full join batch_totals using (merchant_id, batch_id, kind, acquirer_id, currency)
      where members.count is distinct from batch_totals.count
        or members.amount_minor is distinct from batch_totals.amount_minor`;
    expect(differences).toHaveLength(0);
  });

  test('the sums of every day are those of what ended on it', async () => {
    const differences = await sql`
      with ended as (
        select merchant_id, business_date, device_id, kind, state as outcome, currency,
          count(*)::int as count, sum(amount_minor)::bigint as amount_minor
        from transactions where settled_at is not null group by 1, 2, 3, 4, 5, 6)
      select * from ended full join day_totals using (merchant_id, business_date, device_id, kind, outcome, currency)
      where ended.count is distinct from day_totals.count
        or ended.amount_minor is distinct from day_totals.amount_minor`;
    expect(differences).toHaveLength(0);
  });

  test('the sums of every acquirer are those of what it approved', async () => {
    expect(await differencesOfAcquirers()).toHaveLength(0);
  });

  test('what was approved before the sums of acquirers were kept is added to them once, whatever was added meanwhile', async () => {
    await sql`delete from acquirer_totals where device_id < (select max(id) from devices)`;
    await sql`update acquirer_totals set count = 1, amount_minor = 7`;
    await sql`comment on table acquirer_totals is 'earlier rows are missing'`;
    await fillSums(sql);
    expect(await differencesOfAcquirers()).toHaveLength(0);
    await sql`delete from acquirer_totals`;
    await fillSums(sql);
    expect(await sql`select 1 from acquirer_totals`).toHaveLength(0);
    await sql`comment on table acquirer_totals is 'earlier rows are missing'`;
    await fillSums(sql);
    expect(await differencesOfAcquirers()).toHaveLength(0);
  });

  test('a row that moves takes its part of the sums of an acquirer with it', async () => {
    const change = (to: string | null) => sql`
      update transactions set acquirer_id = ${to} where id = (select min(id) from transactions where state = 'approved')`;
    const [before] =
      await sql`select acquirer_id from transactions where state = 'approved' order by id limit 1`;
    await change('0999');
    expect(await differencesOfAcquirers()).toHaveLength(0);
    await change(before?.acquirer_id ?? null);
    expect(await differencesOfAcquirers()).toHaveLength(0);
  });

  test('the balance of every sale is what its refunds and voids say', async () => {
    const wrong = await sql`
      select s.id from transactions s
      left join lateral (
        select coalesce(sum(amount_minor) filter (where kind = 'refund' and state = 'approved'), 0) as refunded,
          max(id) filter (where kind = 'void' and state = 'approved') as void_id,
          max(settled_at) filter (where kind = 'void' and state = 'approved') as voided_at
        from transactions f where f.merchant_id = s.merchant_id and f.original_id = s.id) f on true
      where s.kind = 'sale' and (s.refunded_minor <> f.refunded or s.refund_reserved_minor <> 0
        or s.void_id is distinct from f.void_id or s.voided_at is distinct from f.voided_at)`;
    expect(wrong).toHaveLength(0);
    const [money] = await sql`select count(*) filter (where voided_at is not null)::int as voided,
      count(*) filter (where refunded_minor > 0 and refunded_minor < amount_minor)::int as partly,
      count(*) filter (where refunded_minor = amount_minor)::int as wholly from transactions`;
    expect(Math.min(money?.voided, money?.partly, money?.wholly)).toBeGreaterThan(0);
  });

  test('a device does one thing at a time', async () => {
    const overlaps = await sql`
      select id from (
        select id, created_at, lag(settled_at) over (partition by device_id order by created_at) as before
        from transactions) t
      where created_at < before`;
    expect(overlaps).toHaveLength(0);
  });

  test('lines of a cash register read back and add up to the kuruş; other devices have none', async () => {
    const rows =
      await sql`select t.kind, t.amount_minor::int as amount, t.lines, c.settings->>'model' as model
      from transactions t join devices d on d.id = t.device_id join connections c on c.id = d.connection_id`;
    for (const { kind, amount, lines, model } of rows) {
      if (model !== '507' || kind === 'void') expect(lines).toEqual([]);
      else if (kind === 'sale') expect(sumOfLines(saleLines.parse(lines))).toBe(amount);
      else expect(refundLines.parse(lines).reduce((sum, line) => sum + line.refundMinor, 0)).toBe(amount);
    }
  });

  test('of a card nothing is kept but the first six digits and the last four, and of an account no password', async () => {
    const rows = await sql`select request, response from exchanges`;
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('maple-sandbox');
    expect(JSON.stringify(rows)).not.toMatch(/(?<!\d)(?!20\d{10}|1\d{12})\d{14,19}(?!\d)/);
  });
});

describe('the ends of days', () => {
  test('every day but today is closed, under report numbers without a gap, and today collects in an open batch', async () => {
    const devices = await sql`
      select d.id, array_agg(r.number order by r.number) as numbers,
        (select count(*)::int from batches b where b.device_id = d.id and b.state = 'open') as open,
        (select count(*)::int from transactions t where t.device_id = d.id and t.business_date = '2026-05-13') as today
      from devices d join eod_reports r on r.device_id = d.id join connections c on c.id = d.connection_id
      where c.provider = 'iyzico' group by d.id`;
    expect(devices).toHaveLength(6);
    for (const device of devices) {
      expect(device.numbers).toEqual(Array.from({ length: 7 }, (_, index) => index + 1));
      expect(device.open).toBe(1);
      expect(device.today).toBeGreaterThan(10);
    }
  });

  test('the bank has ended every day but today; our books of them are closed, wait for figures, or for an answer', async () => {
    const states = await sql`select d.provider_device_id as device, b.state, count(*)::int as count,
        min(b.bank_date) as first, max(b.bank_date) as last
      from batches b join devices d on d.id = b.device_id join connections c on c.id = d.connection_id
      where c.provider = 'interpay' group by 1, 2 order by 1, 2`;
    const day = (device: string, state: string, first: string, last = first) => {
      const count = Number(last.slice(-2)) - Number(first.slice(-2)) + 1;
      return { device, state, count, first, last };
    };
    expect(states.map((row) => ({ ...row }))).toEqual([
      day('PLATEAU-1', 'closed', '2026-05-06', '2026-05-12'),
      day('PLATEAU-1', 'open', '2026-05-13'),
      day('PLATEAU-2', 'closed', '2026-05-06', '2026-05-11'),
      day('PLATEAU-2', 'ended', '2026-05-12'),
      day('PLATEAU-2', 'open', '2026-05-13'),
      day('VIEUXPORT-1', 'closed', '2026-05-06', '2026-05-11'),
      day('VIEUXPORT-1', 'ended', '2026-05-12'),
      day('VIEUXPORT-1', 'open', '2026-05-13'),
    ]);
    const runs = await sql`select d.provider_device_id as device, r.state, r.blocked_by
      from eod_runs r join devices d on d.id = r.device_id join batches b on b.id = r.batch_id
      where b.state = 'ended' order by 1`;
    const [unknown] =
      await sql`select id from transactions where provider = 'interpay' and state = 'unknown'`;
    expect(runs.map((row) => ({ ...row }))).toEqual([
      { device: 'PLATEAU-2', state: 'awaiting_totals', blocked_by: [] },
      { device: 'VIEUXPORT-1', state: 'blocked', blocked_by: [unknown?.id] },
    ]);
  });

  test('every member of a day of the bank was sent on it, and carries its number', async () => {
    const strangers = await sql`select t.id from transactions t
      join batches b on b.merchant_id = t.merchant_id and b.id = t.batch_id
      where t.provider = 'interpay' and (t.provider_date <> b.bank_date or t.provider_batch_number <> b.number
        or to_char(t.sent_at at time zone 'America/Toronto', 'YYYY-MM-DD') <> b.bank_date)`;
    expect(strangers).toHaveLength(0);
  });

  test('a report says where the figures beside ours come from, and of a day of the bank who copied them', async () => {
    const rows = await sql`select c.provider, r.content->>'source' as source, r.content->>'totalsBy' as by,
        r.content->'bank'->>'date' is not distinct from b.bank_date as is_of_day,
        r.content->'bank'->>'typedBy' is not distinct from (case when b.bank_date is null then null else u.name end)
          as is_signed, count(*)::int as count
      from eod_reports r join eod_runs e on e.id = r.run_id join batches b on b.id = e.batch_id
      join users u on u.id = e.requested_by
      join devices d on d.id = r.device_id join connections c on c.id = d.connection_id
      group by 1, 2, 3, 4, 5 order by 1`;
    const right = { is_of_day: true, is_signed: true };
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { provider: 'interpay', source: 'typed', by: 'card_brand', ...right, count: 19 },
      { provider: 'iyzico', source: 'terminal', by: 'acquirer', ...right, count: 42 },
    ]);
  });

  test('every report says what the portal would have computed from the sums and the other side’s word', async () => {
    const reports = await sql`select r.content, u.batch_id, u.is_matched, c.settings->>'model' as model
      from eod_reports r join eod_runs u on u.id = r.run_id
      join devices d on d.id = r.device_id join connections c on c.id = d.connection_id`;
    for (const { content: stored, batch_id, is_matched, model } of reports) {
      const content = reportContent.parse(stored);
      const sums =
        await sql`select kind, payment_type as "paymentType", acquirer_id as "acquirerId", currency, count, amount_minor::int as "amountMinor"
        from batch_totals where batch_id = ${batch_id}`;
      const names = model
        ? await sql`select distinct acquirer_id, acquirer_name from transactions
            where batch_id = ${batch_id} and acquirer_name is not null`
        : Object.entries(BRAND_NAMES).map(([acquirer_id, acquirer_name]) => ({ acquirer_id, acquirer_name }));
      const kept = sums.map((row) => ({ ...row }) as Parameters<typeof computeOurs>[0][number]);
      const ours = computeOurs(kept, new Map(names.map((row) => [row.acquirer_id, row.acquirer_name])));
      expect(content.ours).toEqual(ours);
      expect(content.fiscal).toEqual(model === '507' ? computeFiscal(kept) : undefined);
      const match = reconcile(
        ours,
        content.terminal.map((line) => ({
          ...line,
          count: line.count ?? 0,
          amountText: ((line.amountMinor ?? 0) / 100).toFixed(2),
          batchNumber: content.batchNumber,
        })),
        model ? 'TRY' : 'CAD',
      );
      expect({ ...content, ...match }).toEqual(content);
      expect(is_matched).toBe(content.isMatched);
    }
  });

  test('exactly one does not match: the terminal missed one sale whose answer had been lost', async () => {
    const runs = await sql`select u.batch_id, r.content, u.business_date from eod_runs u
      join eod_reports r on r.run_id = u.id where not u.is_matched`;
    expect(runs.map((run) => run.business_date)).toEqual(['2026-05-09']);
    const [difference, ...others] = reportContent.parse(runs[0]?.content).differences;
    expect(others).toEqual([]);
    const missed =
      await sql`select unknown_since from transactions where batch_id = ${runs[0]?.batch_id ?? ''}
      and acquirer_id = ${difference?.acquirerId ?? ''} and amount_minor = ${-(difference?.differenceMinor ?? 0)}
      and unknown_since is not null`;
    expect(missed).toHaveLength(1);
  });
});

describe('the records', () => {
  test('in Türkiye one sale is unknown: for over an hour, asked about again soon, its device free', async () => {
    const rows = await sql`select t.*, (select count(*)::int from transaction_events e
      where e.transaction_id = t.id and e.kind = 'asked') as asked from transactions t
      where state = 'unknown' and provider = 'iyzico'`;
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(SEED_EVENING.getTime() - row?.unknown_since.getTime()).toBeGreaterThan(60 * 60_000);
    expect(row?.next_query_at.getTime() - SEED_EVENING.getTime()).toBeGreaterThan(5 * 60_000);
    expect(row?.query_count).toBe(row?.asked);
    expect(await sql`select 1 from device_holds`).toHaveLength(0);
  });

  test('in Canada one sale is unknown too: nobody can be asked about it, and nothing will ever move it by itself', async () => {
    const rows = await sql`select * from transactions where state = 'unknown' and provider = 'interpay'`;
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ outcome_reason: 'no_callback', next_query_at: null, query_count: 0 });
  });

  test('the timeline of every transaction reads back, begins with the wish and ends as the row does', async () => {
    const rows = await sql`select t.id, t.state, t.flags, t.outcome_reason, t.outcome_code,
      jsonb_agg(e.data order by e.sequence) as lines, bool_and(e.kind = e.data->>'kind') as is_named,
      array_agg(e.sequence order by e.sequence) as sequences
      from transactions t join transaction_events e on e.transaction_id = t.id group by t.id, t.merchant_id`;
    const [all] = await sql`select count(*)::int as count from transactions`;
    expect(rows).toHaveLength(all?.count);
    for (const row of rows) {
      const lines = timelineEntry.array().parse(row.lines);
      expect(lines.slice(0, 2).map((line) => line.kind)).toEqual(['requested', 'sending']);
      expect(row.is_named).toBe(true);
      expect(row.sequences).toEqual(lines.map((_, index) => index + 1));
      const settled = lines.filter((line) => line.kind === 'settled');
      const end = { state: row.state, reason: row.outcome_reason, code: row.outcome_code };
      expect(settled.slice(-1)).toEqual(row.state === 'unknown' ? [] : [{ kind: 'settled', ...end }]);
      expect(settled.length > 1).toBe(row.flags.includes('late'));
    }
    expect(rows.filter((row) => row.flags.includes('late'))).toHaveLength(1);
  });

  test.each(demoMerchants)(
    'the audit chain of $name verifies from its first entry to its head',
    async ({ id }) => {
      const rows = await sql`select * from audit_log where merchant_id = ${id} order by sequence`;
      let previous = CHAIN_START;
      for (const [index, row] of rows.entries()) {
        const { at, action, result, data } = row;
        const actor = { kind: row.actor_kind, id: row.actor_id };
        const entry = { at, actor, action, objectId: row.object_id, result, data } as AuditEntry;
        expect(Number(row.sequence)).toBe(index + 1);
        expect(row.hash).toBe(chainHash(seedKeys.audit, id, index + 1, entry, previous));
        previous = row.hash;
      }
      const [head] =
        await sql`select sequence::int as sequence, hash from audit_heads where merchant_id = ${id}`;
      expect({ ...head }).toEqual({ sequence: rows.length, hash: previous });
    },
  );

  test('every transaction has its wish and each of its moves in the audit', async () => {
    const missing = await sql`
      select t.id from transactions t
      where (select count(*) from audit_log a where a.object_id = t.id)
        <> (select count(*) from transaction_events e where e.transaction_id = t.id and e.kind <> 'followed_up')`;
    expect(missing).toHaveLength(0);
  });
});
