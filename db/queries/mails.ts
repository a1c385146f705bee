import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { mails } from '#db/schema/mails.ts';
import type { MailId, MerchantId, TransactionId } from '#server/kernel/ids.ts';

/** A stored letter. */
export type MailRow = typeof mails.$inferSelect;

/** Stores a letter. */
export async function insertMail(db: Db, row: typeof mails.$inferInsert): Promise<void> {
  await db.insert(mails).values(row);
}

/** A letter, locked until the transaction ends; null when there is none. */
export async function lockMail(db: Db, merchantId: MerchantId, id: MailId): Promise<MailRow | null> {
  const [row] = await db
    .select()
    .from(mails)
    .where(and(eq(mails.merchantId, merchantId), eq(mails.id, id)))
    .for('update');
  return row ?? null;
}

/** Changes a letter; whoever does has it locked. */
export async function updateMail(
  db: Db,
  { merchantId, id }: Pick<MailRow, 'merchantId' | 'id'>,
  changes: Partial<typeof mails.$inferInsert>,
): Promise<void> {
  await db
    .update(mails)
    .set(changes)
    .where(and(eq(mails.merchantId, merchantId), eq(mails.id, id)));
}

/** Letters that should have been on their way by then, the oldest first, at most 200. */
export async function listOverdueMails(db: Db, merchantId: MerchantId, dueBefore: Date): Promise<MailRow[]> {
  return db
    .select()
    .from(mails)
    .where(and(eq(mails.merchantId, merchantId), isNull(mails.endedAt), lt(mails.dueAt, dueBefore)))
    .orderBy(mails.dueAt)
    .limit(200);
}

/** The letters that stand in the timeline of an operation, the newest first, at most `limit`. */
export async function listMailsOf(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
  limit: number,
): Promise<MailRow[]> {
  return db
    .select()
    .from(mails)
    .where(and(eq(mails.merchantId, merchantId), eq(mails.transactionId, transactionId)))
    .orderBy(desc(mails.createdAt))
    .limit(limit);
}
