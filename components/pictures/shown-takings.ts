import type { Takings } from '#server/pictures/takings.ts';

/** Takings under a name, with the list behind them where there is one. */
export type ShownTakings = Takings & {
  name: string;
  /** Below a column, where there is little room. */
  shortName: string;
  href: string | null;
};
