/** A text, or texts by their keys at any depth. */
type Texts = { [key: string]: string | Texts };

/**
 * French texts as they are printed: the space before `;`, `!` and `?` is narrow (U+202F), the one before `:` and inside
 * guillemets as wide as others (U+00A0), and no line is broken at either. Typed with common spaces, which cannot be told apart
 * in an editor.
 */
export function typesetFrench<T extends Texts>(texts: T): T {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      typeof text === 'string' ? typesetText(text) : typesetFrench(text),
    ]),
  ) as T;
}

function typesetText(text: string): string {
  return text
    .replace(/ (?=[;!?])/g, '\u202f')
    .replace(/ (?=[:»])/g, '\u00a0')
    .replace(/(?<=«) /g, '\u00a0');
}
