import { listOpenBooks } from '#db/queries/batches.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { businessDate } from '#server/kernel/time.ts';
import { bankDateOfBook, endBook } from './join-bank-book.ts';

/** Ends every open batch whose day at its bank is over, so that it waits for its close without a sale that shows it. */
export async function endBankBooks(ctx: SystemContext): Promise<void> {
  const merchantId = ctx.merchant.id;
  const now = ctx.clock.now();
  await ctx.inTransaction(async (tx) => {
    for (const { batch, connection } of await listOpenBooks(tx, merchantId)) {
      const { accountingCalendar, batchClosedBy } = capabilitiesOf(connection);
      const isOver = bankDateOfBook(batch, accountingCalendar) < businessDate(now, accountingCalendar);
      if (batchClosedBy === 'bank' && isOver) await endBook(tx, batch);
    }
  });
}
