import { inLetters } from './in-letters.ts';
import type { SheetBlock, SheetColumn, SheetRow } from './sheet.ts';
import {
  COLUMN_MM,
  LETTER_MM,
  ROW_MM,
  SHEET_COLUMNS,
  type SheetLine,
  type SheetStack,
} from './sheet-lines.ts';
import { wrapText } from './wrap-text.ts';

type Table = Extract<SheetBlock, { kind: 'table' }>;

const GAP = 2;
/** A name is told apart by its first letters; broken narrower it is no longer read as one. */
const MIN_NAME = 14;

/**
 * A table as wide as its sheet, a stack for each row so that none is parted between sheets, its head repeated on each. Figures
 * are never broken: names give way to them, and where that is not enough the letter of the whole table gets smaller. Pure.
 */
export function layOutTable({ columns, rows }: Table): SheetStack[] {
  const table = rows.map(({ cells, isSum = false }) => ({ cells: cells.map(inLetters), isSum }));
  const { widths, scale } = widthsOf(columns, table);
  const lineOf = (cells: (readonly string[])[], manner: { isBold: boolean; endsAt: 'top' | 'bottom' }) => {
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, index): SheetLine => {
      let left = 0;
      const pieces = cells.flatMap((lines, column) => {
        const at = left;
        const width = widths[column] ?? 0;
        left += width + GAP;
        const text = lines[manner.endsAt === 'bottom' ? index - (height - lines.length) : index] ?? '';
        const blanks = columns[column]?.align === 'end' ? width - text.length : 0;
        return text === '' ? [] : [{ text, atMm: (at + blanks) * COLUMN_MM * scale, isBold: manner.isBold }];
      });
      return { heightMm: ROW_MM * scale, letterMm: LETTER_MM * scale, pieces };
    });
  };
  const heads = columns.map(({ head }, column) => wrapText(inLetters(head), widths[column] ?? 1));
  const head = withRule(lineOf(heads, { isBold: true, endsAt: 'bottom' }), 'strong');
  const stacks = table.map(({ cells, isSum }, index): SheetStack => {
    const wrapped = cells.map((cell, column) =>
      columns[column]?.align === 'end' ? [cell] : wrapText(cell, widths[column] ?? 1),
    );
    const isBeforeSum = table[index + 1]?.isSum === true && !isSum;
    const lines = lineOf(wrapped, { isBold: isSum, endsAt: 'top' });
    return { lines: withRule(lines, isBeforeSum ? 'strong' : 'light'), repeated: head };
  });
  return [{ lines: head, isGlued: true }, ...stacks];
}

function widthsOf(columns: readonly SheetColumn[], rows: readonly Required<SheetRow>[]) {
  const natural = columns.map(({ head }, column) => {
    const words = inLetters(head).split(' ');
    const cells = rows.map(({ cells }) => cells[column]?.length ?? 0);
    return Math.max(1, ...words.map((word) => word.length), ...cells);
  });
  const least = natural.map((width, column) =>
    columns[column]?.align === 'end' ? width : Math.min(width, MIN_NAME),
  );
  const gaps = GAP * (columns.length - 1);
  const needed = sumOf(least) + gaps;
  const room = Math.max(SHEET_COLUMNS, needed);
  // What is left goes to names until none is broken, then to heads, and the rest to the longest name.
  const named = shareOut(least, natural, room - gaps);
  const headed = columns.map(({ head }, column) => Math.max(natural[column] ?? 0, inLetters(head).length));
  const widths = shareOut(named, headed, room - gaps);
  const names = natural.map((width, column) => (columns[column]?.align === 'start' ? width : 0));
  const longest = names.indexOf(Math.max(...names));
  const rest = room - gaps - sumOf(widths);
  return {
    widths: widths.map((width, column) => (column === longest ? width + rest : width)),
    scale: SHEET_COLUMNS / room,
  };
}

/** Widths after all that wish for more got of the room as much as the others, as far as they wish. */
function shareOut(widths: readonly number[], wishes: readonly number[], room: number): number[] {
  const rest = room - sumOf(widths);
  const wishing = widths.filter((width, column) => width < (wishes[column] ?? 0)).length;
  if (rest <= 0 || wishing === 0) return [...widths];
  const share = Math.max(1, Math.floor(rest / wishing));
  let left = rest;
  const wider = widths.map((width, column) => {
    const more = Math.max(0, Math.min(share, left, (wishes[column] ?? 0) - width));
    left -= more;
    return width + more;
  });
  return shareOut(wider, wishes, room);
}

function withRule(lines: SheetLine[], rule: NonNullable<SheetLine['rule']>): SheetLine[] {
  return lines.map((line, index) => (index === lines.length - 1 ? { ...line, rule } : line));
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}
