import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { devices } from '#db/schema/devices.ts';
import { statementLines, statements } from '#db/schema/statements.ts';
import { users } from '#db/schema/users.ts';
import type { DeviceId, MerchantId, StatementId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** A stored statement. */
export type StatementRow = typeof statements.$inferSelect;

/** Terminals as statements name them: the device's own number, and those it has at its acquirers by its reports so far. */
export async function listKnownTerminals(
  db: Db,
  merchantId: MerchantId,
): Promise<{ name: string; deviceId: DeviceId; acquirerId: string }[]> {
  const own = await db
    .select({ name: devices.providerDeviceId, deviceId: devices.id })
    .from(devices)
    .where(eq(devices.merchantId, merchantId));
  const told = await db.execute<{ name: string; device_id: DeviceId; acquirer_id: string }>(sql`
    select distinct t->>'tid' as name, r.device_id, t->>'acquirerId' as acquirer_id
    from eod_reports r, jsonb_array_elements(r.content->'terminal') t
    where r.merchant_id = ${merchantId} and t->>'tid' is not null`);
  return [
    ...own.map((one) => ({ ...one, acquirerId: '' })),
    ...told.map((one) => ({ name: one.name, deviceId: one.device_id, acquirerId: one.acquirer_id })),
  ];
}

/** The newest statement whose columns had the same heads, whose mapping serves again; null when there is none. */
export async function findLastMapping(db: Db, merchantId: MerchantId, headHash: string): Promise<unknown> {
  const [row] = await db
    .select({ mapping: statements.mapping })
    .from(statements)
    .where(and(eq(statements.merchantId, merchantId), eq(statements.headHash, headHash)))
    .orderBy(desc(statements.storedAt))
    .limit(1);
  return row?.mapping ?? null;
}

/** The statement made of the same file that still counts; null when there is none. */
export async function findSameFile(
  db: Db,
  merchantId: MerchantId,
  fileHash: string,
): Promise<StatementRow | null> {
  const [row] = await db
    .select()
    .from(statements)
    .where(
      and(
        eq(statements.merchantId, merchantId),
        eq(statements.fileHash, fileHash),
        isNull(statements.undoneAt),
      ),
    );
  return row ?? null;
}

const CHUNK = 500;

/** Stores a statement with its lines; violates `statements_once` when the same file counts already. */
export async function insertStatement(
  db: Db,
  row: typeof statements.$inferInsert,
  lines: (typeof statementLines.$inferInsert)[],
): Promise<void> {
  await db.insert(statements).values(row);
  for (let from = 0; from < lines.length; from += CHUNK)
    await db.insert(statementLines).values(lines.slice(from, from + CHUNK));
}

/** Has a statement count no more; null unless it did until now. */
export async function undoStatementRow(
  db: Db,
  merchantId: MerchantId,
  id: StatementId,
  end: Pick<StatementRow, 'undoneBy' | 'undoneAt'>,
): Promise<StatementRow | null> {
  const [undone] = await db
    .update(statements)
    .set(end)
    .where(and(eq(statements.merchantId, merchantId), eq(statements.id, id), isNull(statements.undoneAt)))
    .returning();
  return undone ?? null;
}

/** Statements, newest first, with who stored them. */
export async function listStatementRows(db: Db, merchantId: MerchantId, limit: number) {
  return db
    .select({ statement: statements, storedBy: users.name })
    .from(statements)
    .leftJoin(users, eq(users.id, statements.storedBy))
    .where(eq(statements.merchantId, merchantId))
    .orderBy(desc(statements.storedAt), desc(statements.id))
    .limit(limit);
}

/** Of a device between two days, both included. */
export type DaysOfDevices = { deviceIds: readonly DeviceId[]; from: CalendarDay; to: CalendarDay };

/** What the statements that count say of devices between two days, in the order of their files. */
export async function listSaidLines(db: Db, merchantId: MerchantId, { deviceIds, from, to }: DaysOfDevices) {
  if (deviceIds.length === 0) return [];
  return db
    .select({
      statementId: statementLines.statementId,
      fileName: statements.fileName,
      line: statementLines.line,
      deviceId: statementLines.deviceId,
      acquirerId: statementLines.acquirerId,
      day: statementLines.day,
      batchNumber: statementLines.batchNumber,
      currency: statementLines.currency,
      amountMinor: statementLines.amountMinor,
      reference: statementLines.reference,
    })
    .from(statementLines)
    .innerJoin(
      statements,
      and(
        eq(statements.merchantId, statementLines.merchantId),
        eq(statements.id, statementLines.statementId),
        isNull(statements.undoneAt),
      ),
    )
    .where(
      and(
        eq(statementLines.merchantId, merchantId),
        inArray(statementLines.deviceId, [...deviceIds]),
        sql`${statementLines.day} between ${from} and ${to}`,
      ),
    )
    .orderBy(asc(statementLines.day), asc(statementLines.statementId), asc(statementLines.line));
}

/** Which devices a statement speaks of, and between which days; null when it has no line. */
export async function findSpan(
  db: Db,
  merchantId: MerchantId,
  id: StatementId,
): Promise<DaysOfDevices | null> {
  const rows = await db
    .select({
      deviceId: statementLines.deviceId,
      from: sql<CalendarDay>`min(${statementLines.day})`,
      to: sql<CalendarDay>`max(${statementLines.day})`,
    })
    .from(statementLines)
    .where(and(eq(statementLines.merchantId, merchantId), eq(statementLines.statementId, id)))
    .groupBy(statementLines.deviceId);
  const from = rows.map((row) => row.from).sort()[0];
  const to = rows
    .map((row) => row.to)
    .sort()
    .at(-1);
  return from && to ? { deviceIds: rows.map(({ deviceId }) => deviceId), from, to } : null;
}
