import { and, asc, count, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { authenticators } from '#db/schema/authenticators.ts';
import { recoveryCodes } from '#db/schema/recovery-codes.ts';
import type { UserId } from '#server/kernel/ids.ts';

/** A stored second factor. */
export type AuthenticatorRow = typeof authenticators.$inferSelect;

/** The person's second factors, the oldest first. */
export async function listAuthenticators(db: Db, userId: UserId): Promise<AuthenticatorRow[]> {
  return db
    .select()
    .from(authenticators)
    .where(eq(authenticators.userId, userId))
    .orderBy(asc(authenticators.createdAt), asc(authenticators.id));
}

/** Stores a second factor. */
export async function insertAuthenticator(db: Db, row: AuthenticatorRow): Promise<void> {
  await db.insert(authenticators).values(row);
}

/** Notes the use of a second factor: the step of a code, or what a passkey counts. */
export async function noteUse(
  db: Db,
  { userId, id }: Pick<AuthenticatorRow, 'userId' | 'id'>,
  use: { lastUsedAt: Date; lastStep?: number; signCount?: number },
): Promise<void> {
  await db
    .update(authenticators)
    .set(use)
    .where(and(eq(authenticators.userId, userId), eq(authenticators.id, id)));
}

/** Gives the person these recovery codes, by their hashes, in place of all before. */
export async function replaceRecoveryCodes(
  db: Db,
  userId: UserId,
  hashes: readonly string[],
  createdAt: Date,
): Promise<void> {
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await db
    .insert(recoveryCodes)
    .values(hashes.map((codeHash) => ({ userId, codeHash, createdAt, usedAt: null })));
}

/** Uses a recovery code up; false when there is none such or it was used before. */
export async function spendRecoveryCode(
  db: Db,
  userId: UserId,
  codeHash: string,
  at: Date,
): Promise<boolean> {
  const used = await db
    .update(recoveryCodes)
    .set({ usedAt: at })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, codeHash),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ codeHash: recoveryCodes.codeHash });
  return used.length === 1;
}

/** Calls a second factor something else. */
export async function renameAuthenticator(
  db: Db,
  { userId, id }: Pick<AuthenticatorRow, 'userId' | 'id'>,
  label: string,
): Promise<void> {
  await db
    .update(authenticators)
    .set({ label })
    .where(and(eq(authenticators.userId, userId), eq(authenticators.id, id)));
}

/** Takes one second factor away. */
export async function deleteAuthenticator(
  db: Db,
  { userId, id }: Pick<AuthenticatorRow, 'userId' | 'id'>,
): Promise<void> {
  await db.delete(authenticators).where(and(eq(authenticators.userId, userId), eq(authenticators.id, id)));
}

/** Takes every second factor of the person away, and every recovery code. */
export async function deleteFactors(db: Db, userId: UserId): Promise<void> {
  await db.delete(authenticators).where(eq(authenticators.userId, userId));
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

/** How many recovery codes the person has left. */
export async function countRecoveryCodes(db: Db, userId: UserId): Promise<number> {
  const [row] = await db
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
  return row?.left ?? 0;
}
