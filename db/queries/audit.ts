import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { auditHeads, auditLog } from '#db/schema/audit-log.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** A stored entry of the audit. */
export type AuditRow = typeof auditLog.$inferSelect;

/** Where a chain says that it ends, and the highest entry that there is; both of one instant. */
export async function readChainEnd(
  db: Db,
  merchantId: MerchantId,
): Promise<{ head: { sequence: number; hash: string } | null; last: number }> {
  const [row] = await db
    .select({
      sequence: auditHeads.sequence,
      hash: auditHeads.hash,
      last: sql<string>`coalesce((select max(sequence) from audit_log where merchant_id = ${merchantId}), 0)`,
    })
    .from(sql`(values (1)) as one`)
    .leftJoin(auditHeads, eq(auditHeads.merchantId, merchantId));
  if (!row) throw new Error('A statement without rows');
  const { sequence, hash, last } = row;
  return {
    head: sequence === null || hash === null ? null : { sequence, hash },
    last: Number(last),
  };
}

/** The entries of a chain behind one of them, in order. */
export async function listChain(
  db: Db,
  merchantId: MerchantId,
  after: number,
  limit: number,
): Promise<AuditRow[]> {
  return db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.merchantId, merchantId), gt(auditLog.sequence, after)))
    .orderBy(asc(auditLog.sequence))
    .limit(limit);
}

/** The hash of one entry; null when it is not there. */
export async function findChainHash(
  db: Db,
  merchantId: MerchantId,
  sequence: number,
): Promise<string | null> {
  const [row] = await db
    .select({ hash: auditLog.hash })
    .from(auditLog)
    .where(and(eq(auditLog.merchantId, merchantId), eq(auditLog.sequence, sequence)));
  return row?.hash ?? null;
}
