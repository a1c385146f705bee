'use server';

import { getLocale } from 'next-intl/server';
import { formatInstant } from '#components/time/format-time.ts';
import { merchantAction } from '#server/auth/action.ts';
import { reopenDay } from '#server/end-of-day/reopen-day.ts';
import { settleVariance } from '#server/end-of-day/settle-variance.ts';
import { approveForm, reopenForm, reviewForm } from '#server/end-of-day/sign-off-form.ts';
import { approveReport, reviewReport } from '#server/end-of-day/sign-off-report.ts';
import { varianceForm } from '#server/end-of-day/variance-form.ts';
import { err, ok } from '#server/kernel/result.ts';
import { saySignOffFailure } from './say-failure.ts';

/** Explains, accepts, reopens, annotates or assigns a difference. */
export const settleVarianceAction = merchantAction({
  permission: 'variances:settle',
  schema: varianceForm,
  verb: async (ctx, wish) => {
    const settled = await settleVariance(ctx, wish);
    return settled.ok ? ok(null) : err({ formError: `match.problem.${settled.error.kind}` });
  },
});

/** Reviews or queries a report. */
export const reviewReportAction = merchantAction({
  permission: 'reports:review',
  schema: reviewForm,
  verb: async (ctx, wish) => {
    const signed = await reviewReport(ctx, wish);
    return signed.ok ? ok(null) : err(saySignOffFailure(signed.error, ''));
  },
});

/** Approves a report that another person reviewed, and with the last one of its day locks that day. */
export const approveReportAction = merchantAction({
  permission: 'reports:approve',
  schema: approveForm,
  verb: async (ctx, wish) => {
    const signed = await approveReport(ctx, wish);
    if (signed.ok) return ok(null);
    const { timeZone } = ctx.merchant.calendar;
    const from = signed.error.kind === 'day_goes_on' ? signed.error.until : null;
    const at = from ? formatInstant(from, timeZone, await getLocale()) : '';
    return err(saySignOffFailure(signed.error, at));
  },
});

/** Asks for a signed day to be opened again, agrees to it, or leaves it locked. */
export const reopenDayAction = merchantAction({
  permission: 'days:reopen',
  schema: reopenForm,
  verb: async (ctx, wish) => {
    const opened = await reopenDay(ctx, wish);
    return opened.ok ? ok(null) : err({ formError: `match.problem.${opened.error.kind}` });
  },
});
