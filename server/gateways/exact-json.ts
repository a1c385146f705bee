/** JSON as it was written: numbers stay text, so no amount and no id ever passes through a float. */
export type ExactJson = string | boolean | null | ExactJson[] | { [key: string]: ExactJson };

/** Deeper than any answer of a terminal service; beyond it parsing only costs. */
const MAX_DEPTH = 32;

/**
 * Parses an answer; numbers become plain decimal text ("118.50", and "10000000" for 1.0E7 as some writers print it).
 * Undefined for anything that is not exactly one JSON value: cut, too deep, or with a member given twice, because then
 * the reader and the writer may mean different ones. A leading byte-order mark is tolerated.
 */
export function parseExactJson(text: string): ExactJson | undefined {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  const written = scan(json);
  if (written.depth > MAX_DEPTH) return undefined;
  // The whole value itself is visited last, as the one member of a holder of its own.
  let members = -1;
  try {
    const value: ExactJson = JSON.parse(json, function (this: unknown, _key, part, context?: Source) {
      if (!Array.isArray(this)) members += 1;
      return typeof part === 'number' ? plainDecimal(context?.source ?? '') : part;
    });
    return members === written.members ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What V8 hands a reviver beside the value: the number as it was written. */
type Source = { source?: string };

/** How deep a text nests and how many members its objects were given, without trusting it to be JSON. */
function scan(json: string): { depth: number; members: number } {
  let depth = 0;
  let open = 0;
  let members = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === ':') members += 1;
    else if (char === '{' || char === '[') depth = Math.max(depth, ++open);
    else if (char === '}' || char === ']') open -= 1;
  }
  return { depth, members };
}

/** Writes a number without its exponent, digit by digit; anything else is left for the reader to refuse. */
export function plainDecimal(source: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,2})$/.exec(source);
  if (!match) return source;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = `${whole}${fraction}`;
  const before =
    digits
      .slice(0, Math.max(point, 0))
      .padEnd(point, '0')
      .replace(/^0+(?=\d)/, '') || '0';
  const after = point < 0 ? digits.padStart(digits.length - point, '0') : digits.slice(point);
  return `${sign}${before}${after === '' ? '' : `.${after}`}`;
}

/** An amount as JSON text of its own digits ("240.00"), for a body built by `JSON.stringify`. */
export function jsonNumber(decimal: string): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(decimal);
}
