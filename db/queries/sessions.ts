import { and, desc, eq, gt, lt, ne } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { sessions } from '#db/schema/sessions.ts';
import { users } from '#db/schema/users.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { UserRow } from './users.ts';

/** A stored session; of its secret only the hash. */
export type SessionRow = typeof sessions.$inferSelect;

/** Stores a new session. */
export async function insertSession(db: Db, row: SessionRow): Promise<void> {
  await db.insert(sessions).values(row);
}

/** The session with this hash of a secret and whose it is, if it belongs to this person. */
export async function findSessionRow(
  db: Db,
  userId: UserId,
  secretHash: string,
): Promise<{ row: SessionRow; user: UserRow } | null> {
  const [found] = await db
    .select({ row: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.userId, userId), eq(sessions.secretHash, secretHash)));
  return found ?? null;
}

/** Notes an act of the person; a clock that is behind another server's never moves the moment back. */
export async function touchSession(db: Db, userId: UserId, secretHash: string, at: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: at })
    .where(
      and(eq(sessions.userId, userId), eq(sessions.secretHash, secretHash), lt(sessions.lastSeenAt, at)),
    );
}

/** What may become of a session while it lives. */
export type SessionChange = Partial<Pick<SessionRow, 'factorAt' | 'setUpAt' | 'challenge' | 'challengeAt'>>;

/** Changes a session; nothing happens when it is gone. */
export async function changeSession(
  db: Db,
  { userId, secretHash }: Pick<SessionRow, 'userId' | 'secretHash'>,
  change: SessionChange,
): Promise<void> {
  await db
    .update(sessions)
    .set(change)
    .where(and(eq(sessions.userId, userId), eq(sessions.secretHash, secretHash)));
}

/** Ends one session; false if there was none. */
export async function deleteSession(db: Db, userId: UserId, secretHash: string): Promise<boolean> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.secretHash, secretHash)))
    .returning({ secretHash: sessions.secretHash });
  return gone.length === 1;
}

/** Clears away the person's sessions that ran out before an instant. */
export async function deleteExpiredSessions(db: Db, userId: UserId, before: Date): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.userId, userId), lt(sessions.expiresAt, before)));
}

/** The person's sessions that have not run out, the one used last first. */
export async function listSessions(db: Db, userId: UserId, at: Date): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, at)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id));
}

/** Ends one of the person's sessions by its name; 0 when there is none such. */
export async function deleteSessionById(db: Db, userId: UserId, id: string): Promise<number> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.id, id as SessionRow['id'])))
    .returning({ id: sessions.id });
  return gone.length;
}

/** Ends all the person's sessions but the one with this hash; how many there were. */
export async function deleteSessionsBut(db: Db, userId: UserId, secretHash: string): Promise<number> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.secretHash, secretHash)))
    .returning({ id: sessions.id });
  return gone.length;
}

/** Ends all sessions of a person, whose scope it needs; how many there were. */
export async function deleteSessionsOf(db: Db, userId: UserId): Promise<number> {
  const gone = await db
    .delete(sessions)
    .where(eq(sessions.userId, userId))
    .returning({ one: sessions.userId });
  return gone.length;
}
