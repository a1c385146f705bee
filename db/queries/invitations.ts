import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { invitations } from '#db/schema/invitations.ts';
import { merchants } from '#db/schema/merchants.ts';
import type { InvitationId, MerchantId, UserId } from '#server/kernel/ids.ts';

/** A stored invitation. */
export type InvitationRow = typeof invitations.$inferSelect;

const isOpen = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

/** Stores an invitation; false while another one to the same address is open. */
export async function insertInvitation(db: Db, row: InvitationRow): Promise<boolean> {
  const added = await db
    .insert(invitations)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: invitations.id });
  return added.length === 1;
}

/** Invitations by their ids, open or not. */
export async function listInvitationsOf(
  db: Db,
  merchantId: MerchantId,
  ids: readonly InvitationId[],
): Promise<InvitationRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(invitations)
    .where(and(eq(invitations.merchantId, merchantId), inArray(invitations.id, [...ids])));
}

/** Invitations that nobody has accepted or revoked, run out or not, those that were not sent yet and the newest first. */
export async function listOpenInvitations(db: Db, merchantId: MerchantId): Promise<InvitationRow[]> {
  return db
    .select()
    .from(invitations)
    .where(and(eq(invitations.merchantId, merchantId), isOpen))
    .orderBy(desc(invitations.sentAt), desc(invitations.id))
    .limit(200);
}

/** An invitation that is neither accepted nor revoked, locked until the transaction ends. */
export async function lockOpenInvitation(
  db: Db,
  merchantId: MerchantId,
  id: InvitationId,
): Promise<InvitationRow | null> {
  const [row] = await db
    .select()
    .from(invitations)
    .where(and(eq(invitations.merchantId, merchantId), eq(invitations.id, id), isOpen))
    .for('update');
  return row ?? null;
}

/** Changes an invitation; whoever does has it locked. */
export async function updateInvitation(
  db: Db,
  { merchantId, id }: Pick<InvitationRow, 'merchantId' | 'id'>,
  change: Partial<Pick<InvitationRow, 'secretHash' | 'sentAt' | 'expiresAt' | 'revokedAt'>>,
): Promise<void> {
  await db
    .update(invitations)
    .set(change)
    .where(and(eq(invitations.merchantId, merchantId), eq(invitations.id, id)));
}

/** The invitation that a secret opens at an instant, with its merchant; null when it opens none, or none any more. */
export async function findInvitation(
  db: Db,
  { merchantId, secretHash }: { merchantId: MerchantId; secretHash: string },
  at: Date,
) {
  const [row] = await db
    .select({ invitation: invitations, merchant: merchants })
    .from(invitations)
    .innerJoin(merchants, eq(merchants.id, invitations.merchantId))
    .where(
      and(
        eq(invitations.merchantId, merchantId),
        eq(invitations.secretHash, secretHash),
        isOpen,
        gt(invitations.expiresAt, at),
      ),
    );
  return row ?? null;
}

/** Uses an invitation up, once: null when it opens nothing any more. */
export async function acceptInvitationRow(
  db: Db,
  { merchantId, secretHash }: { merchantId: MerchantId; secretHash: string },
  by: { userId: UserId; at: Date },
): Promise<InvitationRow | null> {
  const [row] = await db
    .update(invitations)
    .set({ acceptedAt: by.at, acceptedBy: by.userId })
    .where(
      and(
        eq(invitations.merchantId, merchantId),
        eq(invitations.secretHash, secretHash),
        isOpen,
        gt(invitations.expiresAt, sql`${by.at.toISOString()}::timestamptz`),
      ),
    )
    .returning();
  return row ?? null;
}
