import { assertNever } from '#server/kernel/assert-never.ts';
import { type MarkupToken, readMarkup } from './read-markup.ts';
import type { Receipt } from './receipt.ts';
import {
  addPicture,
  addText,
  hasAnything,
  mayDeepen,
  newDraft,
  openPart,
  type Part,
  pushLine,
  type SlipDraft,
  type SlipWarning,
  type Style,
  stop,
  withoutCards,
} from './slip-draft.ts';
import { readSlipImage } from './slip-image.ts';
import { decodeEntities, withoutControls } from './slip-signs.ts';

/** Raised whenever the same markup would give another receipt. */
const PARSER_VERSION = 1;

/** §11.5, in UTF-16 units. */
const MAX_INPUT = 256 * 1024;
const MAX_TAGS = 5_000;
const MAX_QR = 512;
/** Ours: drawing takes time, and no slip has more of either. */
const MAX_IMAGES = 4;
const MAX_CODES = 4;

const PARTS = new Map<string, Part>([
  ['L', 'left'],
  ['C', 'centre'],
  ['R', 'right'],
]);
const STYLES = new Map<string, Style>([
  ['B', 'bold'],
  ['INV', 'inverse'],
  ['LG', 'large'],
  ['CD', 'condensed'],
]);
const OTHERS = new Set(['BR', 'IMG', 'QR']);

/** What is kept of a slip beside its markup. */
export type ParsedSlip = { receipt: Receipt; warnings: SlipWarning[]; parserVersion: number };

/**
 * The slip a terminal printed, from its markup (§11.3), which is treated as hostile (§11.5): of anything at all something
 * comes out, clean and within limits, the same for the same text, in time that grows with its length alone. Over a limit it
 * is what was read until then, with a warning. Never throws. Pure.
 */
export function parseMarkup(markup: string): ParsedSlip {
  const draft = newDraft();
  let tags = 0;
  for (const token of readMarkup(withinLimit(draft, markup))) {
    if (token.kind !== 'text') tags += 1;
    if (tags > MAX_TAGS) stop(draft, 'too_many_tags');
    else take(draft, token);
    if (draft.isStopped) break;
  }
  flushImage(draft);
  closeQr(draft);
  if (hasAnything(draft)) pushLine(draft);
  return {
    receipt: { lines: draft.lines, mark: null },
    warnings: [...draft.warnings],
    parserVersion: PARSER_VERSION,
  };
}

/** As much of the input as is read, without a tag cut in two. */
function withinLimit(draft: SlipDraft, markup: string): string {
  if (markup.length <= MAX_INPUT) return markup;
  draft.warnings.add('input_too_long');
  const whole = markup.slice(0, MAX_INPUT);
  const lastTag = whole.lastIndexOf('<');
  return lastTag > whole.lastIndexOf('>') ? whole.slice(0, lastTag) : whole;
}

function take(draft: SlipDraft, token: MarkupToken): void {
  if (draft.image !== null && token.kind === 'text') {
    draft.image += token.raw;
    return;
  }
  if (draft.image !== null && token.kind === 'close' && token.name === 'IMG') {
    addImage(draft, draft.image);
    draft.image = null;
    return;
  }
  flushImage(draft);
  switch (token.kind) {
    case 'text':
      takeText(draft, token.raw);
      break;
    case 'open':
      open(draft, token);
      break;
    case 'close':
      close(draft, token.name);
      break;
    case 'dropped':
      draft.warnings.add('element_dropped');
      break;
    default:
      assertNever(token);
  }
}

function takeText(draft: SlipDraft, raw: string): void {
  const text = withoutControls(decodeEntities(raw));
  if (draft.qr === null) addText(draft, text);
  else draft.qr = (draft.qr + text).slice(0, MAX_QR + 1);
}

function open(draft: SlipDraft, { name, src, isEmpty }: MarkupToken & { kind: 'open' }): void {
  const part = PARTS.get(name);
  const style = STYLES.get(name);
  if (part || OTHERS.has(name)) closeQr(draft);
  if (part) {
    openPart(draft, part);
    if (isEmpty) draft.part = null;
  } else if (style) {
    if (!isEmpty && mayDeepen(draft)) draft.depths[style] += 1;
  } else if (name === 'BR') {
    draft.part = null;
    pushLine(draft);
  } else if (name === 'QR') {
    if (!isEmpty && mayDeepen(draft)) draft.qr = '';
  } else if (name === 'IMG') {
    if (src !== null) addImage(draft, src);
    else if (!isEmpty) draft.image = '';
  } else {
    draft.warnings.add('unknown_tag');
  }
}

/** Styles are counted one by one, so that tags may cross (§11.5). */
function close(draft: SlipDraft, name: string): void {
  const part = PARTS.get(name);
  const style = STYLES.get(name);
  if (part && draft.part === part) draft.part = null;
  else if (style && draft.depths[style] > 0) draft.depths[style] -= 1;
  else if (name === 'QR' && draft.qr !== null) closeQr(draft);
  else draft.warnings.add(part || style || OTHERS.has(name) ? 'stray_close' : 'unknown_tag');
}

/** Content of an `IMG` that is never closed was text after all. */
function flushImage(draft: SlipDraft): void {
  const held = draft.image;
  draft.image = null;
  if (held) takeText(draft, held);
}

function addImage(draft: SlipDraft, source: string): void {
  if (source.trim() === '') return;
  const image = countOf(draft, 'image') < MAX_IMAGES ? readSlipImage(source) : null;
  if (image) addPicture(draft, { kind: 'image', image });
  else draft.warnings.add('image_refused');
}

function closeQr(draft: SlipDraft): void {
  const text = draft.qr?.normalize('NFC').trim();
  draft.qr = null;
  if (!text) return;
  if (text.length > MAX_QR || countOf(draft, 'qr') >= MAX_CODES) draft.warnings.add('qr_refused');
  else addPicture(draft, { kind: 'qr', text: withoutCards(draft, [text])[0] ?? '' });
}

function countOf({ lines, picture }: SlipDraft, kind: 'image' | 'qr'): number {
  return [...lines, picture].filter((line) => line?.kind === kind).length;
}
