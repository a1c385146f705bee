import { columnsOf, signsOf } from './glyphs.ts';
import { isOneColumn } from './printable.ts';

/** A text in signs that our letter has, one column each: what it lacks becomes as many question marks as it is wide. Pure. */
export function inLetters(text: string): string {
  if (isOneColumn(text)) return text;
  return signsOf(text)
    .map((sign) => {
      const plain = sign.normalize('NFKC');
      if (isOneColumn(plain) && plain.length === columnsOf(sign)) return plain;
      return /^\p{Zs}$/u.test(sign) ? ' '.repeat(columnsOf(sign)) : '?'.repeat(columnsOf(sign));
    })
    .join('');
}
