/** A run of text in one manner of printing. `large` is double in width and height: each of its signs takes two columns. */
export type Span = { text: string; bold?: boolean; inverse?: boolean; large?: boolean };

/**
 * One line before it is fitted to a paper. What stands on the right belongs together (an amount, a code) and is never
 * parted at a blank. `rule` is drawn across the paper, `feed` is so many empty lines.
 */
export type ReceiptLine =
  | { kind: 'text'; left?: Span[]; centre?: Span[]; right?: Span[] }
  | { kind: 'rule' }
  | { kind: 'feed'; lines: number };

/** A receipt for any paper: plain data, from which every renderer starts (D14). */
export type Receipt = {
  lines: ReceiptLine[];
  /** A word that also stands across the paper where the form allows it. */
  mark: string | null;
};

/** Columns of a paper: 80 mm in the printer's usual letter and in its wide one, and 58 mm. */
export const PAPER_COLUMNS = [48, 42, 32] as const;
export type PaperColumns = (typeof PAPER_COLUMNS)[number];

/**
 * One line as it stands on paper: its spans take exactly the columns of the paper (two per sign where large), blanks
 * included.
 */
export type FittedLine = Span[];

/** A receipt cut to the columns of one paper. */
export type FittedReceipt = { columns: PaperColumns; lines: FittedLine[]; mark: string | null };
