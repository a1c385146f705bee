import { sql } from 'drizzle-orm';
import type { CallbackCounts } from '#server/callbacks/callback-desk.ts';
import { getRuntime } from './runtime.ts';

/** Whether this process can do its work, and what it refused at its door since it started; null before that. */
export type Health = { isUp: boolean; callbacks: CallbackCounts | null };

/** Whether it has started and its database answers. Never throws. */
export async function readHealth(): Promise<Health> {
  try {
    const { db, callbacks } = getRuntime();
    const isUp = await db.execute(sql`select 1`).then(
      () => true,
      () => false,
    );
    return { isUp, callbacks: callbacks.counts };
  } catch {
    return { isUp: false, callbacks: null };
  }
}
