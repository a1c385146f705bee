import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
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

/** Whether somebody's act on something is recorded. */
export async function hasAuditEntry(
  db: Db,
  merchantId: MerchantId,
  { actorId, action, objectId }: Pick<AuditRow, 'actorId' | 'action' | 'objectId'>,
): Promise<boolean> {
  const rows = await db
    .select({ sequence: auditLog.sequence })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.merchantId, merchantId),
        eq(auditLog.objectId, objectId),
        eq(auditLog.actorId, actorId),
        eq(auditLog.action, action),
      ),
    )
    .limit(1);
  return rows.length === 1;
}

/** What a search of the audit is narrowed by. Of an action: its first word. */
export type AuditConditions = {
  from: Date | null;
  /** Not included. */
  until: Date | null;
  actorId: string | null;
  actorKind: AuditRow['actorKind'] | null;
  objectId: string | null;
  /** Null: all of them. */
  subjects: readonly string[] | null;
  result: AuditRow['result'] | null;
};

/** A place in the audit, newest first. */
export type AuditPlace = Pick<AuditRow, 'at' | 'sequence'>;

/** Entries, and where to go on behind them; null when there are no more. */
export type AuditRows = { rows: AuditRow[]; next: AuditPlace | null };

/** However rare what is looked for is: no more entries are looked at for one page. */
const LOOKED_AT = 10_000;

/**
 * The entries behind a place that meet the conditions, newest first. One goes on behind them because the page
 * is full, or because enough was looked at for it.
 */
export async function listAuditRows(
  db: Db,
  merchantId: MerchantId,
  conditions: AuditConditions,
  { after, limit }: { after: AuditPlace | null; limit: number },
): Promise<AuditRows> {
  const { from, until, actorId, objectId } = conditions;
  const walked = and(
    eq(auditLog.merchantId, merchantId),
    from ? gte(auditLog.at, from) : undefined,
    until ? lt(auditLog.at, until) : undefined,
    actorId === null ? undefined : eq(auditLog.actorId, actorId),
    objectId === null ? undefined : eq(auditLog.objectId, objectId),
    after
      ? sql`(${auditLog.at}, ${auditLog.sequence}) < (${sql.param(after.at, auditLog.at)}, ${after.sequence}::bigint)`
      : undefined,
  );
  const newestFirst = [desc(auditLog.at), desc(auditLog.sequence)] as const;
  const looked = db
    .select()
    .from(auditLog)
    .where(walked)
    .orderBy(...newestFirst)
    .limit(LOOKED_AT)
    .as('looked');
  const rows = await db
    .select()
    .from(looked)
    .where(
      and(
        conditions.actorKind === null ? undefined : eq(looked.actorKind, conditions.actorKind),
        conditions.result === null ? undefined : eq(looked.result, conditions.result),
        conditions.subjects === null
          ? undefined
          : beginsWithOneOf(sql`${looked.action}`, conditions.subjects),
      ),
    )
    .orderBy(desc(looked.at), desc(looked.sequence))
    .limit(limit);
  const last = rows.at(-1);
  if (last && rows.length === limit) return { rows, next: { at: last.at, sequence: last.sequence } };
  const [end] = await db
    .select({ at: auditLog.at, sequence: auditLog.sequence })
    .from(auditLog)
    .where(walked)
    .orderBy(...newestFirst)
    .offset(LOOKED_AT - 1)
    .limit(1);
  return { rows, next: end ?? null };
}

function beginsWithOneOf(action: SQL, subjects: readonly string[]): SQL | undefined {
  return inArray(sql`split_part(${action}, '.', 1)`, [...subjects]);
}
