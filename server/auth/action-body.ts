import { readUpTo } from './read-up-to.ts';

/** A field of a form. Bytes stand for themselves as characters: what is compared here is ASCII. */
type Field = { name: string; value: string; isFile: boolean };

/** Our actions take a merchant, the state before and a form. */
const MAX_ARGUMENTS = 8;
/** The framework reads by recursion; a state of ours is a handful of levels deep. */
const MAX_DEPTH = 50;

/**
 * The status that refuses a POST the framework would take for a server action and break on with 500; null lets it through.
 * Only what our pages send passes: a call by React's client (`encodeReply`: the arguments as JSON in field `0`, the form's
 * fields as `_1_…`) or a form sent without scripts (`$ACTION_…` in hidden fields). Reads the request's body.
 */
export async function statusForForgery(request: Request, maxBytes: number): Promise<400 | 413 | 415 | null> {
  const type = request.headers.get('content-type') ?? '';
  const isCall = request.headers.has('next-action');
  if (!isCall && !type.startsWith('multipart/form-data')) return null;
  const boundary = /^multipart\/form-data; ?boundary=([\w'()+,./:=?-]{1,70})$/.exec(type)?.[1];
  if (boundary === undefined) return 415;
  // A body that ends before its time is a broken one.
  const body = await readUpTo(request, maxBytes).catch(() => Buffer.of());
  if (body === null) return 413;
  const fields = readFields(body.toString('latin1'), boundary);
  if (fields === null) return 400;
  return (isCall ? isReadableCall(fields) : isReadableForm(fields)) ? null : 400;
}

/**
 * The fields of a form written exactly as browsers write it; null for every other way. The framework reads calls and forms
 * with two different parsers, which stumble over different things: only on this do both agree, with each other and with
 * this one. The boundary, which browsers draw at random, stands nowhere else.
 */
function readFields(text: string, boundary: string): Field[] | null {
  const [before, ...parts] = text.split(boundary);
  if (before !== '--' || parts.pop() !== '--\r\n') return null;
  const fields = parts.map(readField);
  return fields.every((field) => field !== null) ? fields : null;
}

const PART =
  /^\r\nContent-Disposition: form-data; name="([ !#-~\x80-\xff]*)"(; filename="[ !#-~\x80-\xff]*"\r\nContent-Type: [ -~]+)?\r\n\r\n(.*)\r\n--$/s;

function readField(part: string): Field | null {
  const [, name, file, value] = PART.exec(part) ?? [];
  return name === undefined || value === undefined ? null : { name, value, isFile: file !== undefined };
}

function isReadableCall(fields: readonly Field[]): boolean {
  // React takes any name that reads as a number for a part of the arguments, even an empty one.
  const isExpected = fields.every(({ name }) => name === '0' || /^_[0-9a-f]+_/.test(name));
  return isExpected && isReadableList(onlyText(fields, '0'), '$0');
}

const REFERENCE = '$ACTION_REF_';

function isReadableForm(fields: readonly Field[]): boolean {
  const references = fields.filter(({ name }) => name.startsWith(REFERENCE));
  return references.every(({ name }) => {
    const prefix = `$ACTION_${name.slice(REFERENCE.length)}`;
    const action = onlyText(fields, `${prefix}:0`);
    return (
      /^\{"id":"[0-9a-f]+","bound":"\$@1"\}$/.test(action) &&
      isReadableList(onlyText(fields, `${prefix}:1`), '$1')
    );
  });
}

/** The text of the field that alone has this name; empty when there is none such. */
function onlyText(fields: readonly Field[], name: string): string {
  const [field, ...more] = fields.filter((one) => one.name === name);
  return field === undefined || field.isFile || more.length > 0 ? '' : field.value;
}

/** Whether a text is a JSON list in which nothing makes React look for what is not there. `name` is the list's own. */
function isReadableList(text: string, name: string): boolean {
  try {
    const root: unknown = JSON.parse(text);
    return Array.isArray(root) && root.length <= MAX_ARGUMENTS && isReadable(root, { name, root }, 0);
  } catch {
    return false;
  }
}

type List = { name: string; root: unknown };

function isReadable(value: unknown, list: List, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  // React drops this key, and with it what others may point to.
  if (depth > MAX_DEPTH || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((inner) =>
    typeof inner === 'string' ? isReadableText(inner, list, value) : isReadable(inner, list, depth + 1),
  );
}

/** Escaped text, a form, and values that JSON lacks. */
const SPELLED_OUT = /^\$(?:\$.*|K[0-9a-f]+|undefined|NaN|-?Infinity|-0|n-?\d{1,299}|D[\d\-+T:.Z]*)$/s;

function isReadableText(text: string, list: List, holder: object): boolean {
  if (!text.startsWith('$') || SPELLED_OUT.test(text)) return true;
  // What comes twice is written once and pointed to: `$0:1:value`. Everything else leads out of the list.
  const [name, ...path] = text.split(':');
  if (name !== list.name) return false;
  const target = path.reduce(own, list.root);
  // React counts what a list holds through others, and throws when that explodes.
  return typeof target === 'object' && target !== null && !(Array.isArray(target) && Array.isArray(holder));
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
