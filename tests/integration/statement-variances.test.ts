import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { and, desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inScope, type Tx } from '#db/client.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { devices } from '#db/schema/devices.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import { variances } from '#db/schema/variances.ts';
import type { Context } from '#server/auth/context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { getSignOff } from '#server/end-of-day/get-sign-off.ts';
import { getVariance } from '#server/end-of-day/get-variance.ts';
import { listTroubles } from '#server/end-of-day/list-runs.ts';
import { listVariances } from '#server/end-of-day/list-variances.ts';
import { reopenDay } from '#server/end-of-day/reopen-day.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { settleVariance } from '#server/end-of-day/settle-variance.ts';
import { approveReport, reviewReport } from '#server/end-of-day/sign-off-report.ts';
import type { DeviceId, EndOfDayRunId, UserId } from '#server/kernel/ids.ts';
import { listStatements } from '#server/statements/list-statements.ts';
import { previewStatement } from '#server/statements/preview-statement.ts';
import { storeStatement, undoStatement } from '#server/statements/store-statement.ts';
import { toSaleLine } from '#server/transactions/lines.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
let second: UserId;
let first: TransactionRow;
let other: TransactionRow;
let runId: EndOfDayRunId;

/** Two days later: the day of everything here is over. */
const LATER = () => new Date(Date.now() + 2 * 24 * 60 * 60_000);

beforeAll(async () => {
  world = await createWorld();
  second = await hire('manager');
  first = await approved(world.terminal, 12_000);
  other = await approved(world.terminal, 5_000);
  runId = await closed(world.terminal);
});
afterAll(() => world.close());

function as<P extends Permission>(role: Role, permission: P, person?: UserId): Context<P> {
  const ctx = world.as(role, permission);
  return { ...ctx, clock: { now: LATER }, actor: person ? { ...ctx.actor, id: person } : ctx.actor };
}

const rows = <T>(read: (tx: Tx) => Promise<T>): Promise<T> =>
  world.as('manager', 'transactions:see').inTransaction(read);

async function hire(role: Role): Promise<UserId> {
  const { db } = world.running.runtime;
  const id = ids.next('user');
  const createdAt = new Date();
  const email = `${id}@test.example`;
  const person = { id, email, name: id, passwordHash: '-', locale: 'tr' as const, createdAt };
  await inScope(db, { userId: id }, (tx) => tx.insert(users).values(person));
  const merchantId = world.as('manager', 'transactions:see').merchant.id;
  await inScope(db, { merchantId }, (tx) =>
    tx.insert(memberships).values({ merchantId, userId: id, role, createdAt }),
  );
  return id;
}

const tea = (unitPriceMinor: number) => ({
  ...{ name: 'Çay', unitCode: 'C62', vatRate: '10' as const, quantity: 1, unitPriceMinor },
});

async function approved(deviceId: DeviceId, minor: number): Promise<TransactionRow> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId,
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: deviceId === world.register ? [toSaleLine(tea(minor))] : [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const id = started.value.transactionId;
  const { merchant } = world.as('manager', 'transactions:see');
  return waitFor(async () => {
    const row = await rows((tx) => findTransaction(tx, merchant.id, id));
    return row?.state === 'approved' ? row : null;
  }, 'an approved sale');
}

async function closed(deviceId: DeviceId): Promise<EndOfDayRunId> {
  const run = await requestEndOfDay(world.as('accountant', 'end-of-day:run'), { deviceId });
  if (!run.ok) throw new Error(run.error.kind);
  const id = run.value.runId;
  await waitFor(async () => {
    const [row] = await rows((tx) => tx.select().from(eodRuns).where(eq(eodRuns.id, id)));
    return row?.state === 'closed';
  }, 'the close');
  return id;
}

