import { isCardNumber } from '#server/kernel/card-number.ts';

/** A text of the provider as it may be kept and shown: one line, no card number, and nothing a database refuses. */
export function cleanText(text: string): string {
  // Cut first, without leaving the head of a number whose tail would have shown what it is.
  const short = text.length > 1000 ? text.slice(0, 1000).replace(/[\d -]+$/, '') : text;
  // Control, line, paragraph and direction characters: a NUL does not fit a text column, the rest mislead a reader.
  const printable = short.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
  return cut(maskCardNumbers(printable).trim(), 500);
}

/** The beginning of a text; never half of a character, which a database refuses. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}

/** Masks runs of 13 to 19 digits that pass the card-number check, also when grouped by spaces or dashes. */
function maskCardNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){12,}/g, (run) => {
    const digits = run.replace(/\D/g, '');
    return hasCardNumber(digits) ? `${digits.slice(0, 6)}******${digits.slice(-4)}` : run;
  });
}

/** Whether any stretch of these digits is a card number. */
function hasCardNumber(digits: string): boolean {
  for (let length = 13; length <= Math.min(19, digits.length); length++) {
    for (let start = 0; start + length <= digits.length; start++) {
      if (isCardNumber(digits.slice(start, start + length))) return true;
    }
  }
  return false;
}
