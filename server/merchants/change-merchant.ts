import { z } from 'zod';
import { hasBatch, updateMerchant } from '#db/queries/merchants.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { requiredTextField } from '#server/transactions/form-fields.ts';

/** What stands on slips and reports, and how the days of the merchant go. */
export const merchantForm = z.object({
  name: requiredTextField(100),
  legalName: requiredTextField(200),
  taxNumber: requiredTextField(20),
  locale: z.enum(LOCALES),
  /** Left out once they are fixed. */
  timeZone: z
    .string()
    .max(100)
    .trim()
    .refine(isTimeZone, { error: messageKey('manage.merchant.notAZone') })
    .optional(),
  cutOff: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: messageKey('manage.merchant.notATime') })
    .optional(),
});

/** The merchant as somebody writes it. */
export type MerchantWish = z.output<typeof merchantForm>;

type Changing = Context<'merchant:change'>;

/** Whether the days of the merchant are fixed: from its first batch on, so that no report shifts. */
export async function areDaysFixed(ctx: Changing): Promise<boolean> {
  return ctx.inTransaction((tx) => hasBatch(tx, ctx.merchant.id));
}

/** Changes the merchant. Its time zone and the beginning of its days only until its first batch was opened. */
export async function changeMerchant(
  ctx: Changing,
  { name, legalName, taxNumber, locale, timeZone, cutOff }: MerchantWish,
): Promise<Result<null, { kind: 'days_fixed' }>> {
  const { id: merchantId, calendar } = ctx.merchant;
  const days = { timeZone: timeZone ?? calendar.timeZone, cutOff: cutOff ?? calendar.cutOff };
  const movesDays = days.timeZone !== calendar.timeZone || days.cutOff !== calendar.cutOff;
  return ctx.inTransaction(async (tx) => {
    if (movesDays && (await hasBatch(tx, merchantId))) return err({ kind: 'days_fixed' });
    await updateMerchant(tx, merchantId, { name, legalName, taxNumber, locale, ...(movesDays && days) });
    await record(tx, merchantId, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'merchant.changed',
      objectId: merchantId,
      result: 'done',
      data: {
        ...{ name, legalName, taxNumber, locale, ...days },
        ...{ nameBefore: ctx.merchant.name, legalNameBefore: ctx.merchant.legalName },
        ...{ taxNumberBefore: ctx.merchant.taxNumber, localeBefore: ctx.merchant.locale },
        ...{ timeZoneBefore: calendar.timeZone, cutOffBefore: calendar.cutOff },
      },
    });
    return ok(null);
  });
}

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
