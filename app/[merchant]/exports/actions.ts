'use server';

import { redirect } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { z } from 'zod';
import { exportWish } from '#app/[merchant]/transactions/export-wish.ts';
import { merchantAction } from '#server/auth/action.ts';
import type { Context } from '#server/auth/context.ts';
import { cancelExport } from '#server/exports/cancel-export.ts';
import { EXPORT_FORMS } from '#server/exports/export-wish.ts';
import {
  MOST_GOING,
  MOST_IN_AN_HOUR,
  type RequestFailure,
  requestExport,
} from '#server/exports/request-export.ts';
import { MOST_SCHEDULES, removeSchedule, scheduleExport } from '#server/exports/schedule-export.ts';
import { type ScheduledWhat, scheduleForm, scheduleIdForm } from '#server/exports/schedule-form.ts';
import type { ScheduleWish } from '#server/exports/schedule-wish.ts';
import { journalForm } from '#server/journals/journal-form.ts';
import { listEnvironments } from '#server/journals/list-environments.ts';
import { mapAccounts } from '#server/journals/map-accounts.ts';
import { mappingForm } from '#server/journals/mapping-form.ts';
import { requestJournal } from '#server/journals/request-journal.ts';
import { type ExportId, isId } from '#server/kernel/ids.ts';
import { err, ok } from '#server/kernel/result.ts';
import { listViews } from '#server/saved-views/list-views.ts';
import { withoutDays } from '#server/transactions/list-query.ts';

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

/** Has a file of a saved view or a journal made again and again. */
export const scheduleExportAction = merchantAction({
  permission: 'transactions:export',
  schema: scheduleForm,
  limit,
  verb: async (ctx, { what, form, ...schedule }) => {
    const wish = await scheduledWish(ctx, what, form);
    if (!wish) return err({ fieldErrors: { what: ['exports.problems.noView'] } } as const);
    const scheduled = await scheduleExport(ctx, { ...schedule, wish });
    if (scheduled.ok) return ok({ scheduleId: scheduled.value });
    return err({
      formError: { key: 'exports.problems.too_many_schedules', params: { most: MOST_SCHEDULES } },
    } as const);
  },
});

/** Ends a schedule. */
export const removeScheduleAction = merchantAction({
  permission: 'transactions:export',
  schema: scheduleIdForm,
  verb: async (ctx, { scheduleId }) => ok(await removeSchedule(ctx, scheduleId)),
});

/** What each file is to hold, in the language of the page; a view without its days, which the schedule has. */
async function scheduledWish(
  ctx: Context<'transactions:export'>,
  what: ScheduledWhat,
  form: (typeof EXPORT_FORMS)[number],
): Promise<ScheduleWish | null> {
  if ('journal' in what) {
    const [environment] = await listEnvironments(ctx);
    const { currency } = ctx.merchant;
    return {
      what: 'journal',
      target: what.journal,
      per: 'day',
      currency,
      environment,
      locale: await getLocale(),
    };
  }
  const view = 'view' in what ? (await listViews(ctx)).find((one) => one.id === what.view) : null;
  if (view === undefined) return null;
  const values = Object.fromEntries(new URLSearchParams(view?.query ?? ''));
  const wished = await exportWish(ctx, withoutDays(values), form);
  return wished && { what: 'transactions', ...wished.wish, filter: [...wished.wish.filter] };
}

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
