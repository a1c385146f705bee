import { merchantAction } from '#server/auth/action.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import { err } from '#server/kernel/result.ts';
import { previewStatement } from '#server/statements/preview-statement.ts';
import { previewForm, storeForm } from '#server/statements/statement-form.ts';
import { type StoreFailure, storeStatement } from '#server/statements/store-statement.ts';

/** A file is read as a whole each time: slower than a form, and nobody has ten of them a minute. */
const limit = { burst: 10, perMinute: 10 };

/** Shows how a file would be read; nothing of it is stored. */
export const preview = merchantAction({
  permission: 'variances:settle',
  schema: previewForm,
  limit,
  verb: async (ctx, wish) => {
    const shown = await previewStatement(ctx, wish);
    return shown.ok ? shown : err(sayFailure(shown.error));
  },
});

/** Stores a file as it was shown. */
export const store = merchantAction({
  permission: 'variances:settle',
  schema: storeForm,
  limit,
  verb: async (ctx, wish) => {
    const stored = await storeStatement(ctx, wish);
    return stored.ok ? stored : err(sayFailure(stored.error));
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
