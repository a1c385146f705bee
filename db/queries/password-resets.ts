import { and, eq, gt } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { passwordResets } from '#db/schema/password-resets.ts';
import type { UserId } from '#server/kernel/ids.ts';

// All of them need the person's scope.

/** Stores what a letter lets its reader do. */
export async function insertReset(db: Db, row: typeof passwordResets.$inferInsert): Promise<void> {
  await db.insert(passwordResets).values(row);
}

/** How many letters somebody was sent since an instant. */
export async function countResetsSince(db: Db, userId: UserId, since: Date): Promise<number> {
  return db.$count(
    passwordResets,
    and(eq(passwordResets.userId, userId), gt(passwordResets.createdAt, since)),
  );
}

/** Whether a secret lets somebody choose a password at an instant. */
export async function hasReset(db: Db, userId: UserId, secretHash: string, at: Date): Promise<boolean> {
  return (await db.$count(passwordResets, whole(userId, secretHash, at))) > 0;
}

/** Uses a secret up, once; false when it lets nobody do anything any more. */
export async function takeReset(db: Db, userId: UserId, secretHash: string, at: Date): Promise<boolean> {
  const taken = await db
    .delete(passwordResets)
    .where(whole(userId, secretHash, at))
    .returning({ userId: passwordResets.userId });
  return taken.length === 1;
}

/** Takes every letter back that somebody was sent. */
export async function deleteResets(db: Db, userId: UserId): Promise<void> {
  await db.delete(passwordResets).where(eq(passwordResets.userId, userId));
}

function whole(userId: UserId, secretHash: string, at: Date) {
  return and(
    eq(passwordResets.userId, userId),
    eq(passwordResets.secretHash, secretHash),
    gt(passwordResets.expiresAt, at),
  );
}
