import type { Locale } from '#server/kernel/locale.ts';
import type { Receipt } from './receipt.ts';
import { type SlipCopy, slipMarks } from './slip-marks.ts';

/**
 * A slip as its terminal printed it, every line unchanged, between the marks of our copy: that it is a duplicate, and that
 * sandbox money is none (D14). Pure.
 */
export function terminalSlip(parsed: Receipt, copy: SlipCopy, language: Locale, isSandbox: boolean): Receipt {
  const { mark, top, bottom } = slipMarks(copy, language, isSandbox);
  return { mark, lines: [...top, ...parsed.lines, ...bottom] };
}
