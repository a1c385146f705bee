/**
 * A piece of the slip language of terminals (§11.1). `text` is raw: its entities are not decoded yet. `dropped` stands where
 * an element was left out with its content.
 */
export type MarkupToken =
  | { kind: 'text'; raw: string }
  | { kind: 'open'; name: string; src: string | null; isEmpty: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'dropped' };

/** Elements whose content no slip has a use for: left out whole (§11.5). */
const HIDDEN = new Set(
  'SCRIPT STYLE IFRAME OBJECT EMBED SVG MATH TEMPLATE NOSCRIPT TEXTAREA TITLE XMP PLAINTEXT LINK META BASE FORM'.split(
    ' ',
  ),
);

const LETTER = /[A-Za-z]/;
const BLANK = /\s/;
const NAME_END = /[\s/><]/;
const ATTRIBUTE_END = /[\s/=><]/;
const VALUE_END = /[\s><]/;

/**
 * Takes a text apart into tags, in upper case, and what stands between them, in one forward scan: no sign is looked at twice,
 * whatever the text. A `<` that begins no tag is text, comments and declarations fall out, of attributes only `src` is read
 * (§11.5). Never throws.
 */
export function* readMarkup(source: string): Generator<MarkupToken> {
  // Ends of declarations that are known to stand nowhere further on, so that none is sought twice.
  const absent = new Set<string>();
  let textFrom = 0;
  let at = source.indexOf('<');
  while (at >= 0) {
    const markup = markupAt(source, at, absent);
    if (markup.token !== 'none') {
      if (at > textFrom) yield { kind: 'text', raw: source.slice(textFrom, at) };
      if (markup.token) yield markup.token;
      textFrom = markup.end;
    }
    at = source.indexOf('<', markup.end);
  }
  if (textFrom < source.length) yield { kind: 'text', raw: source.slice(textFrom) };
}

/** What begins at a `<`, and where reading goes on: a token, null for what falls out, `none` where the `<` is text. */
type Found = { token: MarkupToken | null | 'none'; end: number };

function markupAt(source: string, at: number, absent: Set<string>): Found {
  const next = source[at + 1] ?? '';
  if (next === '!' || next === '?') return declarationAt(source, at, absent);
  const isClose = next === '/';
  const nameFrom = isClose ? at + 2 : at + 1;
  if (!LETTER.test(source[nameFrom] ?? '')) return { token: 'none', end: at + 1 };
  const nameEnd = skipTo(source, nameFrom, NAME_END);
  const rest = readAttributes(source, nameEnd);
  if (!rest.isTag) return { token: 'none', end: rest.end };
  const name = source.slice(nameFrom, nameEnd).toUpperCase();
  if (isClose) return { token: { kind: 'close', name }, end: rest.end };
  const isEmpty = source[rest.end - 2] === '/';
  if (HIDDEN.has(name) && !isEmpty) {
    return { token: { kind: 'dropped' }, end: endOfElement(source, rest.end, name) };
  }
  return { token: { kind: 'open', name, src: rest.src, isEmpty }, end: rest.end };
}

/** The rest of a tag. It is none if another `<` or the end of the text comes before its `>`. */
type Attributes = { isTag: true; src: string | null; end: number } | { isTag: false; end: number };

function readAttributes(source: string, from: number): Attributes {
  let src: string | null = null;
  let at = from;
  while (at < source.length) {
    const sign = source[at] ?? '';
    if (sign === '>') return { isTag: true, src, end: at + 1 };
    if (sign === '<') return { isTag: false, end: at };
    if (BLANK.test(sign) || sign === '/' || sign === '=') {
      at += 1;
      continue;
    }
    const nameEnd = skipTo(source, at, ATTRIBUTE_END);
    const value = readValue(source, nameEnd);
    if (value.text !== null && source.slice(at, nameEnd).toLowerCase() === 'src') src ??= value.text;
    at = value.end;
  }
  return { isTag: false, end: source.length };
}

/** The value behind an attribute's name, quoted or not; null where there is no `=`. An open quote reaches to the end. */
function readValue(source: string, from: number): { text: string | null; end: number } {
  const equals = skipBlanks(source, from);
  if (source[equals] !== '=') return { text: null, end: equals };
  const at = skipBlanks(source, equals + 1);
  const quote = source[at];
  if (quote === '"' || quote === "'") {
    const close = source.indexOf(quote, at + 1);
    if (close < 0) return { text: null, end: source.length };
    return { text: source.slice(at + 1, close), end: close + 1 };
  }
  const end = skipTo(source, at, VALUE_END);
  return { text: source.slice(at, end), end };
}

const DECLARATIONS = [
  { begin: '<!--', end: '-->' },
  { begin: '<![CDATA[', end: ']]>' },
  { begin: '<?', end: '?>' },
];

/** A comment, CDATA, processing instruction or doctype; one that is not closed reaches to the next `>` or the end (§11.5). */
function declarationAt(source: string, at: number, absent: Set<string>): Found {
  const known = DECLARATIONS.find(({ begin }) => source.startsWith(begin, at));
  const isDoctype = source[at + 1] === '!' && LETTER.test(source[at + 2] ?? '');
  if (!known && !isDoctype) return { token: 'none', end: at + 1 };
  if (known && !absent.has(known.end)) {
    const close = source.indexOf(known.end, at + known.begin.length);
    if (close >= 0) return { token: null, end: close + known.end.length };
    absent.add(known.end);
  }
  return { token: null, end: behind(source, '>', at) };
}

/** Just behind the tag that closes an element whose content is left out, others of its name inside it counted. */
function endOfElement(source: string, from: number, name: string): number {
  let depth = 1;
  for (let at = source.indexOf('<', from); at >= 0; at = source.indexOf('<', at + 1)) {
    const isClose = source[at + 1] === '/';
    const nameFrom = isClose ? at + 2 : at + 1;
    const nameEnd = nameFrom + name.length;
    if (source.slice(nameFrom, nameEnd).toUpperCase() !== name) continue;
    if (!NAME_END.test(source[nameEnd] ?? '>')) continue;
    depth += isClose ? -1 : 1;
    if (depth === 0) return behind(source, '>', nameEnd);
  }
  return source.length;
}

function behind(source: string, sign: string, from: number): number {
  const at = source.indexOf(sign, from);
  return at < 0 ? source.length : at + sign.length;
}

function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length && BLANK.test(source[at] ?? '')) at += 1;
  return at;
}

function skipTo(source: string, from: number, end: RegExp): number {
  let at = from;
  while (at < source.length && !end.test(source[at] ?? '')) at += 1;
  return at;
}
