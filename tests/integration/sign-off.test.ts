import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { and, desc, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inScope, type Tx } from '#db/client.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { batches } from '#db/schema/batches.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { signedDays, signOffs } from '#db/schema/sign-offs.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import { variances } from '#db/schema/variances.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { checkChain } from '#server/end-of-day/check-chain.ts';
import { getDossier } from '#server/end-of-day/get-dossier.ts';
import { getSignOff } from '#server/end-of-day/get-sign-off.ts';
import { getVariance } from '#server/end-of-day/get-variance.ts';
import { listToSign } from '#server/end-of-day/list-to-sign.ts';
import { listVariances } from '#server/end-of-day/list-variances.ts';
import { noteLateArrival } from '#server/end-of-day/note-late-arrival.ts';
import { reopenDay } from '#server/end-of-day/reopen-day.ts';
import { getReportFile } from '#server/end-of-day/report-file.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { settleVariance } from '#server/end-of-day/settle-variance.ts';
import { approveReport, reviewReport } from '#server/end-of-day/sign-off-report.ts';
import type { EndOfDayRunId, TransactionId, UserId, VarianceId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
let second: UserId;
let sale: TransactionRow;
let runId: EndOfDayRunId;
let varianceId: VarianceId;

/** Two days later: the day of everything here is over. */
const LATER = () => new Date(Date.now() + 2 * 24 * 60 * 60_000);

beforeAll(async () => {
  world = await createWorld();
  second = await hire('manager');
  sale = await approved(12_000);
  await world.device('509', { scenario: 'eod-short', times: 1 });
  runId = await closed();
  const [row] = await rows((tx) => tx.select().from(variances).where(eq(variances.runId, runId)));
  if (!row) throw new Error('No variance');
  varianceId = row.id;
});
afterAll(() => world.close());

function as<P extends Permission>(role: Role, permission: P, person?: UserId): Context<P> {
  const ctx = world.as(role, permission);
  return { ...ctx, clock: { now: LATER }, actor: person ? { ...ctx.actor, id: person } : ctx.actor };
}

const seeing = () => world.as('manager', 'transactions:see');

function rows<T>(
  read: (tx: Parameters<Parameters<Context['inTransaction']>[0]>[0]) => Promise<T>,
): Promise<T> {
  return seeing().inTransaction(read);
}

async function hire(role: Role): Promise<UserId> {
  const { db } = world.running.runtime;
  const id = ids.next('user');
  const createdAt = new Date();
  const person = {
    id,
    email: `${id}@test.example`,
    name: id,
    passwordHash: '-',
    locale: 'tr' as const,
    createdAt,
  };
  await inScope(db, { userId: id }, (tx) => tx.insert(users).values(person));
  const merchantId = seeing().merchant.id;
  await inScope(db, { merchantId }, (tx) =>
    tx.insert(memberships).values({ merchantId, userId: id, role, createdAt }),
  );
  return id;
}

async function approved(minor: number): Promise<TransactionRow> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId: world.terminal,
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const id: TransactionId = started.value.transactionId;
  return waitFor(async () => {
    const row = await rows((tx) => findTransaction(tx, seeing().merchant.id, id));
    return row?.state === 'approved' ? row : null;
  }, 'an approved sale');
}

async function closed(): Promise<EndOfDayRunId> {
  const run = await requestEndOfDay(world.as('accountant', 'end-of-day:run'), { deviceId: world.terminal });
  if (!run.ok) throw new Error(run.error.kind);
  const id = run.value.runId;
  await waitFor(async () => {
    const [row] = await rows((tx) => tx.select().from(eodRuns).where(eq(eodRuns.id, id)));
    return row?.state === 'closed';
  }, 'the close');
  return id;
}

async function asOwner<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(world.ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

async function lastAudit() {
  const [entry] = await rows((tx) => tx.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1));
  return entry;
}

