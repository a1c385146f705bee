import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { identities } from '#db/schema/identities.ts';
import type { UserId } from '#server/kernel/ids.ts';

/** Who somebody is at a provider of single sign-on. */
export type IdentityRow = typeof identities.$inferSelect;

/** Whose identity it is; needs the system's scope, since nobody is known yet. */
export async function findIdentity(db: Db, issuer: string, subject: string): Promise<IdentityRow | null> {
  const [row] = await db
    .select()
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return row ?? null;
}

/** The person's identity at a provider; like the others below it needs the person's scope. */
export async function findIdentityOf(db: Db, userId: UserId, issuer: string): Promise<IdentityRow | null> {
  const [row] = await db
    .select()
    .from(identities)
    .where(and(eq(identities.userId, userId), eq(identities.issuer, issuer)));
  return row ?? null;
}

/** All of the person's. */
export async function listIdentities(db: Db, userId: UserId): Promise<IdentityRow[]> {
  return db.select().from(identities).where(eq(identities.userId, userId));
}

/** Links an identity to a person; false when either is linked to another already. */
export async function insertIdentity(db: Db, row: IdentityRow): Promise<boolean> {
  const linked = await db
    .insert(identities)
    .values(row)
    .onConflictDoNothing()
    .returning({ one: identities.userId });
  return linked.length === 1;
}

/** Takes all of the person's identities away; how many there were. */
export async function deleteIdentities(db: Db, userId: UserId): Promise<number> {
  const gone = await db
    .delete(identities)
    .where(eq(identities.userId, userId))
    .returning({ one: identities.userId });
  return gone.length;
}
