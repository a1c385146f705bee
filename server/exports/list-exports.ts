import { type FileExportRow, listFileExports } from '#db/queries/exports.ts';
import type { ExportFailure, ExportState } from '#db/schema/exports.ts';
import type { Context } from '#server/auth/context.ts';
import { type Stated, stated } from '#server/journals/stated.ts';
import type { ExportId } from '#server/kernel/ids.ts';
import { type ExportWish, storedWish } from './export-wish.ts';

/** A file as its page shows it. */
export type ExportView = {
  id: ExportId;
  wish: ExportWish;
  state: ExportState;
  maker: string | null;
  createdAt: Date;
  rowsDone: number;
  estimate: number | null;
  bytes: number;
  leftOut: number;
  fileName: string | null;
  sha256: string | null;
  expiresAt: Date | null;
  /** What the entries of a journal add up to. */
  stated: Stated | null;
  failure: ExportFailure | null;
  /** The roles of accounts that have no name. */
  unmapped: string[];
};

/** What is kept for seven days, and what there was before, as far as anybody looks. */
const MOST = 50;

/** The newest files of the merchant. */
export async function listExports(ctx: Context<'transactions:export'>): Promise<ExportView[]> {
  const rows = await ctx.inTransaction((tx) => listFileExports(tx, ctx.merchant.id, MOST));
  return rows.map(({ row, maker }) => toView(row, maker));
}

function toView({ wish, failureDetail, ...row }: FileExportRow, maker: string | null): ExportView {
  return {
    ...row,
    wish: storedWish.parse(wish),
    stated: row.stated === null ? null : stated.parse(row.stated),
    maker,
    unmapped: failureDetail?.split(' ') ?? [],
  };
}
