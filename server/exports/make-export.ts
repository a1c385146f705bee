import {
  claimExport,
  deleteChunks,
  type FileExportRow,
  findColleague,
  updateMaking,
} from '#db/queries/exports.ts';
import { countOtherCurrencies } from '#db/queries/journal-rows.ts';
import { announce } from '#db/queries/live.ts';
import { countFilterRows } from '#db/queries/transaction-sums.ts';
import type { ExportFailure } from '#db/schema/exports.ts';
import { record } from '#server/audit/record.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { limitedTo } from '#server/auth/create-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { composeJournal } from '#server/journals/compose-journal.ts';
import type { ExportId } from '#server/kernel/ids.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { composeTransactions, type ExportFile } from './compose-transactions.ts';
import { storedWish } from './export-wish.ts';
import { keepFile } from './keep-file.ts';
import { tellMaker } from './tell-maker.ts';

/** For how long a file can be fetched. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Where counting ends: what has more rows says only that. */
const MOST_COUNTED = 20_000_000;

/**
 * Makes a file that was wished for, if it is still waiting: of several workers one gets it. What fails here, and what dies
 * here, is begun anew by recovery.
 */
export async function makeExport(ctx: SystemContext, workerKey: number, id: ExportId): Promise<void> {
  const merchantId = ctx.merchant.id;
  const claimed = await ctx.inTransaction(async (tx) => {
    const row = await claimExport(tx, merchantId, id, { workerKey, startedAt: ctx.clock.now() });
    if (row) await announce(tx, { merchantId, topic: 'export', id });
    return row;
  });
  if (!claimed) return;
  let rows = 0;
  const opened = await openFile(ctx, claimed, (count) => {
    rows = count;
  });
  if ('failure' in opened) return failExport(ctx, claimed, opened);
  const kept = await keepFile(ctx, claimed, opened.file.body, () => rows);
  switch (kept.kind) {
    case 'lost':
      return;
    case 'too_large':
      return failExport(ctx, claimed, { failure: 'too_large' });
    case 'whole':
      return finish(ctx, claimed, opened.file, { ...kept, rows });
  }
}

/** Why there is no file, and what about. */
type Failed = { failure: ExportFailure; detail?: string | undefined };
type Opened = { file: ExportFile } | Failed;

/** Opens the file of a wish, for a maker who may still export. */
async function openFile(
  all: SystemContext,
  row: FileExportRow,
  onRows: (count: number) => void,
): Promise<Opened> {
  const merchantId = all.merchant.id;
  const maker = await all.inTransaction((tx) => findColleague(tx, merchantId, row.createdBy));
  if (!maker || !allows(maker.role, 'transactions:export')) return { failure: 'not_allowed' };
  // A file holds no more than its maker may see.
  const ctx = limitedTo(all, maker);
  const wish = storedWish.parse(row.wish);
  const making = { at: row.startedAt ?? row.createdAt, madeBy: maker.name, onRows };
  const choices = await listFilterChoices(ctx);
  switch (wish.what) {
    case 'transactions':
      await ctx.inTransaction(async (tx) => {
        const estimate = await countFilterRows(tx, merchantId, wish.filter, MOST_COUNTED);
        await updateMaking(tx, row, { estimate });
      });
      return { file: composeTransactions(ctx, wish, choices, making) };
    case 'journal': {
      const composed = await composeJournal(ctx, wish, choices, making);
      if (!composed.ok) {
        const { error } = composed;
        return { failure: error.failure, detail: 'roles' in error ? error.roles.join(' ') : undefined };
      }
      const { file, operations } = composed.value;
      await ctx.inTransaction(async (tx) => {
        const leftOut = await countOtherCurrencies(tx, merchantId, wish, wish);
        await updateMaking(tx, row, { estimate: operations, leftOut });
      });
      return { file };
    }
  }
}

async function finish(
  ctx: SystemContext,
  attempt: FileExportRow,
  file: ExportFile,
  { rows, bytes, sha256 }: { rows: number; bytes: number; sha256: string },
): Promise<void> {
  const { merchantId, id } = attempt;
  const at = ctx.clock.now();
  await ctx.inTransaction(async (tx) => {
    const isOurs = await updateMaking(tx, attempt, {
      state: 'ready',
      rowsDone: rows,
      bytes,
      sha256,
      fileName: file.name,
      contentType: file.type,
      endedAt: at,
      expiresAt: new Date(at.getTime() + KEPT_MS),
    });
    if (!isOurs) return;
    await announce(tx, { merchantId, topic: 'export', id });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: ctx.actor,
      action: 'export.made',
      objectId: id,
      result: 'done',
      data: { rows, bytes, sha256 },
    });
    await tellMaker(ctx, tx, attempt, 'ready');
  });
}

/** Ends an attempt without a file. */
export async function failExport(
  ctx: SystemContext,
  attempt: FileExportRow,
  { failure, detail }: Failed,
): Promise<void> {
  const { merchantId, id } = attempt;
  await ctx.inTransaction(async (tx) => {
    const changes = { state: 'failed', failure, failureDetail: detail, endedAt: ctx.clock.now() } as const;
    if (!(await updateMaking(tx, attempt, changes))) return;
    await deleteChunks(tx, merchantId, id);
    await announce(tx, { merchantId, topic: 'export', id });
    await tellMaker(ctx, tx, attempt, 'failed');
  });
}
