import type { PaperColumns } from './receipt.ts';

/** Widths of rolls, in millimetres. */
export const PAPERS = ['80', '58'] as const;
export type Paper = (typeof PAPERS)[number];

/** What a roll is: its columns in the printer's usual letter, which is 1.5 mm wide. */
export const PAPER: Record<Paper, { columns: PaperColumns; widthMm: number }> = {
  80: { columns: 48, widthMm: 80 },
  58: { columns: 32, widthMm: 58 },
};

/** What a browser prints a slip on: a roll or a sheet. */
export const SHEETS = [...PAPERS, 'a4'] as const;
export type Sheet = (typeof SHEETS)[number];

/** What each of them is. On a sheet as many columns as on the wide roll, in a larger letter. */
export const SHEET: Record<Sheet, { columns: PaperColumns; widthMm: number }> = {
  ...PAPER,
  a4: { columns: PAPER[80].columns, widthMm: 210 },
};

/** The sheet asked for in the address of a page; the wide roll when none or no such was asked for. */
export function readSheet(asked: string | null | undefined): Sheet {
  return SHEETS.find((sheet) => sheet === asked) ?? '80';
}
