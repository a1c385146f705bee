'use server';

import { merchantAction } from '#server/auth/action.ts';
import { err } from '#server/kernel/result.ts';
import { undoForm } from '#server/statements/statement-form.ts';
import { undoStatement } from '#server/statements/store-statement.ts';

/** Has a statement count no more. */
export const undoStatementAction = merchantAction({
  permission: 'variances:settle',
  schema: undoForm,
  verb: async (ctx, wish) => {
    const undone = await undoStatement(ctx, wish);
    return undone.ok ? undone : err({ formError: 'statement.problem.not_stored' });
  },
});
