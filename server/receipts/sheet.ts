/** A column of a table. What stands at its end (figures) is never broken or cut; what stands at its start is. */
export type SheetColumn = { head: string; align: 'start' | 'end' };

/** A row of a table, a cell for each of its columns. A sum stands below a line, in bold. */
export type SheetRow = { cells: string[]; isSum?: boolean };

/** Something that is said about something. */
export type SheetFact = { label: string; value: string };

/** One part of a document; words in it are broken at blanks, and where there are none. */
export type SheetBlock =
  | { kind: 'title'; text: string; beside: string }
  | { kind: 'heading'; text: string }
  /** What is to be seen first. */
  | { kind: 'banner'; title: string; text: string }
  | { kind: 'text'; text: string; isBold?: boolean }
  /** Side by side in two columns, or below each other where a value is long. */
  | { kind: 'facts'; facts: SheetFact[]; columns: 1 | 2 }
  | { kind: 'table'; columns: SheetColumn[]; rows: SheetRow[] };

/** A document for sheets of A4: plain data, in its order. */
export type SheetDocument = {
  /** What the file is called inside. */
  title: string;
  /** Stands above every sheet but the first. */
  running: string;
  /** Stands below every sheet, beside its number. */
  foot: string;
  /** A word that stands on top of every sheet. */
  band: string | null;
  blocks: SheetBlock[];
};
