import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inScope, openDatabase } from '#db/client.ts';
import { claimExport, findExport, insertChunk, updateMaking } from '#db/queries/exports.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { CHUNK_BYTES, exportChunks, fileExports } from '#db/schema/exports.ts';
import { memberships } from '#db/schema/memberships.ts';
import { NotFound } from '#server/auth/context.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import { cancelExport } from '#server/exports/cancel-export.ts';
import type { ExportWish } from '#server/exports/export-wish.ts';
import { getKeptFile, readPart, recordFetch } from '#server/exports/fetch-export.ts';
import { makeExport } from '#server/exports/make-export.ts';
import { readRange } from '#server/exports/read-range.ts';
import { MOST_ATTEMPTS } from '#server/exports/recover-exports.ts';
import { MOST_GOING, requestExport } from '#server/exports/request-export.ts';
import { recover } from '#server/jobs/recover.ts';
import type { DeviceId, ExportId } from '#server/kernel/ids.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

/** More than one piece. */
const COUNT = 7_000;
const WORKER = 4_711;
const wishOf = (deviceId: DeviceId): ExportWish => ({
  what: 'transactions',
  form: 'csv',
  filter: [{ by: 'device', ids: [deviceId] }],
  query: `device=${deviceId}`,
  filterInWords: 'Device: Till',
  locale: 'en',
});

let world: World;
let owner: ReturnType<typeof openDatabase>;

beforeAll(async () => {
  world = await createWorld({ runsWorker: false });
  owner = openDatabase(world.ownerUrl, { maxConnections: 1, name: 'planting' });
  await plant(world.terminal, COUNT);
});
afterAll(async () => {
  await owner.close();
  await world.close();
});
beforeEach(async () => {
  await owner.db.delete(exportChunks);
  await owner.db.execute(sql`truncate exports cascade`);
});

/** So many sales of a device. */
async function plant(deviceId: DeviceId, count: number): Promise<void> {
  await owner.db.execute(sql`
    insert into transactions (merchant_id, id, kind, state, environment, provider, device_id, branch_id, intent_key, intent_hash,
      reference, amount_minor, currency, installment_count, lines, created_by, created_at, business_date, settled_at)
    select ${as().merchant.id}, 'txn_' || lpad((${sql.raw(String(count))}::bigint * 1000000 + n)::text, 26, '0'), 'sale', 'declined', 'sandbox', 'iyzico',
      ${deviceId}, 'bra_', ${deviceId}::text || n, '-', ${deviceId}::text || n, n, 'TRY', 1, '[]', 'usr_', timestamptz '2026-02-01' + n * interval '1 s', '2026-02-01', timestamptz '2026-02-02'
    from generate_series(1, ${sql.raw(String(count))}) n`);
}

const as = () => world.as('accountant', 'transactions:export');

async function system() {
  const { runtime } = world.running;
  const [row] = await inScope(runtime.db, { merchantId: as().merchant.id }, listMerchants);
  if (!row) throw new Error('No merchant');
  return createSystemContext(runtime, row, 'make-export');
}

async function wish(wished: ExportWish = wishOf(world.terminal)): Promise<ExportId> {
  const requested = await requestExport(as(), wished, randomUUID());
  if (!requested.ok) throw new Error(requested.error);
  return requested.value;
}

const read = (id: ExportId) => as().inTransaction((tx) => findExport(tx, as().merchant.id, id));
const chunksOf = (id: ExportId) =>
  owner.db.select({ number: exportChunks.number }).from(exportChunks).where(eq(exportChunks.exportId, id));

