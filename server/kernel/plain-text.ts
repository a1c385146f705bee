import { isCardNumber } from './card-number.ts';

/** Why a text from outside is not taken as it is. */
export type TextProblem = 'control' | 'card_number';

/** Controls, bidirectional overrides, zero-width and line separators: nothing a cashier types, everything a trick needs. */
const HIDDEN = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Finds what may not be kept of a one-line text: hidden characters, or a whole card number inside it (INV-19). */
export function textProblem(text: string): TextProblem | null {
  if (HIDDEN.test(text)) return 'control';
  const runs = text.normalize('NFKC').match(/\d(?:[ .-]?\d){12,18}/g) ?? [];
  return runs.some((run) => isCardNumber(run.replaceAll('.', ''))) ? 'card_number' : null;
}
