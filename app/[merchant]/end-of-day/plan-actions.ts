'use server';

import { merchantAction } from '#server/auth/action.ts';
import { planForm, usualHourForm } from '#server/end-of-day/plan-form.ts';
import { setClosePlan, setUsualHour } from '#server/end-of-day/set-close-plan.ts';
import { err, ok } from '#server/kernel/result.ts';

/** Sets by what hour a device is to be closed, and whether by itself. */
export const setClosePlanAction = merchantAction({
  permission: 'end-of-day:plan',
  schema: planForm,
  verb: async (ctx, { deviceId, hour, scheduled: isScheduled }) => {
    const set = await setClosePlan(ctx, { deviceId, hour, isScheduled });
    return set.ok ? set : err({ formError: `board.plan.problem.${set.error}` as const });
  },
});

/** Sets the usual hour of the merchant. */
export const setUsualHourAction = merchantAction({
  permission: 'end-of-day:plan',
  schema: usualHourForm,
  verb: async (ctx, { hour }) => {
    await setUsualHour(ctx, hour);
    return ok(null);
  },
});
