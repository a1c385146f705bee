import { and, asc, count, eq, exists, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Db } from '#db/client.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { branches } from '#db/schema/branches.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import type { BranchId, MerchantId, UserId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';

/** What somebody is to a merchant, as stored. */
export type MembershipRow = typeof memberships.$inferSelect;

/** Everybody who works or worked for the merchant, by name, with when they last signed in; a merchant has hundreds at most. */
export async function listMembers(db: Db, merchantId: MerchantId) {
  const lastSignIn = sql<Date | null>`(select ${auditLog.at} from ${auditLog}
    where ${auditLog.merchantId} = ${memberships.merchantId} and ${auditLog.actorId} = ${memberships.userId}
      and ${auditLog.action} = 'sign_in' and ${auditLog.result} = 'done'
    order by ${auditLog.at} desc limit 1)`.mapWith(auditLog.at);
  return db
    .select({
      userId: memberships.userId,
      name: users.name,
      email: users.email,
      role: memberships.role,
      branchIds: memberships.branchIds,
      disabledAt: sql<Date | null>`coalesce(${memberships.disabledAt}, ${users.disabledAt})`.mapWith(
        memberships.disabledAt,
      ),
      lastSignIn,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.merchantId, merchantId))
    .orderBy(byName(users.name), asc(users.id));
}

/** Whether somebody with this address works or worked for the merchant. */
export async function hasMemberWithEmail(db: Db, merchantId: MerchantId, email: string): Promise<boolean> {
  const found = await db
    .select({ id: users.id })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.merchantId, merchantId), eq(sql`lower(${users.email})`, email.toLowerCase())));
  return found.length > 0;
}

/** Whether anybody but this person has one of these roles here, shut out or not. */
export async function hasAnotherMember(
  db: Db,
  merchantId: MerchantId,
  userId: UserId,
  roles: readonly Role[],
): Promise<boolean> {
  const found = await db
    .select({ id: memberships.userId })
    .from(memberships)
    .where(
      and(
        eq(memberships.merchantId, merchantId),
        ne(memberships.userId, userId),
        inArray(memberships.role, [...roles]),
      ),
    )
    .limit(1);
  return found.length > 0;
}

/** Everybody who works or worked for a merchant, whoever was shut out among them. */
export async function listMemberIds(db: Db, merchantId: MerchantId): Promise<UserId[]> {
  const rows = await db
    .select({ id: memberships.userId })
    .from(memberships)
    .where(eq(memberships.merchantId, merchantId));
  return rows.map(({ id }) => id);
}

/** Adds somebody to a merchant; false if they are there already. */
export async function insertMembership(db: Db, row: typeof memberships.$inferInsert): Promise<boolean> {
  const added = await db
    .insert(memberships)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: memberships.userId });
  return added.length === 1;
}

/** What some people are to a merchant, locked until the transaction ends, in one order for everybody. */
export async function lockMemberships(
  db: Db,
  merchantId: MerchantId,
  userIds: readonly UserId[],
): Promise<MembershipRow[]> {
  return db
    .select()
    .from(memberships)
    .where(and(eq(memberships.merchantId, merchantId), inArray(memberships.userId, [...userIds])))
    .orderBy(asc(memberships.userId))
    .for('update');
}

/**
 * Changes what somebody is to a merchant; false, with nothing changed, when the merchant would be left without an
 * administrator who may sign in.
 */
export async function updateMembership(
  db: Db,
  { merchantId, userId }: Pick<MembershipRow, 'merchantId' | 'userId'>,
  change: Partial<Pick<MembershipRow, 'role' | 'branchIds' | 'disabledAt'>>,
): Promise<boolean> {
  const other = alias(memberships, 'other');
  const staysAdmin =
    change.disabledAt instanceof Date || (change.role !== undefined && change.role !== 'admin')
      ? sql`false`
      : sql`true`;
  const anotherAdmin: SQL = exists(
    db
      .select({ one: sql`1` })
      .from(other)
      .innerJoin(users, eq(users.id, other.userId))
      .where(
        and(
          eq(other.merchantId, merchantId),
          ne(other.userId, userId),
          eq(other.role, 'admin'),
          isNull(other.disabledAt),
          isNull(users.disabledAt),
        ),
      ),
  );
  const changed = await db
    .update(memberships)
    .set(change)
    .where(
      and(
        eq(memberships.merchantId, merchantId),
        eq(memberships.userId, userId),
        or(
          ne(memberships.role, 'admin'),
          sql`${memberships.disabledAt} is not null`,
          staysAdmin,
          anotherAdmin,
        ),
      ),
    )
    .returning({ id: memberships.userId });
  return changed.length === 1;
}

/** How many of these branches the merchant has and keeps open. */
export async function countOpenBranches(
  db: Db,
  merchantId: MerchantId,
  ids: readonly BranchId[],
): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(branches)
    .where(
      and(eq(branches.merchantId, merchantId), inArray(branches.id, [...ids]), isNull(branches.retiredAt)),
    );
  return row?.count ?? 0;
}
