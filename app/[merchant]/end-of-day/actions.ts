'use server';

import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import { askBankTotals } from '#server/end-of-day/ask-bank-totals.ts';
import { enterBankTotals } from '#server/end-of-day/enter-bank-totals.ts';
import { bankTotalsForm } from '#server/end-of-day/figures-fields.ts';
import { requestCloses } from '#server/end-of-day/request-closes.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { resolveClose } from '#server/end-of-day/resolve-close.ts';
import { resolveCloseForm } from '#server/end-of-day/resolve-close-form.ts';
import { sayResolveCloseFailure } from '#server/end-of-day/say-failure.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { type DeviceId, isId } from '#server/kernel/ids.ts';
import { err, ok } from '#server/kernel/result.ts';
import { idField } from '#server/transactions/form-fields.ts';
import { sayAskFailure, sayCloseFailure, sayRefusedClose, sayTotalsFailure } from './say-failure.ts';

/** Starts closing the batch of a device and goes to the run, where its progress is followed. */
export const closeBatchAction = merchantAction({
  permission: 'end-of-day:run',
  schema: z.object({
    deviceId: z.custom<DeviceId>((text) => typeof text === 'string' && isId('device', text)),
  }),
  verb: async (ctx, wish) => {
    const started = await requestEndOfDay(ctx, wish);
    if (!started.ok) return err(sayCloseFailure(started.error, await getLocale()));
    return redirect(`/${ctx.merchant.slug}/end-of-day/${started.value.runId}`);
  },
});

/** More than any shop has; each is a commit of its own. */
const MOST_AT_ONCE = 200;

/** Starts closing several devices, and says of each that was not started why; the board follows the others. */
export const closeDevicesAction = merchantAction({
  permission: 'end-of-day:run',
  schema: z.strictObject({
    devices: z
      .array(idField('device'), messageKey('board.some.problem.none'))
      .min(1, messageKey('board.some.problem.none'))
      .max(MOST_AT_ONCE, messageKey('board.some.problem.many')),
  }),
  limit: { burst: 6, perMinute: 12 },
  verb: async (ctx, { devices: deviceIds }) => {
    const [asked, locale] = await Promise.all([requestCloses(ctx, { deviceIds }), getLocale()]);
    if (!asked.ok) return err({ formError: 'refusal.notFound' });
    const wishes = asked.value;
    const refused = wishes.flatMap((wish) =>
      'failure' in wish ? [sayRefusedClose(wish.deviceId, wish.failure, locale)] : [],
    );
    return ok({ asked: wishes.length - refused.length, refused });
  },
});

/** Has the bank asked for its figures of a batch that it closed by itself; the page shows what comes of it. */
export const askBankTotalsAction = merchantAction({
  permission: 'end-of-day:run',
  schema: z.strictObject({ runId: idField('endOfDayRun') }),
  limit: { burst: 6, perMinute: 12 },
  verb: async (ctx, wish) => {
    const asked = await askBankTotals(ctx, wish);
    return asked.ok ? ok(asked.value) : err(sayAskFailure(asked.error));
  },
});

/** Takes the bank's figures of a batch that it closed by itself, compares them, and shows the report. */
export const enterBankTotalsAction = merchantAction({
  permission: 'end-of-day:run',
  schema: bankTotalsForm,
  verb: async (ctx, totals) => {
    const entered = await enterBankTotals(ctx, totals);
    if (entered.ok) return redirect(`/${ctx.merchant.slug}/end-of-day/${totals.runId}`);
    const [locale, t] = await Promise.all([getLocale(), getTranslations('endOfDay.figures')]);
    return err(sayTotalsFailure(entered.error, totals, { locale, unnamed: t('unknownType') }));
  },
});

/** Ends a close whose answer is lost, on a person's word. */
export const resolveCloseAction = merchantAction({
  permission: 'resolution:make',
  freshFactor: true,
  schema: resolveCloseForm,
  limit: { burst: 6, perMinute: 12 },
  verb: async (ctx, wish) => {
    const resolved = await resolveClose(ctx, wish);
    return resolved.ok ? ok(resolved.value) : err(sayResolveCloseFailure(resolved.error));
  },
});
