/** What shows that a requirement is met: tests by their file (and parts of their titles), or a command that ends with 0. */
export type Check =
  | { kind: 'tests'; file: string; titles: readonly string[] }
  | { kind: 'command'; line: string }
  /** Nothing shows it yet; whoever has this in a row has a red row. */
  | { kind: 'none'; what: string };

/** One line of the checklist. */
export type Row = { requirement: string; checks: readonly [Check, ...Check[]] };

/** The tests of a file; with parts of titles, only those in whose title one of them stands, and at least one for each. */
export function tests(file: string, ...titles: string[]): Check {
  return { kind: 'tests', file, titles };
}

/** A command of its own, run from the root of the checkout. */
export function command(line: string): Check {
  return { kind: 'command', line };
}

/** A part of a requirement that nothing verifies: never green by saying so. */
export function noCheck(what: string): Check {
  return { kind: 'none', what };
}

/** What runs a file of tests. */
export type Runner = 'unit' | 'integration' | 'browser';

/** Which of them runs this one. */
export function runnerOf(file: string): Runner {
  if (file.startsWith('tests/e2e/')) return 'browser';
  return file.startsWith('tests/integration/') ? 'integration' : 'unit';
}
