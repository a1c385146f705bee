import { and, asc, desc, eq, inArray, lte, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { type ApprovalKind, type ApprovalState, approvals } from '#db/schema/approvals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { ApprovalId, MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';

/** A stored request. */
export type ApprovalRow = typeof approvals.$inferSelect;

/** How one ends. */
export type ApprovalEnd = {
  state: Exclude<ApprovalState, 'waiting'>;
  endedAt: Date;
  decidedBy?: UserId | null;
  answer?: string | null;
  obstacle?: string | null;
  transactionId?: TransactionId;
};

/** Stores a request; violates `approvals_one_waiting` when another one waits for the same thing, `approvals_intent` for a used key. */
export async function insertApproval(db: Db, row: ApprovalRow): Promise<void> {
  await db.insert(approvals).values(row);
}

/** The request, or null if this merchant has none of that id. */
export async function findApproval(
  db: Db,
  merchantId: MerchantId,
  id: ApprovalId,
): Promise<ApprovalRow | null> {
  const [row] = await db.select().from(approvals).where(isApproval(merchantId, id));
  return row ?? null;
}

/** The request, locked until the transaction ends: of two answers the second sees the first. */
export async function lockApproval(
  db: Db,
  merchantId: MerchantId,
  id: ApprovalId,
): Promise<ApprovalRow | null> {
  const [row] = await db.select().from(approvals).where(isApproval(merchantId, id)).for('update');
  return row ?? null;
}

/** The request that was made with this form key. */
export async function findApprovalByIntent(
  db: Db,
  merchantId: MerchantId,
  intentKey: string,
): Promise<ApprovalRow | null> {
  const [row] = await db
    .select()
    .from(approvals)
    .where(and(eq(approvals.merchantId, merchantId), eq(approvals.intentKey, intentKey)));
  return row ?? null;
}

/** The request that waits for the same thing. */
export async function findWaiting(
  db: Db,
  merchantId: MerchantId,
  kind: ApprovalKind,
  subjectId: string,
): Promise<ApprovalRow | null> {
  const [row] = await db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.merchantId, merchantId),
        eq(approvals.state, 'waiting'),
        eq(approvals.kind, kind),
        eq(approvals.subjectId, subjectId),
      ),
    );
  return row ?? null;
}

/** Ends a request that still waits, with what it kept sealed; tells whether it did. Its maker as its checker violates `never_decided_by_its_maker`. */
export async function endApproval(db: Db, row: ApprovalRow, end: ApprovalEnd): Promise<boolean> {
  const ended = await db
    .update(approvals)
    .set({ ...end, sealedWaiting: null })
    .where(and(isApproval(row.merchantId, row.id), eq(approvals.state, 'waiting')))
    .returning({ id: approvals.id });
  return ended.length === 1;
}

/** Every request of these kinds that waits, oldest first. */
export async function listWaiting(
  db: Db,
  merchantId: MerchantId,
  kinds: readonly ApprovalKind[],
): Promise<ApprovalRow[]> {
  if (kinds.length === 0) return [];
  return db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.merchantId, merchantId),
        eq(approvals.state, 'waiting'),
        inArray(approvals.kind, [...kinds]),
      ),
    )
    .orderBy(asc(approvals.madeAt), asc(approvals.id));
}

/** The latest requests of these kinds that came to their end, newest first. */
export async function listEnded(
  db: Db,
  merchantId: MerchantId,
  kinds: readonly ApprovalKind[],
  most: number,
): Promise<ApprovalRow[]> {
  if (kinds.length === 0) return [];
  return db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.merchantId, merchantId),
        inArray(approvals.kind, [...kinds]),
        sql`${approvals.state} <> 'waiting'`,
      ),
    )
    .orderBy(desc(approvals.madeAt), desc(approvals.id))
    .limit(most);
}

/** Every request about one thing, newest first. */
export async function listApprovalsOf(
  db: Db,
  merchantId: MerchantId,
  subjectId: string,
): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(approvals)
    .where(and(eq(approvals.merchantId, merchantId), eq(approvals.subjectId, subjectId)))
    .orderBy(desc(approvals.madeAt), desc(approvals.id));
}

/** The request that an operation came of, if any. */
export async function findApprovalOf(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
): Promise<ApprovalRow | null> {
  const [row] = await db
    .select()
    .from(approvals)
    .where(and(eq(approvals.merchantId, merchantId), eq(approvals.transactionId, transactionId)));
  return row ?? null;
}

/** What waits and has come to an instant: it expires, or it happens by itself. */
export async function listDueApprovals(db: Db, merchantId: MerchantId, at: Date): Promise<ApprovalRow[]> {
  return db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.merchantId, merchantId),
        eq(approvals.state, 'waiting'),
        or(lte(approvals.expiresAt, at), lte(approvals.runsAt, at)),
      ),
    );
}

function isApproval(merchantId: MerchantId, id: ApprovalId) {
  return and(eq(approvals.merchantId, merchantId), eq(approvals.id, id));
}

/** The sales that requests are about. */
export async function listSalesOf(db: Db, merchantId: MerchantId, ids: readonly TransactionId[]) {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), inArray(transactions.id, [...ids])));
}
