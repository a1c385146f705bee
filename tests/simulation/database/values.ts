import { isDeepStrictEqual } from 'node:util';

/** Equality, order and logic of SQL over the values of the program; null is «unknown». */

/** −1, 0 or 1; null when either side is null. */
export function compare(a: unknown, b: unknown): number | null {
  if (a === null || b === null || a === undefined || b === undefined) return null;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
      const order = compare(a[at], b[at]);
      if (order !== 0) return order;
    }
    return 0;
  }
  const [left, right] = [plain(a, b), plain(b, a)];
  if (typeof left !== typeof right)
    throw new Error(`${String(a)} and ${String(b)} cannot be compared in a query`);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `IS NOT DISTINCT FROM`. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, at) => isSame(one, b[at]));
  if (isDocument(a) && isDocument(b)) return isDeepStrictEqual(a, b);
  const isNull = a === null || a === undefined;
  if (isNull || b === null || b === undefined) return isNull && (b === null || b === undefined);
  return compare(a, b) === 0;
}

/** A JSON value that is not a plain one. */
function isDocument(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Array.isArray(value);
}

/** Three-valued `and`. */
export function and(a: unknown, b: () => unknown): boolean | null {
  if (a === false) return false;
  const right = b();
  if (right === false) return false;
  return a === true && right === true ? true : null;
}

/** Three-valued `or`. */
export function or(a: unknown, b: () => unknown): boolean | null {
  if (a === true) return true;
  const right = b();
  if (right === true) return true;
  return a === false && right === false ? false : null;
}

/** Sums and differences of numbers, instants and spans; text put together. */
export function combine(sign: '+' | '-' | '||', a: unknown, b: unknown): unknown {
  if (a === null || b === null) return null;
  if (sign === '||') return `${a}${b}`;
  const way = sign === '+' ? 1 : -1;
  const isInstant = a instanceof Date && !(b instanceof Date);
  const result = Number(a) + way * Number(b);
  return isInstant ? new Date(result) : result;
}

/** A number; null stays null. */
export function numeric(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** What a value is found under in an index. */
export function indexKey(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

function plain(value: unknown, beside: unknown): number | string | boolean {
  if (value instanceof Date) return value.getTime();
  // An instant may be handed in as text.
  if (typeof value === 'string' && beside instanceof Date) return Date.parse(value);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  throw new Error('A value of this kind cannot be compared in a query');
}
