import { type ExactJson, parseExactJson } from '../exact-json.ts';
import type { WireRecord } from './message.ts';
import { fold, saysCancelled } from './words.ts';

/** The slips of a message as they were printed, and what of them was left out. */
export type Slips = { customer: string | null; merchant: string | null; dropped: string[] };

/** §6.2, per copy. */
const MAX_SLIP_BYTES = 256 * 1024;

/**
 * The slips of a message (§6.3): an object, the text of one, a group, or one field per copy. What is bad or too large is left
 * out and named; it never stands in the way of the result.
 */
export function readSlips(record: WireRecord): Slips {
  const dropped: string[] = [];
  const whole = copiesOf(record.RECEIPTS);
  if (whole === null && !isMissing(record.RECEIPTS)) dropped.push('slips');
  const copy = (name: 'CUSTOMER' | 'MERCHANT', called: string): string | null => {
    const value =
      whole?.get(name) ??
      record[`RECEIPTS[${name}]`] ??
      record[`RECEIPTS.${name}`] ??
      record[`RECEIPTS_${name}`];
    if (isMissing(value)) return null;
    if (typeof value === 'string' && Buffer.byteLength(value) <= MAX_SLIP_BYTES) return storable(value);
    dropped.push(called);
    return null;
  };
  return {
    customer: copy('CUSTOMER', 'customer_slip'),
    merchant: copy('MERCHANT', 'merchant_slip'),
    dropped,
  };
}

/** The copies by their names in upper case; null when this is nothing that has any. */
function copiesOf(receipts: ExactJson | undefined): Map<string, ExactJson> | null {
  const value = typeof receipts === 'string' ? parseExactJson(receipts) : receipts;
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return null;
  return new Map(Object.entries(one).map(([name, copy]) => [name.trim().toUpperCase(), copy]));
}

function isMissing(value: ExactJson | undefined): value is '' | null | undefined {
  return value === undefined || value === null || value === '';
}

/** A database takes no NUL and no half of a character. */
function storable(slip: string): string {
  return slip.toWellFormed().replaceAll('\0', '');
}

/** Whether a slip has the banner of a cancelled one (§7.3): an inverse line that says so. One scan, whatever it is given. */
export function hasCancelledBanner(slip: string | null): boolean {
  if (slip === null) return false;
  const text = fold(slip);
  let depth = 0;
  let line = '';
  for (let at = 0; at < text.length; ) {
    const opens = text.indexOf('<', at);
    const closes = opens < 0 ? -1 : text.indexOf('>', opens);
    if (depth > 0) line += text.slice(at, closes < 0 ? undefined : opens);
    if (closes < 0) break;
    const tag = /^\/?[A-Z]*/.exec(text.slice(opens + 1, Math.min(closes, opens + 8)))?.[0];
    if (tag === 'INV') depth += 1;
    if (tag === '/INV') depth = Math.max(0, depth - 1);
    if ((tag === '/INV' && depth === 0) || tag === 'BR') {
      if (saysCancelled(line)) return true;
      line = '';
    }
    at = closes + 1;
  }
  return saysCancelled(line);
}
