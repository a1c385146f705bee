'use server';

import { redirect } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { z } from 'zod';
import { exportWish } from '#app/[merchant]/transactions/export-wish.ts';
import { merchantAction } from '#server/auth/action.ts';
import { cancelExport } from '#server/exports/cancel-export.ts';
import { EXPORT_FORMS } from '#server/exports/export-wish.ts';
import {
  MOST_GOING,
  MOST_IN_AN_HOUR,
  type RequestFailure,
  requestExport,
} from '#server/exports/request-export.ts';
import { journalForm } from '#server/journals/journal-form.ts';
import { mapAccounts } from '#server/journals/map-accounts.ts';
import { mappingForm } from '#server/journals/mapping-form.ts';
import { requestJournal } from '#server/journals/request-journal.ts';
import { type ExportId, isId } from '#server/kernel/ids.ts';
import { err, ok } from '#server/kernel/result.ts';

/** Files keep a processor busy: fast enough for hands, too slow for a loop. */
const limit = { burst: 5, perMinute: 5 };

const exportForm = z.object({
  intentKey: z.uuid(),
  form: z.enum(EXPORT_FORMS),
  /** The query part of the list's address; what may be in it is for the list to say. */
  query: z.string().max(2_000).default(''),
});

const exportIdForm = z.object({
  exportId: z.custom<ExportId>((text) => typeof text === 'string' && isId('export', text)),
});

/** Begins a file of a filter in the background and shows where it is followed. */
export const requestExportAction = merchantAction({
  permission: 'transactions:export',
  schema: exportForm,
  limit,
  verb: async (ctx, { intentKey, form, query }) => {
    const wished = await exportWish(ctx, Object.fromEntries(new URLSearchParams(query)), form);
    if (!wished) return err({ formError: 'exports.problems.filter' } as const);
    const begun = await requestExport(ctx, { what: 'transactions', ...wished.wish }, intentKey);
    if (!begun.ok) return err(sayFailure(begun.error));
    return redirect(`/${ctx.merchant.slug}/exports`);
  },
});

/** Begins a journal in the background; it appears on the page at hand. */
export const requestJournalAction = merchantAction({
  permission: 'transactions:export',
  schema: journalForm,
  limit,
  verb: async (ctx, form) => {
    const begun = await requestJournal(ctx, form, await getLocale());
    return begun.ok ? ok({ exportId: begun.value }) : err(sayFailure(begun.error));
  },
});

/** Stops a file before it is ready. */
export const cancelExportAction = merchantAction({
  permission: 'transactions:export',
  schema: exportIdForm,
  verb: async (ctx, { exportId }) =>
    (await cancelExport(ctx, exportId))
      ? ok(undefined)
      : err({ formError: 'exports.problems.ended' } as const),
});

/** Keeps what a ledger programme calls the accounts. */
export const mapAccountsAction = merchantAction({
  permission: 'transactions:export',
  schema: mappingForm,
  verb: async (ctx, { target, accounts }) => {
    await mapAccounts(ctx, target, accounts);
    return ok({ count: accounts.size });
  },
});

function sayFailure(failure: RequestFailure | 'no_accounts') {
  switch (failure) {
    case 'too_many_going':
      return { formError: { key: 'exports.problems.too_many_going', params: { most: MOST_GOING } } } as const;
    case 'too_many':
      return { formError: { key: 'exports.problems.too_many', params: { most: MOST_IN_AN_HOUR } } } as const;
    case 'other_wish':
      return { formError: 'exports.problems.other_wish' } as const;
    case 'no_accounts':
      return { formError: 'exports.problems.noAccounts' } as const;
  }
}
