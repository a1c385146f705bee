'use server';

import { merchantAction } from '#server/auth/action.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import { err, ok } from '#server/kernel/result.ts';
import { previewStatement } from '#server/statements/preview-statement.ts';
import { previewForm, storeForm, undoForm } from '#server/statements/statement-form.ts';
import { type StoreFailure, storeStatement, undoStatement } from '#server/statements/store-statement.ts';

/** Shows how a file would be read; nothing of it is stored. */
export const previewStatementAction = merchantAction({
  permission: 'variances:settle',
  schema: previewForm,
  verb: async (ctx, wish) => {
    const shown = await previewStatement(ctx, wish);
    return shown.ok ? ok(shown.value) : err(sayFailure(shown.error));
  },
});

/** Stores a file as it was shown. */
export const storeStatementAction = merchantAction({
  permission: 'variances:settle',
  schema: storeForm,
  verb: async (ctx, wish) => {
    const stored = await storeStatement(ctx, wish);
    return stored.ok ? ok(stored.value) : err(sayFailure(stored.error));
  },
});

/** Has a statement count no more. */
export const undoStatementAction = merchantAction({
  permission: 'variances:settle',
  schema: undoForm,
  verb: async (ctx, wish) => {
    const undone = await undoStatement(ctx, wish);
    return undone.ok ? undone : err({ formError: 'statement.problem.not_stored' });
  },
});

function sayFailure(failure: StoreFailure): Refusal {
  switch (failure.kind) {
    case 'stored_already':
      return { formError: { key: 'statement.problem.stored_already', params: { name: failure.fileName } } };
    case 'has_problems':
      return { formError: { key: 'statement.problem.has_problems', params: { count: failure.count } } };
    case 'column_missing':
      return { formError: 'statement.problem.column_missing' };
    default:
      return { formError: `statement.problem.${failure.kind}` };
  }
}
