import { and, eq, ne, sql } from 'drizzle-orm';
import { openDatabase, type Tx } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { merchants } from '#db/schema/merchants.ts';
import { type BookEntry, bookOf } from './book.ts';
import { type DemoDevice, demoMerchants, kahveDuragi } from './demo-world.ts';
import { writeHistory } from './history.ts';
import { type AuditHash, analyze, insertHistory } from './insert-history.ts';
import { type DeviceSigns, enter, insertWorld, type WorldKeys } from './insert-world.ts';
import type { TillHistory } from './operation.ts';

/** What the seeds need; what only the server can do is handed in. */
export type SeedOptions = WorldKeys & {
  /** The owner's: with or without the right to look past row-level security. */
  ownerUrl: string;
  /** History ends here. */
  now: Date;
  auditHash: AuditHash;
  /** Days of history, today included. */
  days?: number;
  onProgress?(progress: { done: number; of: number }): void;
};

/** What was done: `book` is the history as the provider knows it, empty when the data was already there. */
export type Seeded = { isFresh: boolean; book: BookEntry[] };

const USUAL_DAYS = 90;
/** One seeding at a time, whatever the number of demos that start together. */
const SEED_LOCK = 727_002;

/**
 * Fills a migrated database with the demo merchants and their history, all or nothing. Where they exist already, the
 * data stays and only the address of the sandbox gateway is brought up to date. Never for production.
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
  const histories = writeHistory(options.now, options.days ?? USUAL_DAYS);
  await insertWorld(tx, options, (device) => signsOf(device, histories));
  await enter(tx, { merchantId: kahveDuragi.id });
  await insertHistory(tx, histories, {
    ...options,
    onTransactions: (done, of) => options.onProgress?.({ done, of }),
  });
  await analyze(tx);
  const operations = histories.flatMap((history) => history.operations);
  const inOrder = operations.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return { isFresh: true, book: bookOf(inOrder) };
}

async function keep(tx: Tx, { gatewayUrl }: SeedOptions): Promise<Seeded> {
  for (const merchant of demoMerchants) {
    await enter(tx, { merchantId: merchant.id });
    for (const { id } of merchant.connections) {
      // A login belongs to the address it was made at.
      await tx
        .update(connections)
        .set({
          baseUrl: gatewayUrl,
          sealedSession: null,
          sessionExpiresAt: null,
          loginLeaseId: null,
          loginLeaseUntil: null,
          lastRefusedAt: null,
          clockOffsetMs: null,
        })
        .where(
          and(
            eq(connections.merchantId, merchant.id),
            eq(connections.id, id),
            ne(connections.baseUrl, gatewayUrl),
          ),
        );
    }
  }
  return { isFresh: false, book: [] };
}

/** When a device last answered and when it last kept silent. */
function signsOf(device: DemoDevice, histories: readonly TillHistory[]): DeviceSigns {
  const signs: DeviceSigns = { lastAnsweredAt: null, lastFailedAt: null };
  const history = histories.find(({ till }) => till.id === device.id);
  for (const { ending, doubt } of history?.operations ?? []) {
    if (doubt?.reason === 'provider_timeout') signs.lastFailedAt = doubt.since;
    if (ending?.state === 'approved' || ending?.state === 'declined') signs.lastAnsweredAt = ending.at;
  }
  const closedAt = history?.batches.at(-2)?.close?.endedAt;
  if (closedAt && signs.lastAnsweredAt && closedAt > signs.lastAnsweredAt) signs.lastAnsweredAt = closedAt;
  return signs;
}
