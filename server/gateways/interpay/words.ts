import type { DeclineReason } from '../terminal-gateway.ts';

/** A text as its words are compared (§7): upper case, without accents, hidden characters or outer blanks. */
export function fold(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toUpperCase()
    .trim();
}

/** The text begins with the word for «undone» (V of §7), in which «VOID NOT ALLOWED» does not begin. */
export function saysUndone(folded: string): boolean {
  return /^(?:VOIDED|REVERSED)(?![A-Z0-9])/.test(folded);
}

/** The text has a word no approval has (N of §7). */
export function saysNo(folded: string): boolean {
  return /VOID|REVERS|ANNUL|CANCEL|DECLIN|REFUS/.test(folded);
}

/** The text speaks of a cancellation (§7.3). */
export function saysCancelled(folded: string): boolean {
  return /CANCEL|ANNUL/.test(folded);
}

/** The text mentions a void or a reversal, done or not. */
export function mentionsVoid(folded: string): boolean {
  return /VOID|REVERS/.test(folded);
}

/** What a decline means to the cardholder. Its words are not published, so this chooses a sentence and decides nothing. */
const REASONS: readonly (readonly [words: RegExp, reason: DeclineReason])[] = [
  [/\bNSF\b|INSUFF/, 'insufficient_funds'],
  [/EXPIR/, 'expired_card'],
  [/\b(?:PIN|NIP)\b/, 'wrong_pin'],
  [/LIMIT|EXCEED/, 'limit_exceeded'],
  [/\b(?:LOST|STOLEN)\b|PICK ?UP/, 'lost_or_stolen'],
  [/NOT (?:PERMITTED|ALLOWED|SUPPORTED)|RESTRICTED/, 'not_permitted'],
];

/** The sentence a decline deserves; `other` for words nobody knows. */
export function declineReason(text: string | null): DeclineReason {
  const folded = fold(text ?? '');
  return REASONS.find(([words]) => words.test(folded))?.[1] ?? 'other';
}
