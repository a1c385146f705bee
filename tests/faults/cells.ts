import { describe, it } from 'vitest';

/** What can go wrong with a call to a provider: the marks F1 to F16. */
export const FAULTS = [
  ...(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8'] as const),
  ...(['F9', 'F10', 'F11', 'F12', 'F13', 'F14', 'F15', 'F16'] as const),
];
export type Fault = (typeof FAULTS)[number];

/** One way in which it goes wrong, and what has to come of it. */
export type Case = { what: string; run(): Promise<void> };

/** At least one case, or why this kind of call does not know the fault. */
export type Cell = readonly [Case, ...Case[]] | { none: string };

/** The cases of one kind of call. A fault that is forgotten does not compile. */
export type Cells = Readonly<Record<Fault, Cell>>;

/** A test for every case, named after its fault. */
export function testFaults(of: string, cells: Cells): void {
  describe(of, () => {
    for (const fault of FAULTS) {
      const cell = cells[fault];
      if ('none' in cell) continue;
      for (const { what, run } of cell) it(`${fault} ${what}`, run);
    }
  });
}
