import { listStatementRows } from '#db/queries/statements.ts';
import type { Context } from '#server/auth/context.ts';

/** A statement as the list shows it. */
export type ListedStatement = Awaited<ReturnType<typeof listStatementRows>>[number];

/** The newest hundred statements, those that were undone among them. */
export async function listStatements(ctx: Context<'reports:see'>): Promise<ListedStatement[]> {
  return ctx.inTransaction((tx) => listStatementRows(tx, ctx.merchant.id, 100));
}
