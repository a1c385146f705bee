/** A value on the wire: text, or groups of fields, §2.7. */
export type FieldValue = string | readonly Fields[];
/** Fields in the order in which they are written. */
export type Fields = { readonly [name: string]: FieldValue };

/** `A=1&B=2`; an ampersand inside a value is doubled, groups stand in brackets. */
export function printTagValue(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? printText(value) : printGroups(value)}`)
    .join('&');
}

function printText(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll('%26', '&&');
}

function printGroups(groups: readonly Fields[]): string {
  return groups.map((group) => `[${printTagValue(group)}]`).join('');
}

/** What was read: text, or what stood in brackets, unread. */
export type ReadValue = { text: string } | { groups: string };

/**
 * Reads tag/value text into fields in their order; a name without `=` is a flag with an empty value. A name that comes
 * twice counts the first time. Null when a bracket or a percent sign is wrong.
 */
export function readTagValue(text: string, isForm: boolean): Map<string, ReadValue> | null {
  const fields = new Map<string, ReadValue>();
  let at = 0;
  while (at < text.length) {
    const end = endOfField(text, at);
    if (end === null) return null;
    const field = text.slice(at, end);
    at = end + 1;
    if (field === '') continue;
    const equals = field.indexOf('=');
    const name = decode(equals < 0 ? field : field.slice(0, equals), isForm);
    const value = equals < 0 ? '' : field.slice(equals + 1);
    const read = value.startsWith('[') ? { groups: value } : decoded(value, isForm);
    if (name === null || read === null) return null;
    if (!fields.has(name)) fields.set(name, read);
  }
  return fields;
}

/** The next single ampersand outside brackets. */
function endOfField(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '[') depth += 1;
    if (letter === ']') depth -= 1;
    if (letter !== '&' || depth > 0) continue;
    if (text[at + 1] !== '&') return at;
    at += 1;
  }
  return depth === 0 ? text.length : null;
}

function decoded(value: string, isForm: boolean): ReadValue | null {
  const text = decode(value.replaceAll('&&', '%26'), isForm);
  return text === null ? null : { text };
}

function decode(text: string, isForm: boolean): string | null {
  try {
    return decodeURIComponent(isForm ? text.replaceAll('+', ' ') : text);
  } catch {
    return null;
  }
}
