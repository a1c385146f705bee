import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { devices } from '#db/schema/devices.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { type SignOffStep, signedDays, signOffs } from '#db/schema/sign-offs.ts';
import { users } from '#db/schema/users.ts';
import type { DeviceId, EndOfDayRunId, MerchantId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** A day of a device as it was signed. */
export type SignedDayRow = typeof signedDays.$inferSelect;

/** What was said about a report, oldest first, with who said it. */
export async function listSignOffs(db: Db, merchantId: MerchantId, runId: EndOfDayRunId) {
  return (
    db
      .select({
        place: signOffs.place,
        step: signOffs.step,
        comment: signOffs.comment,
        actorId: signOffs.actorId,
        actor: users.name,
        at: signOffs.at,
      })
      .from(signOffs)
      // Who left the merchant is no longer visible to it, the signature stays.
      .leftJoin(users, eq(users.id, signOffs.actorId))
      .where(and(eq(signOffs.merchantId, merchantId), eq(signOffs.runId, runId)))
      .orderBy(asc(signOffs.place))
  );
}

/** Appends a step; violates the primary key when somebody else did so meanwhile. */
export async function insertSignOff(db: Db, row: typeof signOffs.$inferInsert): Promise<void> {
  await db.insert(signOffs).values(row);
}

/** The day of a device while it is signed; null when it is not, or not any more. */
export async function findSignedDay(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  businessDate: CalendarDay,
): Promise<SignedDayRow | null> {
  const [row] = await db
    .select()
    .from(signedDays)
    .where(
      and(
        eq(signedDays.merchantId, merchantId),
        eq(signedDays.deviceId, deviceId),
        eq(signedDays.businessDate, businessDate),
        isNull(signedDays.reopenedAt),
      ),
    );
  return row ?? null;
}

/** How often the day of a device was signed so far. */
export async function countRounds(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  businessDate: CalendarDay,
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(signedDays)
    .where(
      and(
        eq(signedDays.merchantId, merchantId),
        eq(signedDays.deviceId, deviceId),
        eq(signedDays.businessDate, businessDate),
      ),
    );
  return row?.count ?? 0;
}

/** Signs a day; refused by the database while a report of it is not approved or a variance of it is open. */
export async function insertSignedDay(db: Db, row: typeof signedDays.$inferInsert): Promise<void> {
  await db.insert(signedDays).values(row);
}

/** Changes a day that is still signed, in the round it was read in; tells whether it was. */
export async function updateSignedDay(
  db: Db,
  { merchantId, deviceId, businessDate, round }: SignedDayRow,
  changes: Partial<typeof signedDays.$inferInsert>,
): Promise<boolean> {
  const moved = await db
    .update(signedDays)
    .set(changes)
    .where(
      and(
        eq(signedDays.merchantId, merchantId),
        eq(signedDays.deviceId, deviceId),
        eq(signedDays.businessDate, businessDate),
        eq(signedDays.round, round),
        isNull(signedDays.reopenedAt),
      ),
    )
    .returning({ round: signedDays.round });
  return moved.length === 1;
}

/** The reports of a day of a device with the last that was said of each, by number. */
export async function listReportsOfDay(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  businessDate: CalendarDay,
): Promise<{ runId: EndOfDayRunId; number: number; lastStep: SignOffStep | null; lastPlace: number }[]> {
  return db
    .select({ runId: eodRuns.id, number: eodReports.number, lastStep, lastPlace })
    .from(eodRuns)
    .innerJoin(
      eodReports,
      and(eq(eodReports.merchantId, eodRuns.merchantId), eq(eodReports.runId, eodRuns.id)),
    )
    .where(
      and(
        eq(eodRuns.merchantId, merchantId),
        eq(eodRuns.deviceId, deviceId),
        eq(eodRuns.businessDate, businessDate),
      ),
    )
    .orderBy(asc(eodReports.number));
}

const lastStep = sql<SignOffStep | null>`(select s.step from sign_offs s
  where s.merchant_id = eod_reports.merchant_id and s.run_id = eod_reports.run_id order by s.place desc limit 1)`.as(
  'last_step',
);
const lastPlace = sql<number>`(select coalesce(max(s.place), 0)::int from sign_offs s
  where s.merchant_id = eod_reports.merchant_id and s.run_id = eod_reports.run_id)`.as('last_place');

/** Reports that are not approved, newest first, with the last that was said of each. */
export async function listUnsigned(db: Db, merchantId: MerchantId, limit: number) {
  return db
    .select({
      runId: eodReports.runId,
      number: eodReports.number,
      createdAt: eodReports.createdAt,
      businessDate: eodRuns.businessDate,
      isMatched: eodRuns.isMatched,
      deviceLabel: devices.label,
      branchName: branches.name,
      lastStep,
    })
    .from(eodReports)
    .innerJoin(eodRuns, and(eq(eodRuns.merchantId, eodReports.merchantId), eq(eodRuns.id, eodReports.runId)))
    .innerJoin(
      devices,
      and(eq(devices.merchantId, eodReports.merchantId), eq(devices.id, eodReports.deviceId)),
    )
    .innerJoin(
      branches,
      and(eq(branches.merchantId, eodReports.merchantId), eq(branches.id, devices.branchId)),
    )
    .where(
      and(
        eq(eodReports.merchantId, merchantId),
        sql`(select s.step from sign_offs s where s.merchant_id = eod_reports.merchant_id
          and s.run_id = eod_reports.run_id order by s.place desc limit 1) is distinct from 'approved'`,
      ),
    )
    .orderBy(desc(eodReports.createdAt), desc(eodReports.runId))
    .limit(limit);
}

/** Signed days that somebody wishes to open again, oldest wish first. */
export async function listReopenings(db: Db, merchantId: MerchantId) {
  return db
    .select({
      deviceId: signedDays.deviceId,
      businessDate: signedDays.businessDate,
      askedBy: signedDays.askedBy,
      askedAt: signedDays.askedAt,
      reason: signedDays.reason,
      asker: users.name,
      deviceLabel: devices.label,
    })
    .from(signedDays)
    .innerJoin(
      devices,
      and(eq(devices.merchantId, signedDays.merchantId), eq(devices.id, signedDays.deviceId)),
    )
    .leftJoin(users, eq(users.id, signedDays.askedBy))
    .where(
      and(
        eq(signedDays.merchantId, merchantId),
        isNotNull(signedDays.askedAt),
        isNull(signedDays.reopenedAt),
      ),
    )
    .orderBy(asc(signedDays.askedAt));
}

/** Every report of the merchant as it is linked, by device and number. */
export async function listLinkedReports(db: Db, merchantId: MerchantId) {
  return db
    .select()
    .from(eodReports)
    .where(eq(eodReports.merchantId, merchantId))
    .orderBy(asc(eodReports.deviceId), asc(eodReports.number));
}
