import type { BookEntry } from './book.ts';
import { hostileMarkup } from './hostile-receipts.ts';
import { type Copy, type PrintedLine, printedLines, type SlipHead } from './slip.ts';

/** Both slips in the markup of §11, as RECEIPTS carries them. */
export type Receipts = Record<Copy, string>;

/** Customer and merchant copy of a session that has ended. */
export function receiptsOf(entry: BookEntry, head: SlipHead): Receipts {
  const copyOf = (copy: Copy): string => {
    const markup = printed(printedLines(entry, copy, head));
    if (entry.scenario === 'SIM-BIG') return markup + filler(HALF_OF_900_KIB - markup.length);
    return entry.scenario === 'SIM-EVIL' ? markup + hostileMarkup : markup;
  };
  return { Customer: copyOf('Customer'), Merchant: copyOf('Merchant') };
}

const HALF_OF_900_KIB = 450 * 1024;

function filler(length: number): string {
  const line = '<L>Filler line</L><R>0000</R><BR/>';
  return line.repeat(Math.ceil(length / line.length)).slice(0, Math.max(length, 0));
}

/** Lines in the grammar of §11.2, behind the empty logo that stands on top of every slip. */
function printed(lines: readonly PrintedLine[]): string {
  return `<IMG src=""/>${lines.map((line) => `${markupOf(line)}<BR/>`).join('')}`;
}

function markupOf({ left, right, centre, styles = [] }: PrintedLine): string {
  const halves = [tagged('C', centre), tagged('L', left), tagged('R', right)].join('');
  return styles.reduceRight((inner, style) => `<${style}>${inner}</${style}>`, halves);
}

/** There are no entities in this markup, so nothing that begins a tag may come from a name. */
function tagged(tag: 'L' | 'C' | 'R', text: string | undefined): string {
  return text === undefined ? '' : `<${tag}>${text.replaceAll('<', ' ')}</${tag}>`;
}
