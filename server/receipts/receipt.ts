/**
 * A run of text in one manner of printing. `large` is double in width and height: each of its signs takes two columns.
 * `condensed` is a smaller letter in the same columns.
 */
export type Span = { text: string; bold?: boolean; inverse?: boolean; large?: boolean; condensed?: boolean };

/** What stands on one line. The right part belongs together (an amount, a code). */
export type LineParts = { left?: Span[]; centre?: Span[]; right?: Span[] };

/** A logo of a terminal's slip: verified PNG or BMP bytes in base64, its size in dots. Never an address. */
export type SlipImage = { type: 'png' | 'bmp'; base64: string; width: number; height: number };

/**
 * One line before it is fitted to a paper. `text` is a line of ours: its right part is never parted at a blank. `terminal` is
 * one that a terminal printed and is laid out as terminals do (§11.4). `rule` is drawn across the paper, `feed` is so many
 * empty lines.
 */
export type ReceiptLine =
  | ({ kind: 'text' } & LineParts)
  | ({ kind: 'terminal' } & LineParts)
  | { kind: 'rule' }
  | { kind: 'feed'; lines: number }
  | { kind: 'image'; image: SlipImage }
  | { kind: 'qr'; text: string };

/** A receipt for any paper: plain data, from which every renderer starts (D14). */
export type Receipt = {
  lines: ReceiptLine[];
  /** A word that also stands across the paper where the form allows it. */
  mark: string | null;
};

/** Columns of a paper: 80 mm in the printer's usual letter and in its wide ones, and 58 mm. */
export const PAPER_COLUMNS = [48, 42, 40, 32] as const;
export type PaperColumns = (typeof PAPER_COLUMNS)[number];

/** Dots in the width of a column: a printer's letter is 12 dots wide, at 8 dots to the millimetre. */
export const DOTS_PER_COLUMN = 12;

/** A span on paper. `tall` is double in height alone: what `large` becomes where it is too wide (§11.4). */
export type FittedSpan = Span & { tall?: boolean };

/**
 * One line as it stands on paper. The spans of a text take exactly the columns of the paper (two per sign where large),
 * blanks included; pictures stand in the middle and are no wider than it. `modules` are the rows of a QR code, a 1 for each
 * dark one.
 */
export type FittedLine =
  | { kind: 'text'; spans: FittedSpan[] }
  | { kind: 'image'; image: SlipImage; columns: number }
  | { kind: 'qr'; text: string; modules: string[]; columns: number };

/** A receipt cut to the columns of one paper. */
export type FittedReceipt = { columns: PaperColumns; lines: FittedLine[]; mark: string | null };
