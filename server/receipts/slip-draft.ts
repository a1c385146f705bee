import { signsOf } from './glyphs.ts';
import { maskCards } from './mask-cards.ts';
import type { LineParts, ReceiptLine, Span } from './receipt.ts';

/** What was odd about a slip; none keeps the rest of it from being shown. */
export type SlipWarning =
  | 'unknown_tag'
  | 'element_dropped'
  | 'stray_close'
  | 'image_refused'
  | 'qr_refused'
  | 'card_number_masked'
  | 'input_too_long'
  | 'too_many_tags'
  | 'too_deep'
  | 'too_many_lines'
  | 'line_too_long';

/** §11.5. */
const MAX_DEPTH = 16;
const MAX_LINES = 500;
const MAX_LINE_TEXT = 1_000;

export type Part = keyof LineParts;
export type Style = Exclude<keyof Span, 'text'>;
const PARTS = ['left', 'centre', 'right'] as const satisfies Part[];
const STYLES = ['bold', 'inverse', 'large', 'condensed'] as const satisfies Style[];

/** Lines whose figures are no card's, by their left text. */
const CARDLESS = /^(?:AID|TVR|REFERENCE ID):$/i;

/** A terminal's slip while it is read. Its last line is open; a picture has a line for itself. */
export type SlipDraft = {
  lines: ReceiptLine[];
  warnings: Set<SlipWarning>;
  parts: LineParts;
  picture: ReceiptLine | null;
  /** Length of all texts of the open line. */
  textLength: number;
  /** Which part text goes to; null outside of all of them. */
  part: Part | null;
  /** How many of each style are open. */
  depths: Record<Style, number>;
  /** Content of an open `QR` or `IMG`. */
  qr: string | null;
  image: string | null;
  /** Over a limit: what was read until then stays. */
  isStopped: boolean;
};

export function newDraft(): SlipDraft {
  return {
    lines: [],
    warnings: new Set(),
    parts: {},
    picture: null,
    textLength: 0,
    part: null,
    depths: { bold: 0, inverse: 0, large: 0, condensed: 0 },
    qr: null,
    image: null,
    isStopped: false,
  };
}

/** Reads no further, because of this. */
export function stop(draft: SlipDraft, why: SlipWarning): void {
  draft.warnings.add(why);
  draft.isStopped = true;
}

/** Whether one level further in is allowed; stops the reading where it is not. */
export function mayDeepen(draft: SlipDraft): boolean {
  const styles = STYLES.reduce((sum, style) => sum + draft.depths[style], 0);
  const depth = styles + (draft.part ? 1 : 0) + (draft.qr === null ? 0 : 1);
  if (depth >= MAX_DEPTH) stop(draft, 'too_deep');
  return depth < MAX_DEPTH;
}

/** Begins a part of a line: on the open line if there is a place for it, else on the next (§11.3). */
export function openPart(draft: SlipDraft, part: Part): void {
  draft.part = null;
  const isFree = part === 'right' ? isRightFree(draft) : !hasAnything(draft);
  if (!isFree) pushLine(draft);
  if (!mayDeepen(draft)) return;
  draft.parts[part] = [];
  draft.part = part;
}

/** Adds clean text to the open part. Outside of all parts it goes to the left, and nowhere while it is blank (§11.3). */
export function addText(draft: SlipDraft, text: string): void {
  if (draft.part === null && text.trim() === '') return;
  const part = draft.part ?? 'left';
  if (draft.picture || (draft.part === null && !isRightFree(draft))) pushLine(draft);
  if (draft.isStopped) return;
  const room = MAX_LINE_TEXT - draft.textLength;
  draft.parts[part] = withText(draft.parts[part] ?? [], text.slice(0, room).toWellFormed(), mannerOf(draft));
  draft.textLength += text.length;
  if (text.length > room) stop(draft, 'line_too_long');
}

/** Puts a picture on a line of its own; a part that was opened for it and is still empty leaves no blank line. */
export function addPicture(draft: SlipDraft, picture: ReceiptLine): void {
  const isOpenedForIt =
    draft.part !== null && draft.textLength === 0 && Object.keys(draft.parts).length === 1;
  if (isOpenedForIt && !draft.picture) draft.parts = {};
  if (hasAnything(draft)) pushLine(draft);
  draft.picture = picture;
}

/** Ends the open line, blank or not, and begins the next. */
export function pushLine(draft: SlipDraft): void {
  if (draft.lines.length >= MAX_LINES) {
    stop(draft, 'too_many_lines');
    return;
  }
  draft.lines.push(draft.picture ?? lineOf(draft));
  draft.parts = {};
  draft.picture = null;
  draft.textLength = 0;
}

/** Whether the open line would be a line of the slip, were this its end. */
export function hasAnything({ parts, picture }: SlipDraft): boolean {
  return picture !== null || Object.keys(parts).length > 0;
}

/** The texts without card numbers (INV-19), which read on from one to the next. */
export function withoutCards(draft: SlipDraft, texts: readonly string[]): string[] {
  const clean = maskCards(texts);
  if (clean.some((text, at) => text !== texts[at])) draft.warnings.add('card_number_masked');
  return clean;
}

function isRightFree({ parts, picture }: SlipDraft): boolean {
  return picture === null && !parts.centre && !parts.right;
}

function mannerOf({ depths }: SlipDraft): Omit<Span, 'text'> {
  return Object.fromEntries(STYLES.filter((style) => depths[style] > 0).map((style) => [style, true]));
}

function withText(spans: Span[], text: string, manner: Omit<Span, 'text'>): Span[] {
  const last = spans.at(-1);
  if (text === '') return spans;
  if (!last || STYLES.some((style) => last[style] !== manner[style])) return [...spans, { text, ...manner }];
  return [...spans.slice(0, -1), { ...last, text: last.text + text }];
}

function lineOf(draft: SlipDraft): ReceiptLine {
  const parts = PARTS.flatMap((part) => {
    const spans = (draft.parts[part] ?? []).map(composed).filter(({ text }) => text !== '');
    return spans.length > 0 ? [{ part, spans }] : [];
  });
  if (parts.length === 0) return { kind: 'feed', lines: 1 };
  const left = parts.find(({ part }) => part === 'left')?.spans.map(({ text }) => text) ?? [];
  const clean = CARDLESS.test(left.join('').trim()) ? parts : withoutCardsIn(draft, parts);
  return { kind: 'terminal', ...Object.fromEntries(clean.map(({ part, spans }) => [part, spans])) };
}

/**
 * A letter and its marks as one sign where there is one. What would grow together with a blank beside it falls out, a mark
 * without a letter for one: columns could no longer be counted.
 */
function composed(span: Span): Span {
  const text = span.text.normalize('NFC');
  const before = (signsOf(` ${text}`).at(0)?.length ?? 1) - 1;
  const behind = (signsOf(`${text} `).at(-1)?.length ?? 1) - 1;
  return { ...span, text: text.slice(before, Math.max(before, text.length - behind)) };
}

type FilledPart = { part: Part; spans: Span[] };

/** On paper only blanks stand between the parts of a line. */
function withoutCardsIn(draft: SlipDraft, parts: FilledPart[]): FilledPart[] {
  const texts = parts.flatMap(({ spans }) => [...spans.map(({ text }) => text), ' ']);
  const clean = withoutCards(draft, texts).values();
  return parts.map(({ part, spans }) => {
    const kept = spans.map((span) => ({ ...span, text: clean.next().value ?? '' }));
    clean.next();
    return { part, spans: kept };
  });
}
