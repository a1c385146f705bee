import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import type { BranchId, MerchantId, UserId } from '#server/kernel/ids.ts';

/** A stored person. */
export type UserRow = typeof users.$inferSelect;

/** A stored merchant. */
export type MerchantRow = typeof merchants.$inferSelect;

/** The person who signs in with this address, whatever its letter case; needs the scope of that address. */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  const [row] = await db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, email.toLowerCase()));
  return row ?? null;
}

/** The person, or null. */
export async function findUser(db: Db, id: UserId): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  return row ?? null;
}

/** The person, locked until the transaction ends, so that tries to sign in count one after another. */
export async function lockUser(db: Db, id: UserId): Promise<UserRow | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id)).for('update');
  return row ?? null;
}

/** Stores how many tries to sign in failed in a row, and until when none is accepted. */
export async function setFailedSignIns(
  db: Db,
  id: UserId,
  failedSignIns: number,
  lockedUntil: Date | null,
): Promise<void> {
  await db.update(users).set({ failedSignIns, lockedUntil }).where(eq(users.id, id));
}

/** Replaces the hash of the same password by one of today's cost. */
export async function setPasswordHash(db: Db, id: UserId, passwordHash: string): Promise<void> {
  await db.update(users).set({ passwordHash }).where(eq(users.id, id));
}

/** Changes what a person is called, and in which language they are written to; needs their scope. */
export async function updateDetails(
  db: Db,
  id: UserId,
  details: Pick<UserRow, 'name' | 'locale'>,
): Promise<void> {
  await db.update(users).set(details).where(eq(users.id, id));
}

/** PCI DSS 8.3.7 asks for four; the one of now is not among these. */
const REMEMBERED = 4;

/** Gives somebody the hash of another password, and keeps those before in mind. */
export async function replacePassword(db: Db, id: UserId, passwordHash: string): Promise<void> {
  const earlierHashes = sql`(array_prepend(${users.passwordHash}, ${users.earlierHashes}))[:${sql.raw(String(REMEMBERED))}]`;
  await db.update(users).set({ passwordHash, earlierHashes }).where(eq(users.id, id));
}

/** A place where somebody works, as what, and in which branches. */
export type Place = { merchant: MerchantRow; role: Role; branchIds: BranchId[] | null };

/** Merchants a person works for with the role there, by name; needs the person's scope. */
export async function listMerchantsOfUser(db: Db, userId: UserId): Promise<Place[]> {
  return db
    .select({ merchant: merchants, role: memberships.role, branchIds: memberships.branchIds })
    .from(memberships)
    .innerJoin(merchants, eq(merchants.id, memberships.merchantId))
    .where(and(eq(memberships.userId, userId), isNull(memberships.disabledAt)))
    .orderBy(asc(merchants.name), asc(merchants.id));
}

/** Ids of the merchants a person works for, in the order in which several audit chains are locked. */
export async function listMerchantIdsOfUser(db: Db, userId: UserId): Promise<MerchantId[]> {
  const rows = await db
    .select({ id: memberships.merchantId })
    .from(memberships)
    .where(and(eq(memberships.userId, userId), isNull(memberships.disabledAt)))
    .orderBy(asc(memberships.merchantId));
  return rows.map((row) => row.id);
}

/** Who works for the merchant now in one of the roles and is not shut out, by name. */
export async function listColleagues(
  db: Db,
  merchantId: MerchantId,
  roles: readonly Role[],
): Promise<{ id: UserId; name: string }[]> {
  return db
    .select({ id: users.id, name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.merchantId, merchantId),
        inArray(memberships.role, [...roles]),
        isNull(memberships.disabledAt),
        isNull(users.disabledAt),
      ),
    )
    .orderBy(asc(users.name), asc(users.id));
}

/** Who is limited to no branch, or to this one among others. */
export function worksIn(branchId: BranchId) {
  return or(isNull(memberships.branchIds), sql`${branchId} = any (${memberships.branchIds})`);
}

/** The same with where they are written to and in which language; of a thing of a branch only those who work in it. */
export async function listCorrespondents(
  db: Db,
  merchantId: MerchantId,
  roles: readonly Role[],
  branchId: BranchId | null,
): Promise<Pick<UserRow, 'id' | 'email' | 'locale'>[]> {
  return db
    .select({ id: users.id, email: users.email, locale: users.locale })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.merchantId, merchantId),
        inArray(memberships.role, [...roles]),
        isNull(memberships.disabledAt),
        isNull(users.disabledAt),
        branchId ? worksIn(branchId) : undefined,
      ),
    )
    .orderBy(asc(users.id));
}

/** Adds a person; needs the person's scope. Throws when somebody has the address already (`users_email`). */
export async function insertUser(db: Db, row: typeof users.$inferInsert): Promise<void> {
  await db.insert(users).values(row);
}
