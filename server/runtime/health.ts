import { sql } from 'drizzle-orm';
import { getRuntime } from './runtime.ts';

/** Whether this process can do its work: it has started and its database answers. Never throws. */
export async function isHealthy(): Promise<boolean> {
  try {
    await getRuntime().db.execute(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}
