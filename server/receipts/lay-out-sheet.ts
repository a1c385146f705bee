import { assertNever } from '#server/kernel/assert-never.ts';
import { inLetters } from './in-letters.ts';
import { layOutTable } from './lay-out-table.ts';
import type { SheetBlock, SheetDocument, SheetFact } from './sheet.ts';
import {
  COLUMN_MM,
  LETTER_MM,
  ROW_MM,
  SHEET_COLUMNS,
  SHEET_MM,
  type SheetLine,
  type SheetPage,
  type SheetPiece,
  type SheetStack,
} from './sheet-lines.ts';
import { wrapText } from './wrap-text.ts';

/** What is written on a sheet ends above its foot. */
const ROOM_MM = SHEET_MM.height - 2 * SHEET_MM.margin - 6;
const TITLE = 1.9;
const HEADING = 1.2;

/** A document on sheets of A4, each with its number of how many. The same document is the same sheets. Pure. */
export function layOutSheet({ blocks, running, foot, band }: SheetDocument): SheetPage[] {
  const top = band === null ? [] : [{ ...line([centred(band)]), isTinted: true }, gap()];
  const above = [
    ...top,
    { ...line([piece(clipped(running, SHEET_COLUMNS))]), rule: 'light' as const },
    gap(),
  ];
  const pages = pagesOf(
    blocks.flatMap((block, index) => stacksOf(block, blocks[index - 1])),
    top,
    above,
  );
  const said = clipped(foot, SHEET_COLUMNS - 12);
  return pages.map((lines, index) => ({ lines, foot: said, number: `${index + 1} / ${pages.length}` }));
}

function pagesOf(stacks: readonly SheetStack[], top: SheetLine[], above: SheetLine[]): SheetLine[][] {
  const pages: SheetLine[][] = [[...top]];
  let isFresh = true;
  for (const [index, stack] of stacks.entries()) {
    const fits = () => heightOf(pages.at(-1) ?? []) + heightOfGlued(stacks.slice(index)) <= ROOM_MM;
    if (!isFresh && !fits()) {
      pages.push([...above, ...(stack.repeated ?? [])]);
      isFresh = true;
    }
    for (const one of stack.lines) {
      // Space before a part is none at the top of a sheet.
      if (isFresh && one.pieces.length === 0) continue;
      // What is longer than a sheet goes on on the next one.
      if (heightOf([...(pages.at(-1) ?? []), one]) > ROOM_MM)
        pages.push([...above, ...(stack.repeated ?? [])]);
      pages.at(-1)?.push(one);
      isFresh = false;
    }
  }
  return pages;
}

/** How high a stack is with all it must not be parted from. */
function heightOfGlued(stacks: readonly SheetStack[]): number {
  const last = stacks.findIndex(({ isGlued }) => !isGlued);
  return heightOf(stacks.slice(0, last < 0 ? undefined : last + 1).flatMap(({ lines }) => lines));
}

function stacksOf(block: SheetBlock, before: SheetBlock | undefined): SheetStack[] {
  switch (block.kind) {
    case 'title': {
      const room = Math.floor(SHEET_COLUMNS / TITLE) - block.beside.length - 2;
      const lines = textLines(block.text, room, { isBold: true, scale: TITLE });
      const beside = { ...piece(block.beside, SHEET_COLUMNS - block.beside.length * TITLE), isBold: true };
      const said = lines.map((one, index) => (index > 0 ? one : { ...one, pieces: [...one.pieces, beside] }));
      return [{ lines: [...(before ? [gap(), gap()] : []), ...said], isGlued: true }];
    }
    case 'heading': {
      const lines = textLines(block.text, Math.floor(SHEET_COLUMNS / HEADING), {
        isBold: true,
        scale: HEADING,
      });
      return [{ lines: [gap(), ...lines], isGlued: true }];
    }
    case 'banner': {
      const title = textLines(block.title, SHEET_COLUMNS - 2, { isBold: true, inset: 1 });
      const text = textLines(block.text, SHEET_COLUMNS - 2, { inset: 1 });
      return [{ lines: [gap(), ...[...title, ...text].map((one) => ({ ...one, isTinted: true }))] }];
    }
    case 'text':
      return [{ lines: textLines(block.text, SHEET_COLUMNS, { isBold: block.isBold ?? false }) }];
    case 'facts':
      return [
        ...(before?.kind === 'heading' ? [] : [{ lines: [gap()] }]),
        ...factStacks(block.facts, block.columns),
        { lines: [below()] },
      ];
    case 'table':
      return [...layOutTable(block), { lines: [below()] }];
    default:
      return assertNever(block);
  }
}

function factStacks(facts: readonly SheetFact[], columns: 1 | 2): SheetStack[] {
  const width = columns === 1 ? SHEET_COLUMNS : SHEET_COLUMNS / 2 - 1;
  const label = Math.min(24, Math.max(...facts.map((fact) => fact.label.length)));
  const half = Math.ceil(facts.length / columns);
  return facts.slice(0, half).map((_, row) => {
    const cells = [facts[row], columns === 1 ? undefined : facts[row + half]].map((fact) => ({
      labels: fact ? wrapText(inLetters(fact.label), label) : [],
      values: fact ? wrapText(inLetters(fact.value), width - label - 2) : [],
    }));
    const height = Math.max(...cells.flatMap(({ labels, values }) => [labels.length, values.length]));
    return {
      isGlued: row < half - 1,
      lines: Array.from({ length: height }, (_, index) =>
        line(
          cells.flatMap(({ labels, values }, column) => {
            const left = column * (width + 2);
            const value = values[index];
            return [
              ...(labels[index] ? [piece(labels[index], left)] : []),
              ...(value ? [{ ...piece(value, left + label + 2), isBold: true }] : []),
            ];
          }),
        ),
      ),
    };
  });
}

function textLines(
  text: string,
  columns: number,
  { isBold = false, scale = 1, inset = 0 }: { isBold?: boolean; scale?: number; inset?: number },
): SheetLine[] {
  return wrapText(inLetters(text), columns).map((one) => ({
    heightMm: ROW_MM * scale,
    letterMm: LETTER_MM * scale,
    pieces: [{ ...piece(one, inset), isBold }],
  }));
}

function line(pieces: SheetPiece[]): SheetLine {
  return { heightMm: ROW_MM, letterMm: LETTER_MM, pieces };
}

function gap(): SheetLine {
  return line([]);
}

/** Keeps what stands in columns apart from what follows. */
function below(): SheetLine {
  return { ...gap(), heightMm: ROW_MM / 3 };
}

function piece(text: string, column = 0): SheetPiece {
  return { text: inLetters(text), atMm: column * COLUMN_MM, isBold: false };
}

function centred(text: string): SheetPiece {
  const shown = clipped(text, SHEET_COLUMNS);
  return { ...piece(shown, (SHEET_COLUMNS - shown.length) / 2), isBold: true };
}

function clipped(text: string, columns: number): string {
  const shown = inLetters(text);
  return shown.length <= columns ? shown : `${shown.slice(0, columns - 1)}…`;
}

function heightOf(lines: readonly SheetLine[]): number {
  return lines.reduce((sum, { heightMm }) => sum + heightMm, 0);
}
