import { createTranslator } from 'next-intl';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { ReceiptLine, Span } from './receipt.ts';

/**
 * Which copy it is: a counted print, of which the second and later ones say that they are duplicates, or a file, which is
 * never the first slip and always says so.
 */
export type SlipCopy = { kind: 'print'; number: number; printedAt: Date | null } | { kind: 'file' };

/** What stands around a slip: the word across it, and the lines at its top and its bottom. */
export type SlipMarks = { mark: string | null; top: ReceiptLine[]; bottom: ReceiptLine[] };

/** The marks of a copy in a language, with the band that says that sandbox money is none. Pure. */
export function slipMarks(copy: SlipCopy, language: Locale, isSandbox: boolean): SlipMarks {
  const say = createTranslator({ locale: language, messages: messages[language], namespace: 'receipt.slip' });
  const word = say('copy');
  // The second print and later ones say which they are; a file is a copy of no number.
  const isFirst = copy.kind === 'print' && copy.number <= 1;
  const mark = isFirst ? null : copy.kind === 'file' ? word : `${word} ${copy.number}`;
  const band = isSandbox ? [centre({ text: say('test'), bold: true, inverse: true })] : [];
  const duplicate = mark === null ? [] : [centre({ text: `** ${mark} **`, bold: true })];
  return { mark, top: [...band, ...duplicate], bottom: [...duplicate, ...band] };
}

function centre(span: Span): ReceiptLine {
  return { kind: 'text', centre: [span] };
}
