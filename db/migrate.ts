import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { PgBoss } from 'pg-boss';
import postgres from 'postgres';
import { buildIndexesAhead } from './build-indexes.ts';
import { APP_ROLE } from './embedded-credentials.ts';
import { fillSums } from './fill-sums.ts';

/** One process migrates at a time, whatever the number of portals that start together. */
const MIGRATION_LOCK = 727_001;

/** Tables of which the application may never change or delete a row. */
const APPEND_ONLY = [
  'transaction_events',
  'exchanges',
  'eod_reports',
  'eod_lines',
  'receipt_prints',
  'receipt_copies',
  'receipts',
  'transaction_notes',
  'audit_log',
  'variance_steps',
  'sign_offs',
  'statement_lines',
];

/**
 * Brings the database to this version's schema, the job queue's included, and gives the application role exactly the
 * rights it needs. Safe to run again and from several processes at once. Throws if the role does not exist.
 */
export async function migrate(
  ownerUrl: string,
  applicationRole = APP_ROLE,
  migrationsFolder = join(process.cwd(), 'db/migrations'),
): Promise<void> {
  const client = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await buildIndexesAhead(client, migrationsFolder);
    await withoutWaiting(client, async () => {
      const db = drizzle(client);
      await applyMigrations(db, { migrationsFolder });
    });
    await fillSums(client);
    await installJobQueue(ownerUrl);
    await grant(client, applicationRole);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** LOCK_NOT_AVAILABLE. */
const LOCKED = '55P03';
const TRIES = 20;
const TRY_EVERY_MS = 1_000;

/**
 * What changes a table waits for whoever reads it, and everybody after it waits for the change: so it waits only shortly, lets
 * them pass, and comes again. Throws when it never gets its turn; nothing was changed then.
 */
async function withoutWaiting(client: postgres.Sql, work: () => Promise<void>): Promise<void> {
  await client`set lock_timeout = '2s'`;
  for (let left = TRIES; ; left--) {
    try {
      await work();
      break;
    } catch (error) {
      if (left <= 1 || !isLocked(error)) throw error;
      await delay(TRY_EVERY_MS);
    }
  }
  await client`set lock_timeout = 0`;
}

function isLocked(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause)
    if (Object(current).code === LOCKED) return true;
  return false;
}

async function installJobQueue(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 1, supervise: false, schedule: false });
  await boss.start();
  await boss.stop({ graceful: false });
}

async function grant(client: postgres.Sql, role: string): Promise<void> {
  const name = `"${role.replaceAll('"', '""')}"`;
  await client.unsafe(`
    grant usage on schema public to ${name};
    grant select, insert, update on all tables in schema public to ${name};
    grant delete on address_tries, authenticators, device_holds, recovery_codes, sessions, items, saved_views, export_chunks, export_schedules, identities, ledger_accounts,
      password_resets to ${name};
    revoke update on ${APPEND_ONLY.join(', ')} from ${name};
    revoke insert on merchants from ${name};
    revoke insert, update on acquirer_totals from ${name};
    grant usage on schema drizzle to ${name};
    grant select on drizzle.__drizzle_migrations to ${name};
    grant usage on schema pgboss to ${name};
    grant select, insert, update, delete on all tables in schema pgboss to ${name};
    grant execute on all functions in schema pgboss to ${name};
    grant usage on all sequences in schema pgboss to ${name};
  `);
}
