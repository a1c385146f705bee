import type { Receipt, ReceiptLine, Span } from './receipt.ts';

/**
 * What a terminal's slip says of its operation, as far as it is found (§11.6). For search, grouping and display: amounts,
 * results and card data come from the provider's message alone.
 */
export type SlipReading = {
  /** As printed, unread: `MM/DD/YYYY`, all zeroes when nothing was processed. */
  date: string | null;
  time: string | null;
  /** The terminal's word for what it did (`Sale`). */
  kindWord: string | null;
  transactionNumber: string | null;
  batchNumber: string | null;
  /** `DEBIT`, `EBT`… and how the card was read, in the terminal's words. */
  accountClass: string | null;
  entryMode: string | null;
  last4: string | null;
  /** The provider's id of the session. */
  sessionReference: string | null;
  responseText: string | null;
  authCode: string | null;
  hostReference: string | null;
  trace: string | null;
  applicationName: string | null;
  aid: string | null;
  tvr: string | null;
  copy: 'customer' | 'merchant' | null;
  /** An inverse line says that it was not completed (§7.3). */
  isCancelled: boolean;
};

/** No value of a slip is longer. */
const MAX_VALUE = 64;

/** Labels without accents, signs and case, English and French. */
const LABELS: Record<string, LabelledFact> = {
  TRANS: 'transactionNumber',
  'TRANS NO': 'transactionNumber',
  'NO TRANS': 'transactionNumber',
  BATCH: 'batchNumber',
  'BATCH NO': 'batchNumber',
  LOT: 'batchNumber',
  'NO LOT': 'batchNumber',
  'REFERENCE ID': 'sessionReference',
  'ID REFERENCE': 'sessionReference',
  RESP: 'responseText',
  REP: 'responseText',
  REPONSE: 'responseText',
  CODE: 'authCode',
  'CODE AUTOR': 'authCode',
  REF: 'hostReference',
  'REF NO': 'hostReference',
  'NO REF': 'hostReference',
  TRACE: 'trace',
  'TRACE NO': 'trace',
  'TRACE NUMBER': 'trace',
  'NO TRACE': 'trace',
  'NUMERO TRACE': 'trace',
  'APP NAME': 'applicationName',
  'NOM APP': 'applicationName',
  AID: 'aid',
  TVR: 'tvr',
};

type LabelledFact =
  | 'transactionNumber'
  | 'batchNumber'
  | 'sessionReference'
  | 'responseText'
  | 'authCode'
  | 'hostReference'
  | 'trace'
  | 'applicationName'
  | 'aid'
  | 'tvr';

const ENTRY =
  /\b(?:CHIP|CONTACTLESS|SWIPE[DS]?|INSERT(?:ED)?|TAP(?:PED)?|MANUAL|KEYED|PUCE|SANS CONTACT|GLISSEE?|MANUELLE?)\b/;
const CANCELLED = /CANCELL?ED|ANNUL/;
const DATE = /\b\d{2}\/\d{2}\/\d{4}\b/;
const TIME = /\b\d{1,2}:\d{2}(?::\d{2})?\b/;
const MASKED_CARD = /[*xX•]{4}[ *xX•-]{0,30}(\d{4})(?!\d)/;

/** Reads a terminal's slip; of each thing the first that is found. Never throws. Pure. */
export function readSlipFacts(receipt: Receipt): SlipReading {
  const lines = receipt.lines.flatMap(readLine);
  const texts = lines.flatMap(({ parts }) => parts);
  const dated = lines.findIndex(({ parts }) => parts.length === 2 && DATE.test(parts[0] ?? ''));
  return {
    ...labelledFacts(lines),
    ...cardRead(lines),
    date: first(texts, (text) => DATE.exec(text)?.[0]),
    time: first(lines[dated]?.parts ?? [], (text) => TIME.exec(text.replace(DATE, ''))?.[0]),
    kindWord:
      dated < 0 ? null : first(lines.slice(dated + 1), (line) => (line.isTitle ? line.parts[0] : null)),
    last4: first(texts, (text) => MASKED_CARD.exec(text)?.[1]),
    copy: lines.map((line) => copyOf(line.plain)).find((copy) => copy !== null) ?? null,
    isCancelled: lines.some(({ inverse }) => CANCELLED.test(inverse)),
  };
}

