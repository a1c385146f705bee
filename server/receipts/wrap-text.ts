import { glyphs, wrap } from './glyphs.ts';

/** A text in lines of so many columns, broken at blanks and inside a word only where it must be; at least one line. Pure. */
export function wrapText(text: string, columns: number): string[] {
  const lines = wrap(glyphs([{ text }]), columns).map((line) => line.map(({ sign }) => sign).join(''));
  return lines.length === 0 ? [''] : lines;
}
