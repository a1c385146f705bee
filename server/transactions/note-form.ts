import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { isId, type TransactionId } from '#server/kernel/ids.ts';
import { withoutCards } from './note-text.ts';

/** The most signs a note has. */
const NOTE_SIGNS = 1_000;

/** Controls, overrides of direction and other signs nobody sees, a soft hyphen too; a line break is none of them. */
const HIDDEN = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** A note somebody writes about an operation: plain text in lines, card numbers masked before anybody else sees it (INV-19). */
export const noteForm = z.object({
  transactionId: z.string().refine((text): text is TransactionId => isId('transaction', text)),
  text: z
    .string()
    .max(4 * NOTE_SIGNS, messageKey('story.notes.problems.tooLong'))
    .transform(toPlain)
    .refine((text) => text !== '', messageKey('story.notes.problems.empty'))
    .refine((text) => [...text].length <= NOTE_SIGNS, messageKey('story.notes.problems.tooLong'))
    .transform(withoutCards),
});

function toPlain(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      .replaceAll('\t', ' ')
      .replace(HIDDEN, '')
      // Wide and styled figures are figures too, also of a card number.
      .replace(/\p{Nd}/gu, (figure) => figure.normalize('NFKC'))
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}
