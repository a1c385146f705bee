import { once } from 'node:events';
import type postgres from 'postgres';
import type { CopiedTable } from './backup-file.ts';
import { target } from './catalog.ts';

/** The rows of one table on their way into it. Each step throws what the database says when it refuses any of them. */
export type CopyIn = { put(rows: Buffer): Promise<void>; end(): Promise<void> };

/**
 * Begins to copy rows into a table. What is refused once the last row has left reaches nobody through the driver's stream: it
 * rejects the query, which the stream has resolved already, and the stream never finishes (postgres 3.4). So that is listened to.
 */
export async function copyInto(tx: postgres.TransactionSql, table: CopiedTable): Promise<CopyIn> {
  const query = tx.unsafe(`copy ${target(table)} from stdin`) as ReturnType<typeof tx.unsafe> & {
    reject(error: unknown): void;
  };
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => {});
  const reject = query.reject.bind(query);
  query.reject = (error) => {
    reject(error);
    refused.reject(error);
  };
  const stream = await query.writable();
  stream.on('error', refused.reject);
  return {
    async put(rows) {
      if (!stream.write(rows)) await Promise.race([once(stream, 'drain'), refused.promise]);
    },
    async end() {
      const finished = once(stream, 'finish');
      stream.end();
      await Promise.race([finished, refused.promise]);
    },
  };
}