describe('a difference of a report', () => {
  test('is a variance from the commit of the report on, with its likeliest cause first', async () => {
    const view = await getVariance(world.as('accountant', 'reports:see'), varianceId);
    expect(view.row.variance).toMatchObject({ kind: 'sum', state: 'open', runId });
    expect(view.row.variance.differenceMinor).toBeLessThan(0);
    expect((await listVariances(world.as('accountant', 'reports:see'), 'open')).rows).toHaveLength(1);
    const [first] = view.suspects;
    if (view.row.variance.differenceMinor === -12_000)
      expect(first).toMatchObject({ cause: 'missing', transactionIds: [sale.id], leftMinor: 0 });
  });

  test('keeps its report from being reviewed until it is accounted for', async () => {
    const wish = { runId, step: 'reviewed' as const, comment: null };
    expect(await reviewReport(as('accountant', 'reports:review'), wish)).toEqual({
      ok: false,
      error: { kind: 'variances_open', count: 1 },
    });
  });

  test('is explained with its operations and a reason, once, and the audit says so', async () => {
    const ctx = as('accountant', 'variances:settle');
    const strange = { step: 'explained', cause: 'missing', reason: 'The terminal lost it' } as const;
    const nobody = ids.next('transaction');
    expect(await settleVariance(ctx, { ...strange, varianceId, transactionIds: [nobody] })).toMatchObject({
      error: { kind: 'no_such_operation' },
    });
    const wish = { ...strange, varianceId, transactionIds: [sale.id] };
    const both = await Promise.all([settleVariance(ctx, wish), settleVariance(ctx, wish)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ error: { kind: 'not_open' } });
    expect(await lastAudit()).toMatchObject({ action: 'variance.explained', objectId: varianceId });
    const { row, steps } = await getVariance(world.as('accountant', 'reports:see'), varianceId);
    expect(row.variance).toMatchObject({ state: 'explained', causedBy: [sale.id], cause: 'missing' });
    expect(steps.map(({ step }) => step)).toEqual(['explained']);
  });

  test('of another merchant or of nobody is not there', async () => {
    const nobody = ids.next('variance');
    await expect(getVariance(world.as('accountant', 'reports:see'), nobody)).rejects.toThrow(NotFound);
    await expect(getVariance(world.as('accountant', 'reports:see'), 'var_x')).rejects.toThrow(NotFound);
  });
});

describe('two people', () => {
  test('sign a report, and with the last one its day is locked', async () => {
    const wish = { runId, comment: null };
    const review = (person: UserId | undefined) =>
      reviewReport(as('manager', 'reports:review', person), { ...wish, step: 'reviewed' });
    expect(await review(undefined)).toMatchObject({ ok: true, value: { isSigned: false } });
    expect(await approveReport(as('manager', 'reports:approve'), wish)).toMatchObject({
      error: { kind: 'own_review' },
    });
    const early = { ...as('manager', 'reports:approve', second), clock: { now: () => new Date() } };
    expect(await approveReport(early, wish)).toMatchObject({ error: { kind: 'day_goes_on' } });
    expect(await approveReport(as('manager', 'reports:approve', second), wish)).toEqual({
      ok: true,
      value: { isSigned: true },
    });
    expect(await lastAudit()).toMatchObject({ action: 'report.approved' });
    const view = await getSignOff(world.as('accountant', 'reports:see'), runId);
    expect(view.steps.map(({ step }) => step)).toEqual(['reviewed', 'approved']);
    expect(view.day).toMatchObject({ signedBy: second, round: 1 });
  });

  test('are what the database asks for, whatever the product forgets', async () => {
    const { id: merchantId } = seeing().merchant;
    const step = { merchantId, runId, place: 3, step: 'approved' as const, actorId: second, at: new Date() };
    await expect(rows((tx) => tx.insert(signOffs).values(step))).rejects.toMatchObject({
      cause: { code: 'VZ014' },
    });
  });
});

