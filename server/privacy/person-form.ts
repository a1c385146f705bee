import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { readContact } from './contact.ts';

const contact = z
  .string()
  .max(320, { error: messageKey('privacy.problems.contact') })
  .transform((text, issues) => {
    const read = readContact(text);
    if (read) return read;
    issues.addIssue({ code: 'custom', message: messageKey('privacy.problems.contact') });
    return z.NEVER;
  });

/** By whom to look. */
export const personForm = z.strictObject({ contact });

/** Whom to erase; what cannot be undone is ticked. */
export const eraseForm = z.strictObject({
  contact,
  confirmed: z.literal('yes', { error: messageKey('privacy.problems.confirmed') }),
});
