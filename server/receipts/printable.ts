/** Signs that take one column on every printer and in every fixed-width letter, Turkish among them. */
const ONE_COLUMN =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f\u0386-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff\u0400-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]+$/;

/** What stands for a sign that no receipt printer has: drawings, letters two columns wide. */
const STAND_IN = '?';

/**
 * A text from outside as it can stand on a slip: every sign one UTF-16 unit and one column wide, so that counting columns
 * is counting characters. Controls, marks without width and bidirectional overrides fall out, blanks of any kind become one.
 */
export function printable(text: string): string {
  return [...text.normalize('NFKC').replace(/\s+/g, ' ')]
    .map((sign) => {
      if (isOneColumn(sign)) return sign;
      return /[\p{M}\p{C}]/u.test(sign) ? '' : STAND_IN;
    })
    .join('')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Whether a text is made of nothing but signs of one column that are one UTF-16 unit each. */
export function isOneColumn(text: string): boolean {
  return ONE_COLUMN.test(text);
}
