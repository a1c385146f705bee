import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
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
