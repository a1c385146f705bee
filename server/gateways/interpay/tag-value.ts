import type { ExactJson } from '../exact-json.ts';
import { percentDecode } from './decode.ts';

/** A field as it was written, names and order kept. */
export type Pair = readonly [name: string, value: ExactJson];

/** Groups within groups within groups: no message has that; deeper ones are left as text. */
const MAX_DEPTH = 3;

/** Whether a text begins like one in this writing. */
export function isTagValue(text: string): boolean {
  return /^\s*[\w.[\]-]{1,100}=/.test(text);
}

/**
 * Reads `A=1&B=2` (§2.7): an ampersand inside a value is doubled, values are percent-encoded, and `[a=1&b=2]` is a group, which
 * becomes an object, several of them a list. Anything can be read so; it takes time in proportion to its length.
 */
export function readTagValue(text: string, isForm: boolean): Pair[] {
  return readPairs({ text, isForm, closers: matchBrackets(text) }, 0, text.length, 0);
}

type Source = { text: string; isForm: boolean; closers: ReadonlyMap<number, number> };

/** Where the group ends that begins at a place. Matched once for the whole text, so that nothing is searched for twice. */
function matchBrackets(text: string): Map<number, number> {
  const closers = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const [before, now, after] = [text[at - 1], text[at], text[at + 1]];
    // Elsewhere a bracket is a part of a name (`RECEIPTS[Customer]`) or of a value.
    if (now === '[' && (before === '=' || before === ']')) open.push(at);
    if (now !== ']' || (after !== undefined && !'&[]'.includes(after))) continue;
    const opener = open.pop();
    if (opener !== undefined) closers.set(opener, at);
  }
  return closers;
}

function readPairs(source: Source, from: number, to: number, depth: number): Pair[] {
  const pairs: Pair[] = [];
  for (let at = from; at < to; ) {
    const end = endOfText(source.text, at, to);
    const equals = indexWithin(source.text, '=', at, end);
    const name = percentDecode(source.text.slice(at, equals ?? end), source.isForm);
    const groups = equals === null ? null : readGroups(source, equals + 1, to, depth);
    if (groups) {
      pairs.push([name, groups.value]);
      at = endOfText(source.text, groups.end, to) + 1;
    } else {
      if (name !== '') pairs.push([name, equals === null ? '' : textOf(source, equals + 1, end)]);
      at = end + 1;
    }
  }
  return pairs;
}

/** The groups that begin here; null when here is a text. */
function readGroups(source: Source, from: number, to: number, depth: number) {
  if (depth >= MAX_DEPTH) return null;
  const groups: ExactJson[] = [];
  let at = from;
  for (let end = source.closers.get(at); end !== undefined && end < to; end = source.closers.get(at)) {
    if (!source.text.slice(at + 1, end).includes('=')) break;
    groups.push(Object.fromEntries(readPairs(source, at + 1, end, depth + 1)));
    at = end + 1;
  }
  const [first, ...others] = groups;
  if (first === undefined) return null;
  return { value: others.length === 0 ? first : groups, end: at };
}

/** The next single ampersand, or the end. */
function endOfText(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (text[at] !== '&') continue;
    if (text[at + 1] !== '&' || at + 1 >= to) return at;
    at += 1;
  }
  return to;
}

function indexWithin(text: string, sign: string, from: number, to: number): number | null {
  for (let at = from; at < to; at++) if (text[at] === sign) return at;
  return null;
}

function textOf({ text, isForm }: Source, from: number, to: number): string {
  return percentDecode(text.slice(from, to).replaceAll('&&', '&'), isForm);
}
