/** A sheet of A4 in millimetres; what is written stands between its margins. */
export const SHEET_MM = { width: 210, height: 297, margin: 14 } as const;

/** Columns of the usual letter between the margins. Its advance is six tenths of its size. */
export const SHEET_COLUMNS = 112;
export const COLUMN_MM = (SHEET_MM.width - 2 * SHEET_MM.margin) / SHEET_COLUMNS;
export const LETTER_MM = COLUMN_MM / 0.6;
export const ROW_MM = 1.45 * LETTER_MM;

/** A run of text on a line, so far from the left margin. */
export type SheetPiece = { text: string; atMm: number; isBold: boolean };

/** One line of a sheet; a rule is drawn below it, a tint behind it. */
export type SheetLine = {
  heightMm: number;
  letterMm: number;
  pieces: SheetPiece[];
  rule?: 'light' | 'strong';
  isTinted?: boolean;
};

/** Lines that stay together. Glued ones also stay with what follows; `repeated` stand above them where they begin a sheet. */
export type SheetStack = { lines: SheetLine[]; isGlued?: boolean; repeated?: SheetLine[] };

/** One sheet from top to bottom. */
export type SheetPage = { lines: SheetLine[]; foot: string; number: string };
