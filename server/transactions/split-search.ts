import { keyNamed, type SearchKey, say, slipLabelled } from './search-words.ts';

/** One thing that was written in the search; `source` is how, for the address without it. */
export type SearchPart = { source: string } & (
  | { kind: 'keyed'; key: SearchKey; value: string }
  /** A word before a colon that names nothing. */
  | { kind: 'unknownKey'; word: string }
  | { kind: 'card'; last4: string }
  | { kind: 'bare'; text: string }
);

/** `"…"`, or up to the next space. */
const VALUE = String.raw`(?:"([^"]*)"?|(\S*))`;
const QUOTED = /^"([^"]*)"?/;
/** Up to three words before a colon; what follows may stand behind a space, as on a slip. */
const LABELS = [3, 2, 1].map(
  (words) => new RegExp(String.raw`^([^\s":]+(?: [^\s":]+){${words - 1}}) ?: ?${VALUE}`, 'u'),
);
/** The same as slips line it up: the words, spaces, and something with a figure in it. */
const PRINTED_LABELS = [3, 2, 1].map(
  (words) =>
    new RegExp(String.raw`^([^\s":]+(?: [^\s":]+){${words - 1}}) +(?=\S*\d)(?:"([^"]*)"?|(\S*))`, 'u'),
);
/** A card as slips print it: 4543 60** **** 0006, ************0006, •• 0006. */
const CARD = /^(?:\d{4}[ -]\d{2}|\d{0,6})[*xX•#][*xX•# -]{0,30}(\d{4})(?=\s|$)/u;
/** An amount with its thousands set apart by spaces, or with a sign of its currency beside it. */
const SPACED = /^\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,3})?(?=\s|$)/u;
/** One long number in fours, as people read it from a slip. */
const IN_FOURS = /^\d{4}(?: \d{4})+ \d{1,4}(?=\s|$)/u;
/** A code in threes: as long as the shortest that slips print. */
const IN_THREES = /^\d{1,3}(?: \d{3})+(?=\s|$)/u;
const CODE_LENGTH = 6;
/** A day with the time beside it, as slips print it. */
const DATED = /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4} +(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?=\s|$)/u;
const BEFORE = /^([^\s\d"]{1,4})\s+(\d\S*)/u;
const AFTER = /^(\d\S*)\s+([^\s\d"]{1,4})(?=\s|$)/u;

/** Cuts a search into what was written one after another. Nothing is dropped, and nothing is understood yet. Pure. */
export function splitSearch(text: string): SearchPart[] {
  const parts: SearchPart[] = [];
  let rest = text.normalize('NFC').replaceAll(/\s/g, ' ').trim();
  while (rest !== '') {
    const part = readLabelled(rest) ?? readCard(rest) ?? readBare(rest);
    parts.push(part);
    rest = rest.slice(part.source.length).trimStart();
  }
  return parts;
}

function readLabelled(text: string): SearchPart | null {
  for (const label of LABELS) {
    const match = label.exec(text);
    const key = match && keyNamed(match[1] ?? '');
    if (key) return keyed(key, text, match);
  }
  for (const label of PRINTED_LABELS) {
    const match = label.exec(text);
    const key = match && slipLabelled(match[1] ?? '');
    if (key) return keyed(key, text, match);
  }
  const one = LABELS.at(-1)?.exec(text);
  // A colon inside a word names something; one that stands apart ends a sentence.
  if (!one || / :/.test(one[0])) return null;
  return { kind: 'unknownKey', word: one[1] ?? '', source: one[0].trimEnd() };
}

/** The value of a key: up to the next space, or as far as an amount, a card, a day with its time or a number in groups goes. */
function keyed(key: SearchKey, text: string, match: RegExpExecArray): SearchPart {
  const value = match[2] ?? match[3] ?? '';
  if (match[2] !== undefined) return { kind: 'keyed', key, value, source: match[0].trimEnd() };
  const start = match[0].length - value.length;
  const rest = text.slice(start);
  const whole = longerValue(key, rest) ?? value;
  return { kind: 'keyed', key, value: whole, source: text.slice(0, start + whole.length).trimEnd() };
}

function longerValue(key: SearchKey, text: string): string | null {
  switch (key) {
    case 'amount':
      return wholeAmount(text);
    case 'last4':
      return CARD.exec(text)?.[0] ?? null;
    case 'date':
      return DATED.exec(text)?.[0] ?? null;
    case 'authCode':
    case 'rrn':
    case 'stan':
    case 'paymentNumber':
      return wholeNumber(text);
    default:
      return null;
  }
}

/** A number that was written in groups; null where there is none such. */
function wholeNumber(text: string): string | null {
  const grouped = IN_FOURS.exec(text)?.[0] ?? IN_THREES.exec(text)?.[0] ?? '';
  return grouped.replaceAll(' ', '').length >= CODE_LENGTH ? grouped : null;
}

function readCard(text: string): SearchPart | null {
  const match = CARD.exec(text);
  return match && { kind: 'card', last4: match[1] ?? '', source: match[0] };
}

function readBare(text: string): SearchPart {
  const quoted = QUOTED.exec(text);
  if (quoted) return { kind: 'bare', text: quoted[1] ?? '', source: quoted[0] };
  const source =
    DATED.exec(text)?.[0] ?? IN_FOURS.exec(text)?.[0] ?? wholeAmount(text) ?? /^\S+/u.exec(text)?.[0] ?? text;
  return { kind: 'bare', text: source, source };
}

/** What belongs to an amount at the beginning of a text although there are spaces in it; null where there is none such. */
function wholeAmount(text: string): string | null {
  const spaced = SPACED.exec(text)?.[0];
  if (spaced) {
    const sign = /^\s+([^\s\d"]{1,4})(?=\s|$)/u.exec(text.slice(spaced.length));
    return sign && say.currency(sign[1] ?? '') ? spaced + sign[0] : spaced;
  }
  const before = BEFORE.exec(text);
  if (before && say.currency(before[1] ?? '')) return before[0];
  const after = AFTER.exec(text);
  return after && say.currency(after[2] ?? '') ? after[0] : null;
}