describe('a signed day', () => {
  const isDay = () =>
    and(eq(signedDays.merchantId, seeing().merchant.id), eq(signedDays.deviceId, world.terminal));

  test('is entered and left by no approved operation', async () => {
    const of = eq(transactions.id, sale.id);
    const leave = rows((tx) => tx.update(transactions).set({ businessDate: '2020-01-01' }).where(of));
    await expect(leave).rejects.toMatchObject({ cause: { code: 'VZ012' } });
    // Today is that day here: an approval is refused by the database, not written silently.
    const again = rows((tx) =>
      tx.update(variances).set({ dueDate: '2026-12-31' }).where(eq(variances.id, varianceId)),
    );
    await expect(again).rejects.toMatchObject({ cause: { code: 'VZ012' } });
  });

  test('keeps what was said of it', async () => {
    const ctx = as('accountant', 'variances:settle');
    expect(await settleVariance(ctx, { varianceId, step: 'reopened', reason: 'Looked again' })).toMatchObject(
      {
        error: { kind: 'day_signed' },
      },
    );
    expect(await settleVariance(ctx, { varianceId, step: 'noted', text: 'Seen' })).toMatchObject({
      ok: true,
    });
    const query = { runId, step: 'queried' as const, comment: 'Why?' };
    expect(await reviewReport(as('accountant', 'reports:review'), query)).toMatchObject({
      error: { kind: 'day_signed' },
    });
  });

  test('gets what was approved later as a variance of the day it came, and stays as it is', async () => {
    const system = { ...as('manager', 'sale:start') };
    const late = { ...sale, id: ids.next('transaction'), amountMinor: 700 };
    await rows((tx) =>
      noteLateArrival(
        system,
        tx,
        late,
        { batchId: ids.next('batch'), sum: 'sale', group: '12', groupName: null, bankDate: null },
        LATER(),
      ),
    );
    const [row] = await rows((tx) => tx.select().from(variances).where(eq(variances.transactionId, late.id)));
    expect(row).toMatchObject({ kind: 'late', runId, differenceMinor: 700, state: 'open' });
    expect(row?.businessDate).not.toBe(sale.businessDate);
    const shown = await getSignOff(world.as('accountant', 'reports:see'), runId);
    expect(shown.variances.map(({ variance }) => variance.kind)).toContain('late');
    // What was sent in the time of the same book is nothing late.
    await rows((tx) =>
      noteLateArrival(
        system,
        tx,
        { ...late, id: ids.next('transaction') },
        { batchId: sale.batchId ?? 'bat_', sum: 'sale', group: '12', groupName: null, bankDate: null },
        LATER(),
      ),
    );
    expect((await listVariances(world.as('accountant', 'reports:see'), 'open')).rows).toHaveLength(1);
  });

  test('is opened again by two people alone', async () => {
    const asker = as('accountant', 'days:reopen');
    expect(await reopenDay(asker, { runId, step: 'agree' })).toMatchObject({ error: { kind: 'not_asked' } });
    const ask = { runId, step: 'ask' as const, reason: 'The explanation was wrong' };
    expect(await reopenDay(asker, ask)).toMatchObject({ ok: true });
    expect((await listToSign(world.as('manager', 'reports:see'))).reopenings).toHaveLength(1);
    expect(await reopenDay(asker, { runId, step: 'agree' })).toMatchObject({ error: { kind: 'own_wish' } });
    const { id: merchantId } = seeing().merchant;
    const alone = { reopenedBy: asker.actor.id, reopenedAt: new Date() };
    await expect(rows((tx) => tx.update(signedDays).set(alone).where(isDay()))).rejects.toMatchObject({
      cause: { constraint_name: 'never_reopened_by_who_asks' },
    });
    expect(await reopenDay(as('manager', 'days:reopen', second), { runId, step: 'agree' })).toEqual({
      ok: true,
      value: { isOpen: true },
    });
    expect(await lastAudit()).toMatchObject({ merchantId, action: 'day.reopened' });
    const view = await getSignOff(world.as('accountant', 'reports:see'), runId);
    expect(view.day).toBeNull();
    expect(view.steps.at(-1)).toMatchObject({ step: 'reopened', comment: 'The explanation was wrong' });
  });
});

