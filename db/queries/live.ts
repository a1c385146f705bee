import { sql } from 'drizzle-orm';
import type { AnyPgTable } from 'drizzle-orm/pg-core';
import type { Db } from '#db/client.ts';
import { approvals } from '#db/schema/approvals.ts';
import { batches } from '#db/schema/batches.ts';
import { devices } from '#db/schema/devices.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import { fileExports } from '#db/schema/exports.ts';
import { splitSales } from '#db/schema/split-sales.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** The channel on which processes hear what changed. */
export const LIVE_CHANNEL = 'vezne_live';

/** The kinds of thing that change while somebody looks. */
export const TOPICS = [
  'transaction',
  'split-sale',
  'device',
  'batch',
  'end-of-day',
  'export',
  'approval',
] as const;

/** What changed; carries no content, so that whoever hears it must be allowed to read it. */
export type Change = {
  merchantId: MerchantId;
  topic: (typeof TOPICS)[number];
  id: string;
};

/** Tells every process, when the surrounding transaction commits, that something changed. */
export async function announce(db: Db, change: Change): Promise<void> {
  await db.execute(sql`select pg_notify(${LIVE_CHANNEL}, ${JSON.stringify(change)})`);
}

const TABLES = {
  approval: approvals,
  transaction: transactions,
  'split-sale': splitSales,
  device: devices,
  batch: batches,
  'end-of-day': eodRuns,
  export: fileExports,
} as const satisfies Record<Change['topic'], AnyPgTable>;

/** Whether the row that changed is there for the scope of a transaction. */
export async function isVisible(db: Db, { merchantId, topic, id }: Change): Promise<boolean> {
  const table = TABLES[topic];
  const found = await db.execute(
    sql`select 1 from ${table} where merchant_id = ${merchantId} and id = ${id} limit 1`,
  );
  return found.length > 0;
}