/** A statement of a day and terminal by its payments, as a bank writes it. */
async function said(deviceId: DeviceId, day: string, lines: [reference: string | null, minor: number][]) {
  const [device] = await rows((tx) => tx.select().from(devices).where(eq(devices.id, deviceId)));
  const text = ['Tarih;Terminal;Tutar;Referans;Valör']
    .concat(
      lines.map(
        ([reference, minor], place) =>
          `${day};${device?.providerDeviceId};${(minor / 100).toFixed(2).replace('.', ',')};${reference ?? ''};${place}`,
      ),
    )
    .join('\n');
  return gzipSync(text).toString('base64');
}

const unsolved = async () =>
  (await listTroubles(as('accountant', 'reports:see'))).unsolved.map((run) => [run.id, run.isMatched]);

const settler = () => as('accountant', 'variances:settle');

async function store(packed: string, fileName: string) {
  const shown = await previewStatement(settler(), { packed, mapping: null });
  if (!shown.ok) throw new Error(shown.error.kind);
  expect(shown.value.problems).toEqual([]);
  const { mapping } = shown.value;
  const stored = await storeStatement(settler(), { packed, mapping, fileName, skips: false });
  if (!stored.ok) throw new Error(stored.error.kind);
  return stored.value;
}

async function undoNewest() {
  const found = (await listStatements(as('accountant', 'reports:see'))).find(
    ({ statement }) => statement.undoneAt === null,
  );
  if (!found) throw new Error('No statement');
  return undoStatement(settler(), { statementId: found.statement.id });
}

const found = (state?: string) =>
  rows((tx) =>
    tx
      .select()
      .from(variances)
      .where(and(eq(variances.kind, 'statement'), state ? eq(variances.state, state as 'open') : undefined))
      .orderBy(desc(variances.openedAt)),
  );

async function only(state: string) {
  const [row, ...more] = await found(state);
  if (!row || more.length > 0) throw new Error(`Not one ${state} variance`);
  return row;
}

describe('a statement that differs from a report', () => {
  test('opens one variance with the missing payment as its first suspect and the lines as evidence', async () => {
    const packed = await said(world.terminal, first.businessDate, [[first.authCode, 12_000]]);
    expect(await store(packed, 'may.csv')).toMatchObject({ opened: 1, afterSigning: 0, withdrawn: 0 });
    const { id } = await only('open');
    const view = await getVariance(as('accountant', 'reports:see'), id);
    expect(view.row.variance).toMatchObject({ runId, oursMinor: 17_000, differenceMinor: -5_000 });
    expect(view.suspects[0]).toMatchObject({ cause: 'missing', transactionIds: [other.id], leftMinor: 0 });
    expect(view.said?.lines).toMatchObject([{ finding: 'agrees', transactionId: first.id }]);
    expect(view.said?.missing).toEqual([other.id]);
    const [entry] = await rows((tx) => tx.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1));
    expect(entry).toMatchObject({ action: 'statement.stored', data: { opened: 1 } });
    expect((await listVariances(as('accountant', 'reports:see'), 'open')).rows).toHaveLength(1);
  });

  test('is among what an accountant has to look into, though its report matched', async () => {
    expect(await unsolved()).toEqual([[runId, true]]);
  });

  test('keeps its report from being reviewed', async () => {
    const wish = { runId, step: 'reviewed' as const, comment: null };
    expect(await reviewReport(as('accountant', 'reports:review'), wish)).toMatchObject({
      error: { kind: 'variances_open' },
    });
  });

  test('opens nothing more when another file says the same again', async () => {
    const again = await said(world.terminal, first.businessDate, [[first.authCode, 12_000]]);
    const longer = gzipSync(
      Buffer.concat([gunzipSync(Buffer.from(again, 'base64')), Buffer.from('\n')]),
    ).toString('base64');
    expect(await store(longer, 'again.csv')).toMatchObject({ opened: 0, withdrawn: 0 });
    await undoNewest();
    expect(await found('open')).toHaveLength(1);
  });

  test('withdraws it when a second file brings the rest, and opens it anew when that is undone', async () => {
    const rest = await said(world.terminal, first.businessDate, [[other.authCode, 5_000]]);
    expect(await store(rest, 'rest.csv')).toMatchObject({ opened: 0, withdrawn: 1 });
    expect(await found('open')).toEqual([]);
    const { sides } = await getSignOff(as('accountant', 'reports:see'), runId);
    expect(sides.reduce((sum, side) => sum + (side.acquirerMinor ?? 0), 0)).toBe(17_000);
    const { id } = await only('withdrawn');
    expect((await getVariance(as('accountant', 'reports:see'), id)).steps).toMatchObject([
      { step: 'withdrawn', text: 'rest.csv' },
    ]);
    const back = { varianceId: id, step: 'reopened' as const, reason: 'Looked at it again' };
    expect(await settleVariance(settler(), back)).toMatchObject({ error: { kind: 'withdrawn' } });
    expect(await undoNewest()).toMatchObject({ value: { opened: 1 } });
  });

  test('stays settled by whom it was settled, whatever is undone', async () => {
    const { id: varianceId } = await only('open');
    const why = {
      cause: 'missing' as const,
      transactionIds: [other.id],
      reason: 'The bank pays it tomorrow',
    };
    expect(await settleVariance(settler(), { varianceId, step: 'explained', ...why })).toMatchObject({
      ok: true,
    });
    expect(await undoNewest()).toMatchObject({ ok: true, value: { withdrawn: 0 } });
    expect((await only('explained')).id).toBe(varianceId);
    expect(await unsolved()).toEqual([]);
  });
});

