import { and, desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { transactionNotes } from '#db/schema/transaction-notes.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';

/** A stored note. */
export type NoteRow = typeof transactionNotes.$inferSelect;

/** Stores a note. */
export async function insertNote(db: Db, row: NoteRow): Promise<void> {
  await db.insert(transactionNotes).values(row);
}

/** What people wrote about an operation, newest first; so many at most. */
export async function listNotes(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
  limit: number,
): Promise<NoteRow[]> {
  return db
    .select()
    .from(transactionNotes)
    .where(
      and(eq(transactionNotes.merchantId, merchantId), eq(transactionNotes.transactionId, transactionId)),
    )
    .orderBy(desc(transactionNotes.writtenAt), desc(transactionNotes.id))
    .limit(limit);
}
