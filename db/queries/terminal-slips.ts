import type { Db } from '#db/client.ts';
import { receipts } from '#db/schema/receipts.ts';

/** Keeps slips as their terminal printed them. One that is there already stays as it is. */
export async function insertTerminalSlips(
  db: Db,
  rows: readonly (typeof receipts.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(receipts)
      .values([...rows])
      .onConflictDoNothing();
}
