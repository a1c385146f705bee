/** Makes of printers whose numbering of code pages is known; printers of other names mostly follow one of these. */
export const PRINTER_MAKES = ['epson', 'citizen', 'bixolon', 'zijiang'] as const;
export type PrinterMake = (typeof PRINTER_MAKES)[number];

/** Under which number each of them knows code page 857. */
export const CODE_PAGE_857: Record<PrinterMake, number> = { epson: 13, citizen: 8, bixolon: 37, zijiang: 61 };
