import { and, desc, eq, inArray, isNull, lte } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { resolutions, type Verdict } from '#db/schema/resolutions.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import type { BranchId, MerchantId, ResolutionId, TransactionId, UserId } from '#server/kernel/ids.ts';
import { shownKind } from './shown-kind.ts';
import { worksIn } from './users.ts';

/** A stored resolution. */
export type ResolutionRow = typeof resolutions.$inferSelect;

/** How one ends. */
type End = Pick<ResolutionRow, 'endedAt'> & {
  state: Exclude<ResolutionRow['state'], 'proposed'>;
  checkedBy?: UserId | null;
  answer?: string | null;
};

/** Stores a proposal; violates `resolutions_one_proposed` when another one waits for the same operation. */
export async function insertResolution(db: Db, row: typeof resolutions.$inferInsert): Promise<void> {
  await db.insert(resolutions).values(row);
}

/** The resolution, or null if this merchant has none of that id. */
export async function findResolution(
  db: Db,
  merchantId: MerchantId,
  id: ResolutionId,
): Promise<ResolutionRow | null> {
  const [row] = await db
    .select()
    .from(resolutions)
    .where(and(eq(resolutions.merchantId, merchantId), eq(resolutions.id, id)));
  return row ?? null;
}

/** Ends a proposal that still waits; tells whether it did. Its maker as its checker violates `never_checked_by_its_maker`. */
export async function endResolution(
  db: Db,
  merchantId: MerchantId,
  id: ResolutionId,
  end: End,
): Promise<boolean> {
  const ended = await db
    .update(resolutions)
    .set(end)
    .where(
      and(eq(resolutions.merchantId, merchantId), eq(resolutions.id, id), eq(resolutions.state, 'proposed')),
    )
    .returning({ id: resolutions.id });
  return ended.length === 1;
}

/** The proposal that waits for an operation, if any. */
export async function findProposal(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
): Promise<ResolutionRow | null> {
  const [row] = await db
    .select()
    .from(resolutions)
    .where(
      and(
        eq(resolutions.merchantId, merchantId),
        eq(resolutions.transactionId, transactionId),
        eq(resolutions.state, 'proposed'),
      ),
    );
  return row ?? null;
}

/** What waits and takes effect by itself by now. */
export async function listDueResolutions(db: Db, merchantId: MerchantId, at: Date): Promise<ResolutionRow[]> {
  return db
    .select()
    .from(resolutions)
    .where(
      and(
        eq(resolutions.merchantId, merchantId),
        eq(resolutions.state, 'proposed'),
        lte(resolutions.runsAt, at),
      ),
    );
}

/** What was found out about an operation and what became of that, newest first. */
export async function listResolutions(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
): Promise<ResolutionRow[]> {
  return db
    .select()
    .from(resolutions)
    .where(and(eq(resolutions.merchantId, merchantId), eq(resolutions.transactionId, transactionId)))
    .orderBy(desc(resolutions.madeAt), desc(resolutions.id));
}

/** What the last person said whose word counted for this operation; null when nobody's did. */
export async function findAppliedVerdict(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
): Promise<Verdict | null> {
  const [row] = await db
    .select({ verdict: resolutions.verdict })
    .from(resolutions)
    .where(
      and(
        eq(resolutions.merchantId, merchantId),
        eq(resolutions.transactionId, transactionId),
        eq(resolutions.state, 'applied'),
      ),
    )
    .orderBy(desc(resolutions.endedAt), desc(resolutions.id))
    .limit(1);
  return row?.verdict ?? null;
}

/** Proposals that wait for a second person, oldest first, with what they are about. */
export async function listProposalRows(db: Db, merchantId: MerchantId) {
  return (
    db
      .select({
        id: resolutions.id,
        transactionId: resolutions.transactionId,
        verdict: resolutions.verdict,
        madeBy: resolutions.madeBy,
        makerName: users.name,
        madeAt: resolutions.madeAt,
        kind: shownKind.as('shown_kind'),
        amountMinor: transactions.amountMinor,
        currency: transactions.currency,
        deviceId: transactions.deviceId,
      })
      .from(resolutions)
      .innerJoin(
        transactions,
        and(
          eq(transactions.merchantId, resolutions.merchantId),
          eq(transactions.id, resolutions.transactionId),
        ),
      )
      // Who left the merchant is no longer visible to it, the proposal stays.
      .leftJoin(users, eq(users.id, resolutions.madeBy))
      .where(and(eq(resolutions.merchantId, merchantId), eq(resolutions.state, 'proposed')))
      .orderBy(resolutions.madeAt, resolutions.id)
  );
}

/** People who work for the merchant now in one of the roles, and are not shut out. */
export async function listPeopleOf(
  db: Db,
  merchantId: MerchantId,
  roles: readonly Role[],
  /** Only those who work in this branch, too. */
  branchId?: BranchId,
): Promise<UserId[]> {
  const rows = await db
    .select({ id: memberships.userId })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.merchantId, merchantId),
        inArray(memberships.role, [...roles]),
        isNull(memberships.disabledAt),
        isNull(users.disabledAt),
        branchId && worksIn(branchId),
      ),
    );
  return rows.map((row) => row.id);
}
