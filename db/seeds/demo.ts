import { and, eq, like, ne, sql } from 'drizzle-orm';
import { openDatabase, type Tx } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { merchants } from '#db/schema/merchants.ts';
import { transactions } from '#db/schema/transactions.ts';
import { type BookEntry, bookOf } from './book.ts';
import { iyzicoBookkeeping } from './bookkeeping.ts';
import type { ConnectionOf, DemoDevice, DemoMerchant, Provider } from './demo-shapes.ts';
import { demoMerchants, kahveDuragi, mapleBakery } from './demo-world.ts';
import { writeKahveHistory, writeMapleHistory } from './history.ts';
import { type AuditHash, analyze, insertHistory } from './insert-history.ts';
import {
  type DeviceSigns,
  enter,
  insertWorld,
  placeOf,
  type SandboxAddresses,
  type WorldKeys,
} from './insert-world.ts';
import { type InterpayBook, interpayBookOf } from './interpay/book.ts';
import { interpayBookkeeping } from './interpay/bookkeeping.ts';
import type { ReportHash } from './link-reports.ts';
import { insertOnlineTill, moveOnlineTill } from './online-till.ts';
import type { TillHistory } from './operation.ts';

/** What the seeds need; what only the server can do is handed in. */
export type SeedOptions = WorldKeys & {
  /** The owner's: with or without the right to look past row-level security. */
  ownerUrl: string;
  /** History ends here. */
  now: Date;
  auditHash: AuditHash;
  reportHash: ReportHash;
  /** Days of history, today included. */
  days?: number;
  onProgress?(progress: { done: number; of: number }): void;
};

/** What was done, and the history as each provider knows it; no books when the data was already there. */
export type Seeded = { isFresh: true; book: BookEntry[]; interpayBook: InterpayBook } | { isFresh: false };

const USUAL_DAYS = 90;
/** One seeding at a time, whatever the number of demos that start together. */
const SEED_LOCK = 727_002;

/**
 * Fills a migrated database with the demo merchants and their history, all or nothing. Where they exist already, the
 * data stays and only the addresses of the sandboxes are brought up to date. Never for production.
 */
export async function seedDemo(options: SeedOptions): Promise<Seeded> {
  const { db, close } = openDatabase(options.ownerUrl, { maxConnections: 1, name: 'vezne-seed' });
  try {
    return await db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${SEED_LOCK})`);
      // The plans of the guards and foreign keys are made while their tables are empty and would read them whole for ever.
      await tx.execute(sql`set local enable_seqscan = off`);
      await enter(tx, {});
      const known = await tx
        .select({ id: merchants.id })
        .from(merchants)
        .where(eq(merchants.id, kahveDuragi.id));
      return known.length > 0 ? await keep(tx, options) : await fill(tx, options);
    });
  } finally {
    await close();
  }
}

async function fill(tx: Tx, options: SeedOptions): Promise<Seeded> {
  const { now, days = USUAL_DAYS, interpay } = options;
  const kahve = writeKahveHistory(now, days);
  const maple = writeMapleHistory(now, days);
  const histories = [...kahve, ...maple];
  await insertWorld(tx, options, (device) => signsOf(device, histories));
  const of = histories.reduce((sum, { operations }) => sum + operations.length, 0);
  const told = (before: number) => ({
    ...options,
    onTransactions: (done: number) => options.onProgress?.({ done: before + done, of }),
  });
  await enter(tx, { merchantId: kahveDuragi.id });
  await insertOnlineTill(tx, options);
  await insertHistory(tx, kahveDuragi, kahve, iyzicoBookkeeping, told(0));
  await enter(tx, { merchantId: mapleBakery.id });
  const done = kahve.reduce((sum, { operations }) => sum + operations.length, 0);
  await insertHistory(tx, mapleBakery, maple, interpayBookkeeping(interpay), told(done));
  await analyze(tx);
  const operations = kahve.flatMap((history) => history.operations);
  const inOrder = operations.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return { isFresh: true, book: bookOf(inOrder), interpayBook: interpayBookOf(maple) };
}

async function keep(tx: Tx, options: SeedOptions): Promise<Seeded> {
  for (const merchant of demoMerchants) {
    await enter(tx, { merchantId: merchant.id });
    for (const connection of merchant.connections) await moveConnection(tx, merchant, connection, options);
  }
  await enter(tx, { merchantId: kahveDuragi.id });
  await moveOnlineTill(tx, options);
  return { isFresh: false };
}

/** Lets a connection lead to where its sandbox is now; nothing happens to one that does already. */
async function moveConnection(
  tx: Tx,
  merchant: DemoMerchant,
  connection: ConnectionOf[Provider],
  addresses: SandboxAddresses,
): Promise<void> {
  const { baseUrl, secondaryUrl } = placeOf(connection, addresses);
  const isIt = and(eq(connections.merchantId, merchant.id), eq(connections.id, connection.id));
  const [before] = await tx.select({ baseUrl: connections.baseUrl }).from(connections).where(isIt);
  // A login belongs to the address it was made at.
  await tx
    .update(connections)
    .set({
      baseUrl,
      sealedSession: null,
      sessionExpiresAt: null,
      loginLeaseId: null,
      loginLeaseUntil: null,
      lastRefusedAt: null,
      clockOffsetMs: null,
    })
    .where(and(isIt, ne(connections.baseUrl, baseUrl)));
  if (secondaryUrl) {
    const change = JSON.stringify({ secondaryUrl });
    await tx
      .update(connections)
      .set({ settings: sql`${connections.settings} || ${change}::text::jsonb` })
      .where(isIt);
  }
  if (!before || before.baseUrl === baseUrl) return;
  // What undoes a sale is an address there too.
  const { sessionHandle, merchantId } = transactions;
  await tx
    .update(transactions)
    .set({ sessionHandle: sql`replace(${sessionHandle}, ${before.baseUrl}, ${baseUrl})` })
    .where(and(eq(merchantId, merchant.id), like(sessionHandle, `${before.baseUrl}%`)));
}

/** When a device last answered and when it last kept silent. */
function signsOf(device: DemoDevice, histories: readonly TillHistory[]): DeviceSigns {
  const signs: DeviceSigns = { lastAnsweredAt: null, lastFailedAt: null };
  const history = histories.find(({ till }) => till.id === device.id);
  for (const { ending, doubt } of history?.operations ?? []) {
    if (doubt?.reason === 'provider_timeout') signs.lastFailedAt = doubt.since;
    if (ending?.state === 'approved' || ending?.state === 'declined') signs.lastAnsweredAt = ending.at;
  }
  // Of a close only a device tells that was told to make it.
  const close = history?.batches.at(-2)?.close;
  const closedAt = close && 'endedAt' in close ? close.endedAt : null;
  if (closedAt && signs.lastAnsweredAt && closedAt > signs.lastAnsweredAt) signs.lastAnsweredAt = closedAt;
  return signs;
}