describe('a file made in the background', () => {
  test('is whole, states its sums, and is the bytes that its digest is of', async () => {
    const id = await wish();
    await makeExport(await system(), WORKER, id);
    const row = await read(id);
    expect(row).toMatchObject({ state: 'ready', rowsDone: COUNT, estimate: COUNT, attempt: 1 });
    expect(await chunksOf(id)).toHaveLength(Math.ceil((row?.bytes ?? 0) / CHUNK_BYTES));
    const file = await getKeptFile(as(), id);
    const whole = await buffer(readPart(as(), file, { from: 0, to: file.bytes - 1 }));
    expect(whole).toHaveLength(row?.bytes ?? 0);
    expect(createHash('sha256').update(whole).digest('hex')).toBe(row?.sha256);
    expect(whole.toString()).toContain(`Rows,${COUNT}\r\n`);
    expect(whole.toString()).toContain('Filter,Device: Till\r\n');
  });

  test('fetched in parts is the same as fetched at once, wherever it was cut', async () => {
    const id = await wish();
    await makeExport(await system(), WORKER, id);
    const file = await getKeptFile(as(), id);
    const tag = `"${file.sha256}"`;
    const hash = createHash('sha256');
    const cuts = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, file.bytes];
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      const asked = readRange(
        { range: `bytes=${from}-${(cuts[index + 1] ?? 0) - 1}`, ifRange: tag },
        { ...file, tag },
      );
      if (asked.kind !== 'part') throw new Error('Not a part');
      for await (const piece of readPart(as(), file, asked.part)) hash.update(piece);
    }
    expect(hash.digest('hex')).toBe(file.sha256);
  });

  test('is made once, by one of two workers that have its job', async () => {
    const id = await wish();
    const ctx = await system();
    await Promise.all([makeExport(ctx, WORKER, id), makeExport(ctx, WORKER + 1, id)]);
    expect(await read(id)).toMatchObject({ state: 'ready', attempt: 1, rowsDone: COUNT });
    await makeExport(ctx, WORKER, id);
    expect(await read(id)).toMatchObject({ attempt: 1 });
  });

  test('whose worker died half-way is begun anew, and what the dead one still writes is not in it', async () => {
    const id = await wish();
    const ctx = await system();
    const merchantId = ctx.merchant.id;
    const dead = await ctx.inTransaction((tx) =>
      claimExport(tx, merchantId, id, { workerKey: WORKER, startedAt: new Date() }),
    );
    if (!dead) throw new Error('Not claimed');
    await ctx.inTransaction((tx) =>
      insertChunk(tx, { merchantId, exportId: id, number: 0, bytes: Buffer.from('half') }),
    );
    const nobodyLives = async () => () => false;
    await recover(ctx, nobodyLives);
    expect(await read(id)).toMatchObject({ state: 'waiting', attempt: 1 });
    await makeExport(ctx, WORKER + 1, id);
    expect(await ctx.inTransaction((tx) => updateMaking(tx, dead, { rowsDone: 1 }))).toBe(false);
    const file = await getKeptFile(as(), id);
    const whole = await buffer(readPart(as(), file, { from: 0, to: file.bytes - 1 }));
    expect(createHash('sha256').update(whole).digest('hex')).toBe(file.sha256);
    expect(whole.includes('half')).toBe(false);
  });

  test('that fails again and again is given up, and says so', async () => {
    const id = await wish();
    const ctx = await system();
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const taken = { workerKey: WORKER, startedAt: new Date() };
      await ctx.inTransaction((tx) => claimExport(tx, ctx.merchant.id, id, taken));
      await recover(ctx, async () => () => false);
    }
    expect(await read(id)).toMatchObject({ state: 'failed', failure: 'gave_up' });
  });

  test('that somebody stops gets no further piece, and leaves none', async () => {
    const id = await wish();
    const ctx = await system();
    let at = 0;
    const stoppedInTheMiddle: typeof ctx = {
      ...ctx,
      inTransaction: async (work) => {
        at += 1;
        if (at === 6) expect(await cancelExport(as(), id)).toBe(true);
        return ctx.inTransaction(work);
      },
    };
    await makeExport(stoppedInTheMiddle, WORKER, id);
    expect(await read(id)).toMatchObject({ state: 'cancelled' });
    expect(await chunksOf(id)).toEqual([]);
    expect(await cancelExport(as(), id)).toBe(false);
  });

  test('is thrown away when its time is over, and cannot be fetched from that moment', async () => {
    const id = await wish();
    const ctx = await system();
    await makeExport(ctx, WORKER, id);
    const expiresAt = (await read(id))?.expiresAt ?? new Date();
    await expect(getKeptFile({ ...as(), clock: { now: () => expiresAt } }, id)).rejects.toThrow(NotFound);
    await recover({ ...ctx, clock: { now: () => expiresAt } }, async () => () => true);
    expect(await read(id)).toMatchObject({ state: 'expired' });
    expect(await chunksOf(id)).toEqual([]);
  });

  test('stands in the audit for whoever fetched it, also who left its first byte out', async () => {
    const id = await wish();
    await makeExport(await system(), WORKER, id);
    const file = await getKeptFile(as(), id);
    const fetches = () =>
      owner.db.execute(
        sql`select actor_id from audit_log where object_id = ${id} and action = 'export.fetched'`,
      );
    await recordFetch(as(), file, { from: 1, to: file.bytes - 1 });
    expect(await fetches()).toEqual([{ actor_id: as().actor.id }]);
    await recordFetch(as(), file, { from: CHUNK_BYTES, to: file.bytes - 1 });
    expect(await fetches()).toHaveLength(1);
    const manager = world.as('manager', 'transactions:export');
    await recordFetch(manager, file, { from: CHUNK_BYTES, to: file.bytes - 1 });
    expect(await fetches()).toHaveLength(2);
  });

  test('is not made for somebody who may not export any more', async () => {
    const id = await wish();
    const accountant = eq(memberships.userId, as().actor.id);
    await owner.db.update(memberships).set({ role: 'support' }).where(accountant);
    await makeExport(await system(), WORKER, id);
    await owner.db.update(memberships).set({ role: 'accountant' }).where(accountant);
    expect(await read(id)).toMatchObject({ state: 'failed', failure: 'not_allowed' });
  });

  test('is for those who may export, of its own merchant', async () => {
    const id = await wish();
    await makeExport(await system(), WORKER, id);
    for (const role of ['support', 'admin'] as const)
      expect(() => world.as(role, 'transactions:export')).toThrow();
    const { runtime } = world.running;
    const elsewhere: ReturnType<typeof as> = {
      ...as(),
      merchant: { ...as().merchant, id: 'mer_01jqz3k4m5n6p7q8r9s0t1v2w4' },
      inTransaction: (work) => inScope(runtime.db, { merchantId: 'mer_01jqz3k4m5n6p7q8r9s0t1v2w4' }, work),
    };
    await expect(getKeptFile(elsewhere, id)).rejects.toThrow(NotFound);
    expect(await cancelExport(elsewhere, id)).toBe(false);
  });

  test('is begun once for each wish, and a few at a time', async () => {
    const [key, same] = [randomUUID(), wishOf(world.terminal)];
    const [first, second] = [await requestExport(as(), same, key), await requestExport(as(), same, key)];
    expect(first).toEqual(second);
    for (let more = 1; more < MOST_GOING; more++) await wish();
    expect(await requestExport(as(), same, randomUUID())).toEqual({ ok: false, error: 'too_many_going' });
    expect(await owner.db.select({ id: fileExports.id }).from(fileExports)).toHaveLength(MOST_GOING);
  });

  test('whose worker is killed in the middle is finished by another process', async () => {
    const count = 30_000;
    await plant(world.register, count);
    const id = await wish(wishOf(world.register));
    const start = () =>
      spawn(process.execPath, ['server/jobs/main.ts'], {
        env: { ...process.env, ...world.env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    const first = start();
    await waitFor(async () => ((await read(id))?.bytes ?? 0) > 0, 'its first piece', 30_000);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await read(id)).toMatchObject({ state: 'making' });
    const second = start();
    try {
      const ready = async () => (await read(id))?.state === 'ready';
      await waitFor(ready, 'the file', 40_000);
    } finally {
      second.kill('SIGKILL');
      await once(second, 'exit');
    }
    expect(await read(id)).toMatchObject({ attempt: 2, rowsDone: count });
    const file = await getKeptFile(as(), id);
    const whole = await buffer(readPart(as(), file, { from: 0, to: file.bytes - 1 }));
    expect(createHash('sha256').update(whole).digest('hex')).toBe(file.sha256);
    expect(whole.toString()).toContain(`Rows,${count}\r\n`);
  }, 90_000);

  test('is made by a running worker, which another one does not disturb', async () => {
    const [a, b] = await Promise.all([0, 1].map(() => startRuntime(world.config, { runsWorker: true })));
    try {
      const ids = await Promise.all([wish(), wish(), wish()]);
      for (const id of ids)
        expect(
          await waitFor(async () => {
            const row = await read(id);
            return row?.state === 'ready' && row;
          }, 'the file to be ready'),
        ).toMatchObject({ attempt: 1, rowsDone: COUNT });
    } finally {
      await Promise.all([a?.stop(), b?.stop()]);
    }
  });
});