describe('a day that is being signed', () => {
  const DAY = '2020-01-01';
  const REOPENED = [
    { askedBy: ids.next('user'), askedAt: new Date(), reason: 'Signed for a test' },
    { reopenedBy: ids.next('user'), reopenedAt: new Date() },
  ] as const;

  const sign = (tx: Tx, businessDate: CalendarDay) =>
    tx.insert(signedDays).values({
      merchantId: seeing().merchant.id,
      deviceId: world.terminal,
      businessDate,
      round: 1,
      signedBy: second,
      signedAt: new Date(),
    });

  const enter = (tx: Tx) =>
    tx.update(transactions).set({ businessDate: DAY }).where(eq(transactions.id, sale.id));

  /** Does one thing and, before it is written, the other one until that waits; then the end of the first. */
  async function during(
    first: (tx: Tx) => Promise<unknown>,
    other: (tx: Tx) => Promise<unknown>,
    end: Error | null,
  ) {
    const begun = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const one = rows(async (tx) => {
      await first(tx);
      begun.resolve();
      await over.promise;
      if (end) throw end;
    });
    await begun.promise;
    const two = rows(other).then(
      () => 'written',
      (error: unknown) => error,
    );
    const isWaiting = () =>
      asOwner((sql) => sql`select 1 from pg_locks where locktype = 'advisory' and not granted`);
    const before = await Promise.race([
      two,
      waitFor(async () => ((await isWaiting()).length > 0 ? 'waits' : null), 'the other one to wait'),
    ]);
    over.resolve();
    await one.catch((error: unknown) => {
      if (error !== end) throw error;
    });
    return { before, after: await two };
  }

  test('waits for an approval of it that is still being written', async () => {
    const changedMind = new Error('Not written after all');
    const done = await during(enter, (tx) => sign(tx, DAY), changedMind);
    expect(done).toEqual({ before: 'waits', after: 'written' });
    await rows((tx) => tx.update(signedDays).set(REOPENED[0]).where(eq(signedDays.businessDate, DAY)));
    await rows((tx) => tx.update(signedDays).set(REOPENED[1]).where(eq(signedDays.businessDate, DAY)));
  });

  test('has an approval of it wait, and refuses it once it is signed', async () => {
    const again = (tx: Tx) => sign(tx, '2020-01-02');
    const into = (tx: Tx) =>
      tx.update(transactions).set({ businessDate: '2020-01-02' }).where(eq(transactions.id, sale.id));
    const done = await during(again, into, null);
    expect(done).toMatchObject({ before: 'waits', after: { cause: { code: 'VZ012' } } });
  });

  test('is not signed while a close of it goes on, and none begins once it is', async () => {
    const { id: merchantId } = seeing().merchant;
    const going = (businessDate: CalendarDay) => async (tx: Tx) => {
      const [batch] = await tx
        .select()
        .from(batches)
        .where(eq(batches.id, sale.batchId ?? 'bat_'));
      const [run] = await tx.select().from(eodRuns).where(eq(eodRuns.id, runId));
      if (!batch || !run) throw new Error('No close');
      const batchId = ids.next('batch');
      await tx.insert(batches).values({ ...batch, merchantId, id: batchId });
      const id = ids.next('endOfDayRun');
      await tx.insert(eodRuns).values({
        ...run,
        id,
        batchId,
        businessDate,
        state: 'awaiting_totals',
        isMatched: null,
        endedAt: null,
      });
    };
    const both = rows(async (tx) => {
      await going('2020-01-03')(tx);
      await sign(tx, '2020-01-03');
    });
    await expect(both).rejects.toMatchObject({ cause: { code: 'VZ015' } });
    await expect(rows(going('2020-01-02'))).rejects.toMatchObject({ cause: { code: 'VZ012' } });
  });
});