describe('a day that was signed before its statement came', () => {
  test('stays as it is: the difference is kept as found after signing, for nobody to settle', async () => {
    const wish = { runId, comment: null };
    await reviewReport(as('accountant', 'reports:review'), { ...wish, step: 'reviewed' });
    expect(await approveReport(as('manager', 'reports:approve', second), wish)).toMatchObject({
      value: { isSigned: true },
    });
    const packed = await said(world.terminal, first.businessDate, [[first.authCode, 12_500]]);
    expect(await store(packed, 'late.csv')).toMatchObject({ opened: 0, afterSigning: 1 });
    const { rows: listed } = await listVariances(as('accountant', 'reports:see'), 'after_signing');
    expect(listed).toHaveLength(1);
    const { id: varianceId } = await only('after_signing');
    const accept = { varianceId, step: 'accepted' as const, reason: 'Too small to look into' };
    expect(await settleVariance(settler(), accept)).toMatchObject({ error: { kind: 'day_signed' } });
  });

  test('and may leave again with its statement while the day is signed', async () => {
    expect(await undoNewest()).toMatchObject({ value: { withdrawn: 1 } });
    expect(await found('after_signing')).toEqual([]);
    const packed = await said(world.terminal, first.businessDate, [[first.authCode, 12_500]]);
    await store(packed, 'late.csv');
  });

  test('has it open once two people have opened the day', async () => {
    const ask = { runId, step: 'ask' as const, reason: 'The bank says otherwise' };
    expect(await reopenDay(as('accountant', 'days:reopen'), ask)).toMatchObject({ ok: true });
    const agreed = await reopenDay(as('manager', 'days:reopen', second), { runId, step: 'agree' });
    expect(agreed).toMatchObject({ value: { isOpen: true } });
    expect(await found('after_signing')).toEqual([]);
    expect(await only('open')).toMatchObject({ differenceMinor: -4_500 });
  });
});

test('a statement that comes before its report opens the variance in the commit of the report', async () => {
  const sale = await approved(world.register, 9_000);
  await store(await said(world.register, sale.businessDate, [[sale.authCode, 8_000]]), 'early.csv');
  const before = (await found('open')).length;
  const run = await closed(world.register);
  const opened = (await found('open')).find((one) => one.runId === run);
  expect(await found('open')).toHaveLength(before + 1);
  expect(opened).toMatchObject({ differenceMinor: -1_000 });
  const [report] = await rows((tx) => tx.select().from(eodReports).where(eq(eodReports.runId, run)));
  expect(report?.createdAt).toEqual(opened?.openedAt);
  // Its document tells what was said by then, and is read from nothing that may change later.
  expect(report?.content).toMatchObject({ sheet: { said: [{ currency: 'TRY', amountMinor: 8_000 }] } });
});
