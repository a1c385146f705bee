import { type ExactJson, parseExactJson } from '../exact-json.ts';
import { decodeBytes } from './decode.ts';
import { readMultipart } from './multipart.ts';
import { isTagValue, type Pair, readTagValue } from './tag-value.ts';

/**
 * A message of the gateway as one flat record, names in upper case, numbers as text. A name that was given two values holds
 * both in a list, which no field of a message is: nobody may choose between them.
 */
export type WireRecord = Readonly<Record<string, ExactJson>>;

/** §6.3: more than that is no message. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Names that mean something to JavaScript, as they are after upper-casing. */
const REFUSED = new Set(['__PROTO__', 'CONSTRUCTOR', 'PROTOTYPE']);

/** What a message says of itself where it is not wrapped in another. */
const HEADS = ['CODE', 'SECUREID', 'REQUESTID'];

/** An answer to a request: JSON, or tag/value where it was written so all the same (§2.9). Null when it is neither. */
export function readAnswer(body: string): WireRecord | null {
  const text = body.trimStart();
  if (isJson(text)) return readJson(text);
  return isTagValue(text) ? toRecord(readTagValue(text.trimEnd(), false)) : null;
}

/**
 * A callback in any writing (§6.3), with the fields of its query where the body has none of that name. Null when its body is
 * too large or cannot be read.
 */
export function readCalled(raw: {
  contentType: string | null;
  query: string;
  body: Uint8Array;
}): WireRecord | null {
  if (raw.body.byteLength > MAX_MESSAGE_BYTES || raw.query.length > MAX_MESSAGE_BYTES) return null;
  const body = readBody(raw.body, raw.contentType ?? '');
  return body && { ...toRecord(readTagValue(raw.query, true)), ...body };
}

function readBody(bytes: Uint8Array, contentType: string): WireRecord | null {
  const text = decodeBytes(bytes).trim();
  if (text === '') return {};
  if (isJson(text)) return readJson(text);
  const parts = /\bmultipart\b/i.test(contentType) ? readMultipart(bytes, contentType) : null;
  if (parts) return toRecord(parts);
  const isForm = /\bx-www-form-urlencoded\b/i.test(contentType);
  return isTagValue(text) ? toRecord(readTagValue(text, isForm)) : null;
}

function isJson(text: string): boolean {
  return /^\ufeff?\s*[{[]/.test(text);
}

function readJson(text: string): WireRecord | null {
  const object = soleObject(parseExactJson(text));
  if (!object) return null;
  const record = toRecord(Object.entries(object));
  return withWholeCode(HEADS.some((name) => Object.hasOwn(record, name)) ? record : unwrap(record));
}

/** The object, or that of a list of one. */
function soleObject(json: ExactJson | undefined): { [key: string]: ExactJson } | null {
  const one = Array.isArray(json) && json.length === 1 ? json[0] : json;
  return typeof one === 'object' && one !== null && !Array.isArray(one) ? one : null;
}

/** One level, where exactly one member is an object (`data`, `result`, `payload`). */
function unwrap(record: WireRecord): WireRecord {
  const inner = Object.entries(record).flatMap(([name, value]) =>
    name === 'RECEIPTS' ? [] : (soleObject(value) ?? []),
  );
  const [only, ...others] = inner;
  return only && others.length === 0 ? toRecord(Object.entries(only)) : record;
}

/** `0` is `0000` written as a number (§4). In JSON only: elsewhere a text that was cut short looks the same. */
function withWholeCode(record: WireRecord): WireRecord {
  const { CODE: code } = record;
  return typeof code === 'string' && /^\d{1,3}$/.test(code)
    ? { ...record, CODE: code.padStart(4, '0') }
    : record;
}

function toRecord(pairs: Iterable<Pair>): WireRecord {
  const fields = new Map<string, ExactJson>();
  for (const [written, value] of pairs) {
    const name = written.trim().toUpperCase();
    const known = fields.get(name);
    if (REFUSED.has(name) || Array.isArray(known)) continue;
    fields.set(name, known === undefined || known === value ? value : [known, value]);
  }
  return Object.fromEntries(fields);
}