describe('the chain of reports', () => {
  test('holds, and each file of a report is the same again and again', async () => {
    await approved(3_000);
    await closed();
    const ctx = world.as('accountant', 'reports:see');
    expect(await checkChain(ctx)).toEqual({ reports: 2, devices: 1, broken: [] });
    const file = async () => {
      const made = await getReportFile(ctx, { runId, form: 'json', locale: 'tr' });
      return made.ok ? Buffer.from(made.value.body).toString() : null;
    };
    expect(await file()).toBe(await file());
  });

  test('has a document of A4 for each report, and beside it a dossier made anew each time', async () => {
    const ctx = world.as('accountant', 'reports:see');
    const pdf = await getReportFile(ctx, { runId, form: 'pdf', locale: 'tr' });
    const dossierAt = async (now: Date) => {
      const made = await getDossier({ ...ctx, clock: { now: () => now } }, { runId, locale: 'tr' });
      return made.ok ? Buffer.from(made.value.body) : null;
    };
    expect(pdf.ok && Buffer.from(pdf.value.body).toString('latin1')).toContain('/MediaBox [0 0 595 842]');
    const [early, late] = [await dossierAt(new Date()), await dossierAt(LATER())];
    expect(early?.toString('latin1')).toContain('/MediaBox [0 0 595 842]');
    expect(early && late && early.equals(late)).toBe(false);
    await expect(getDossier(ctx, { runId: ids.next('endOfDayRun'), locale: 'tr' })).rejects.toThrow(NotFound);
  });

  test('is linked by the migration as the product links it', async () => {
    const [made] = await asOwner(async (sql) => {
      const name = readdirSync('db/migrations').find((file) => file.endsWith('_match.sql')) ?? '';
      const migration = readFileSync(`db/migrations/${name}`, 'utf8');
      const canonical = /CREATE FUNCTION pg_temp\.canonical[\s\S]*?\n\$\$;/.exec(migration)?.[0] ?? '';
      const hash = /hash = (encode\(sha256[\s\S]*?'hex'\))/.exec(migration)?.[1] ?? '';
      await sql.unsafe(canonical);
      const expression = hash.replace('previous,', 'r.previous_hash,');
      return sql.unsafe(
        `select bool_and(r.hash = ${expression}) as is_same, count(*)::int from eod_reports r`,
      );
    });
    expect(made).toEqual({ is_same: true, count: 2 });
  });

  test('takes no report that follows none', async () => {
    const [last] = await rows((tx) => tx.select().from(eodReports).orderBy(desc(eodReports.number)).limit(1));
    if (!last) throw new Error('No report');
    const stray = { ...last, runId: ids.next('endOfDayRun'), number: last.number + 2 };
    await expect(rows((tx) => tx.insert(eodReports).values(stray))).rejects.toMatchObject({
      cause: { code: 'VZ011' },
    });
    const forged = { ...stray, number: last.number + 1, previousHash: 'f'.repeat(64) };
    await expect(rows((tx) => tx.insert(eodReports).values(forged))).rejects.toMatchObject({
      cause: { code: 'VZ011' },
    });
  });

  test('names the first report that was changed, and no file is made of it', async () => {
    await asOwner(async (sql) => {
      await sql`alter table eod_reports disable trigger append_only`;
      await sql`update eod_reports set content = jsonb_set(content, '{closedBy}', '"somebody else"') where number = 1`;
      await sql`alter table eod_reports enable trigger append_only`;
    });
    const ctx = world.as('accountant', 'reports:see');
    expect((await checkChain(ctx)).broken).toEqual([{ deviceId: world.terminal, number: 1, why: 'changed' }]);
    expect(await getReportFile(ctx, { runId, form: 'json', locale: 'tr' })).toMatchObject({ ok: false });
    expect(await getDossier(ctx, { runId, locale: 'tr' })).toMatchObject({ ok: false });
    expect((await getSignOff(ctx, runId)).isIntact).toBe(false);
  });
});