/** A line in words. `plain` is all of it without case and accents; `inverse` the same of what is white on black. */
type Line = { parts: string[]; plain: string; inverse: string; isTitle: boolean };

function readLine(line: ReceiptLine): Line[] {
  if (line.kind !== 'text' && line.kind !== 'terminal') return [];
  const sides = [line.left, line.centre, line.right].filter((spans) => spans !== undefined);
  const parts = sides.map((spans) => textOf(spans).trim()).filter(Boolean);
  const inverse = sides.flat().filter((span) => span.inverse);
  const isLarge = line.centre?.some(({ large, text }) => large && text.trim() !== '') ?? false;
  return [
    {
      parts,
      plain: plain(parts.join(' ')),
      inverse: plain(textOf(inverse)),
      isTitle: isLarge && inverse.length === 0 && parts.length === 1,
    },
  ];
}

/** `Batch #: 7` is label and value in one part; of `AID:` the value is the part beside it. */
function labelledFacts(lines: readonly Line[]): Record<LabelledFact, string | null> {
  const found = new Map<LabelledFact, string>();
  for (const { parts } of lines) {
    for (const [place, part] of parts.entries()) {
      const colon = part.indexOf(':');
      const [label, rest] = colon < 0 ? [part, ''] : [part.slice(0, colon), part.slice(colon + 1).trim()];
      const fact = LABELS[labelWords(label)];
      const value = rest || parts[place + 1];
      if (fact && value && !found.has(fact)) found.set(fact, short(value));
    }
  }
  const of = (fact: LabelledFact) => found.get(fact) ?? null;
  return {
    transactionNumber: of('transactionNumber'),
    batchNumber: of('batchNumber'),
    sessionReference: of('sessionReference'),
    responseText: of('responseText'),
    authCode: of('authCode'),
    hostReference: of('hostReference'),
    trace: of('trace'),
    applicationName: of('applicationName'),
    aid: of('aid'),
    tvr: of('tvr'),
  };
}

/** `DEBIT` on one side and `CHIP Contactless` on the other, or both in one part. */
function cardRead(lines: readonly Line[]): Pick<SlipReading, 'accountClass' | 'entryMode'> {
  for (const { parts } of lines) {
    const place = parts.findIndex((part) => !part.includes(':') && ENTRY.test(plain(part)));
    const part = parts[place];
    if (part === undefined) continue;
    const at = plain(part).search(ENTRY);
    const before = part.slice(0, at).trim() || parts[place - 1] || '';
    return { accountClass: before ? short(before) : null, entryMode: short(part.slice(at)) };
  }
  return { accountClass: null, entryMode: null };
}

function copyOf(text: string): SlipReading['copy'] {
  if (/\b(?:CUSTOMER|CARDHOLDER) COPY\b|\bCOPIE (?:DU )?CLIENT\b/.test(text)) return 'customer';
  if (/\bMERCHANT COPY\b|\bCOPIE (?:DU )?(?:COMMERCANT|MARCHAND)\b/.test(text)) return 'merchant';
  return null;
}

function first<T>(all: readonly T[], read: (one: T) => string | null | undefined): string | null {
  for (const one of all) {
    const found = read(one);
    if (found) return short(found);
  }
  return null;
}

function textOf(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('');
}

/** Upper case without accents, unit by unit, so that places stay. */
function plain(text: string): string {
  const units = text.split('').map((unit) => unit.normalize('NFD').charAt(0).toUpperCase().charAt(0));
  return units.join('');
}

/** `Batch #` and `N° lot` are told by their words. */
function labelWords(label: string): string {
  return plain(label)
    .replace(/\bN[°º]/g, 'NO ')
    .replace(/[^A-Z ]/g, ' ')
    .replace(/ +/g, ' ')
    .replace(/ (?:DE|DU|D|LA) /g, ' ')
    .trim();
}

function short(text: string): string {
  return text.trim().slice(0, MAX_VALUE).toWellFormed();
}
