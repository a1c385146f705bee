import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { idField, tickField } from '#server/transactions/form-fields.ts';

/** An hour of the day, `HH:mm`, as a browser's own field for it sends it; empty becomes null. */
const hourField = z
  .string()
  .max(20)
  .transform((text, check) => {
    const hour = text.trim();
    if (hour === '') return null;
    if (/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(hour)) return hour;
    check.addIssue({ code: 'custom', message: messageKey('board.plan.problem.hour') });
    return z.NEVER;
  });

/** By what hour a device is to be closed, and whether by itself. */
export const planForm = z.strictObject({
  deviceId: idField('device'),
  hour: hourField,
  scheduled: tickField,
});

/** The usual hour of a merchant. */
export const usualHourForm = z.strictObject({
  hour: hourField.transform((hour, check) => {
    if (hour !== null) return hour;
    check.addIssue({ code: 'custom', message: messageKey('board.plan.problem.hour') });
    return z.NEVER;
  }),
});
