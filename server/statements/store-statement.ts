import { type Tx, violatedConstraint } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { findSpan, insertStatement, undoStatementRow } from '#db/queries/statements.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { type Judged, judgeStatements } from '#server/end-of-day/judge-statements.ts';
import type { StatementId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Mapping } from './mapping.ts';
import { readStatement, type StatementFailure } from './read-statement.ts';

type StoreContext = Context<'variances:settle'>;

/** A file to be stored as it was shown; `skips`: without the lines that have something wrong with them. */
export type StatementWish = { packed: string; mapping: Mapping; fileName: string; skips: boolean };

/** Why a file is not stored; nothing of it was written. */
export type StoreFailure =
  | StatementFailure
  | { kind: 'has_problems'; count: number }
  | { kind: 'nothing_left' };

/** What became of a file: so many lines of it count, and where they differ from a report somebody has to account for it. */
export type Stored = { lineCount: number } & Judged;

/**
 * Stores what a file says, all of it or nothing, with its audit entry; from then on it stands beside the reports it is about, and
 * what differs in them is a variance of the same commit.
 */
export async function storeStatement(
  ctx: StoreContext,
  wish: StatementWish,
): Promise<Result<Stored, StoreFailure>> {
  try {
    return await store(ctx, wish);
  } catch (error) {
    // Sent twice at the same instant: the other one was first.
    if (violatedConstraint(error) !== 'statements_once') throw error;
    return err({ kind: 'stored_already', fileName: wish.fileName });
  }
}

async function store(
  ctx: StoreContext,
  { packed, mapping, fileName, skips }: StatementWish,
): Promise<Result<Stored, StoreFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const file = await readStatement(ctx, tx, { packed, mapping });
    if ('kind' in file) return err(file);
    const { read, missing, fileHash, headHash } = file;
    if (!read) return err({ kind: 'column_missing', roles: missing });
    const { lines, problems } = read;
    if (problems.length > 0 && !skips) return err({ kind: 'has_problems', count: problems.length });
    if (lines.length === 0) return err({ kind: 'nothing_left' });
    const id = ctx.ids.next('statement');
    const at = ctx.clock.now();
    await insertStatement(
      tx,
      {
        ...{ merchantId, id, fileName, fileHash, headHash, mapping },
        lineCount: lines.length,
        skippedCount: problems.length,
        storedBy: ctx.actor.id,
        storedAt: at,
      },
      lines.map((line) => ({ merchantId, statementId: id, ...line })),
    );
    const judged = await judge(ctx, tx, { id, fileName, at });
    await announce(tx, { merchantId, topic: 'end-of-day', id });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'statement.stored',
      objectId: id,
      result: 'done',
      data: { fileName, fileHash, lineCount: lines.length, skippedCount: problems.length, ...judged },
    });
    return ok({ lineCount: lines.length, ...judged });
  });
}

async function judge(
  ctx: StoreContext,
  tx: Tx,
  { id, fileName, at }: { id: StatementId; fileName: string; at: Date },
): Promise<Judged> {
  const days = await findSpan(tx, ctx.merchant.id, id);
  if (!days) return { opened: 0, afterSigning: 0, withdrawn: 0 };
  return judgeStatements(ctx, tx, days, { at, by: { userId: ctx.actor.id, fileName } });
}

/**
 * Has a statement count no more, at once and for every report: what only it said and nobody has settled is withdrawn.
 */
export async function undoStatement(
  ctx: StoreContext,
  { statementId }: { statementId: StatementId },
): Promise<Result<Judged, { kind: 'not_stored' }>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const at = ctx.clock.now();
    const end = { undoneBy: ctx.actor.id, undoneAt: at };
    const undone = await undoStatementRow(tx, merchantId, statementId, end);
    if (!undone) return err({ kind: 'not_stored' });
    const judged = await judge(ctx, tx, { id: statementId, fileName: undone.fileName, at });
    await announce(tx, { merchantId, topic: 'end-of-day', id: statementId });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'statement.undone',
      objectId: statementId,
      result: 'done',
      data: { ...judged },
    });
    return ok(judged);
  });
}
