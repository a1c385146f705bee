import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { textProblem } from '#server/kernel/plain-text.ts';
import { FOOTER } from './slip-look.ts';

const footer = z
  .string()
  .max(2_000)
  .transform(toLines)
  .refine((lines) => lines.length <= FOOTER.lines, messageKey('slipLook.problems.lines'))
  .refine(
    (lines) => lines.every(({ length }) => length <= FOOTER.signs),
    messageKey('slipLook.problems.signs'),
  )
  .refine((lines) => !lines.map(textProblem).includes('control'), messageKey('slipLook.problems.control'))
  .refine((lines) => !lines.map(textProblem).includes('card_number'), messageKey('slipLook.problems.card'));

/** What a merchant wants on its slips. `logo` is a `data:` address, `KEPT_LOGO` for the one there is, or nothing for none. */
export const lookForm = z.object({
  logo: z.string().max(48 * 1024, messageKey('slipLook.problems.logo')),
  tr: footer,
  en: footer,
  fr: footer,
});

/** Says in the form that the logo stays as it is. */
export const KEPT_LOGO = 'kept';

/** The lines of a text field; blank ones and blanks around each are left out. */
function toLines(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .normalize('NFC')
        .replace(/[ \t]+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}
