import { setTimeout as delay } from 'node:timers/promises';
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase, type PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { BranchId, MerchantId } from '#server/kernel/ids.ts';

type NoSchema = Record<string, never>;

/** An open transaction. */
export type Tx = PostgresJsTransaction<NoSchema, ExtractTablesWithRelations<NoSchema>>;

/** The pool, or a transaction on it: every query function takes this first. */
export type Db = PostgresJsDatabase<NoSchema> | Tx;

/** How far a pool is taken up, for an operator: transactions that are open, and those that wait for a connection. */
export type PoolUse = { size: number; open: number; waiting: number };

/** One pool of connections and the way to give them back. */
export type Database = { db: PostgresJsDatabase<NoSchema>; use: Readonly<PoolUse>; close(): Promise<void> };

/** What every connection needs to live through a database that goes and comes back. */
export const LASTING = {
  onnotice: () => {},
  // The driver would ask for the types of arrays in a call of its own, whose failure nobody can catch: a connection that
  // breaks then ends the process. Arrays are read by the columns that have them.
  fetch_types: false,
  // Seconds. The driver's own goes up to 20, in which every request waits although the database is back.
  backoff: (tries: number) => Math.min(3 ** tries / 100, 1),
} as const;

/** Opens a pool. Nothing connects until the first query. */
export function openDatabase(url: string, options: { maxConnections: number; name: string }): Database {
  const client = postgres(url, {
    ...LASTING,
    // The driver prepares even its «commit» under a name, which is not there on the next connection that a pooler in transaction
    // mode lends: the transaction would be left open and undone. The query builder prepares nothing.
    prepare: false,
    max: options.maxConnections,
    idle_timeout: 60,
    connect_timeout: 5,
    connection: { application_name: options.name },
  });
  const use: PoolUse = { size: options.maxConnections, open: 0, waiting: 0 };
  return { db: counted(drizzle(client), use), use, close: () => client.end({ timeout: 5 }) };
}

/** Has a pool count its transactions: the driver tells nobody how many of its connections are taken. */
function counted(db: PostgresJsDatabase<NoSchema>, use: PoolUse): PostgresJsDatabase<NoSchema> {
  const begin = db.transaction.bind(db);
  db.transaction = async (work, config) => {
    let stage: 'waiting' | 'open' = 'waiting';
    use.waiting += 1;
    try {
      return await begin((tx) => {
        use.waiting -= 1;
        stage = 'open';
        use.open += 1;
        return work(tx);
      }, config);
    } finally {
      use[stage] -= 1;
    }
  };
  return db;
}

/**
 * Whose rows a transaction may see; what is not said stays invisible (row-level security). Of a merchant `branchIds` leaves
 * only what is of these branches; without them, as for the worker, all of it is there.
 */
export type Scope =
  | { merchantId: MerchantId; userId?: string; branchIds?: readonly BranchId[] | null }
  | { userId: string }
  | { signInEmail: string }
  | { system: true };

const MAX_TRIES = 5;
/** Deadlock and serialisation failure: the database undid everything and asks to try again. */
const TRY_AGAIN = new Set(['40001', '40P01']);

/** What is to be done when a transaction has committed. */
const followUps = new WeakMap<Tx, (() => void)[]>();

/** Has something told only when the transaction at hand is in the books; of one that is undone nobody hears. */
export function afterCommit(tx: Tx, tell: () => void): void {
  followUps.get(tx)?.push(tell);
}

/**
 * Runs the work in one transaction that sees only the rows of its scope, and repeats it when the database asks to.
 * The work must therefore do nothing outside the transaction. Throws what the work throws.
 */
export async function inScope<T>(
  database: Database['db'],
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const told: (() => void)[] = [];
    try {
      const result = await inTransaction(database, async (tx) => {
        followUps.set(tx, told);
        await tx.execute(settings(scope));
        return work(tx);
      });
      for (const tell of told) tell();
      return result;
    } catch (error) {
      if (attempt >= MAX_TRIES || !TRY_AGAIN.has(databaseError(error)?.code ?? '')) throw error;
    }
  }
}

/** The driver hears of the end of a connection shortly after the query on it has failed. */
const HEARS_OF_END_WITHIN_MS = 500;

/**
 * A transaction of the driver that survives the loss of its connection. When work fails, the driver sends a rollback; into a
 * connection that is gone it sends it where nobody can catch the error, which ends the process, or leaves the connection
 * unusable for ever (porsager/postgres#1208). So work that failed for want of its connection does not come to an end: the
 * driver has ended the transaction by then, and nobody waits for it any more.
 */
async function inTransaction<T>(database: Database['db'], work: (tx: Tx) => Promise<T>): Promise<T> {
  const { promise: hasEnded, resolve: end } = Promise.withResolvers<'ended'>();
  try {
    return await database.transaction(async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        if (isUnreachable(error)) {
          const first = await Promise.race([
            hasEnded,
            delay(HEARS_OF_END_WITHIN_MS, 'alive', { ref: false }),
          ]);
          if (first === 'ended') return new Promise<never>(() => {});
        }
        throw error;
      }
    });
  } finally {
    end('ended');
  }
}

/**
 * Moves an open transaction to another scope, for the few facts that several merchants must learn in one commit, such as a
 * person's sign-in. Nothing of the scope before stays visible.
 */
export async function changeScope(tx: Tx, scope: Scope): Promise<void> {
  await tx.execute(settings(scope));
}

/** What ids are made of: nothing that could end a literal. An address of somebody is not. */
const PLAIN = /^[\w,-]*$/;

function settings(scope: Scope) {
  const values = Object.entries({
    merchant_id: 'merchantId' in scope ? scope.merchantId : '',
    user_id: 'userId' in scope ? (scope.userId ?? '') : '',
    sign_in_email: 'signInEmail' in scope ? scope.signInEmail.toLowerCase() : '',
    system: 'system' in scope ? 'on' : '',
    branch_ids: 'branchIds' in scope ? (scope.branchIds ?? []).join(',') : '',
  });
  // A statement with parameters takes the driver two round trips, one without them takes one, and this stands before all work.
  const value = (text: string) => (PLAIN.test(text) ? sql.raw(`'${text}'`) : sql`${text}`);
  const set = values.map(
    ([name, text]) => sql`set_config(${sql.raw(`'app.${name}'`)}, ${value(text)}, true)`,
  );
  return sql`select ${sql.join(set, sql`, `)}`;
}

/** What the driver and the network call a connection that broke or never stood. */
const AWAY = /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;
/** SQLSTATE of a database that goes, comes or is full: class 08, 57P01 to 57P03, 53300. */
const AWAY_STATE = /^(08...|57P0[123]|53300)$/;

/** Whether the database could not be reached: the same work may succeed in a moment. A commit may have been lost or done. */
export function isUnreachable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
    if (AWAY.test(code) || AWAY_STATE.test(code)) return true;
    if (current instanceof AggregateError && current.errors.some(isUnreachable)) return true;
  }
  return false;
}

/** Name of the constraint or unique index that refused a write; null if that is not what went wrong. */
export function violatedConstraint(error: unknown): string | null {
  return databaseError(error)?.constraint_name ?? null;
}

/** Whether the database stopped a statement because it took longer than was allowed (57014). */
export function isTooSlow(error: unknown): boolean {
  return databaseError(error)?.code === '57014';
}

/** The database's own error, whether wrapped by the query builder or not. */
function databaseError(error: unknown): postgres.PostgresError | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof postgres.PostgresError) return current;
  }
  return null;
}
