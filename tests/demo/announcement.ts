import type { DrawnTerminal, SignIn } from './world.ts';

export interface World {
  portalUrl: string;
  signIns: readonly SignIn[];
  terminals: readonly DrawnTerminal[];
  /** Where it is seen what payers did on the pages of payment links. */
  payersUrl: string;
  /** Where every letter arrives. */
  mailUrl: string;
  /** Where the codes of everybody's second step are shown. */
  codesUrl: string;
  directory: string;
}

/** What the visitor needs, ready to print. */
export function announcement({
  portalUrl,
  signIns,
  terminals,
  payersUrl,
  mailUrl,
  codesUrl,
  directory,
}: World): string {
  const people = columns(
    signIns.map(({ role, name, email, password, merchants }) => [role, name, email, password, merchants]),
  );
  return [
    '',
    `  Vezne runs at ${portalUrl}`,
    '',
    '  Sign in as (role, name, e-mail, password, where)',
    ...people.map((line) => `    ${line}`),
    `and take the code of the second step from ${codesUrl}`,
    '',
    '  The terminals to tap a card on',
    ...pages(terminals).map((line) => `    ${line}`),
    '',
    `  Payment links open pages of their own; what was paid on them stands at ${payersUrl}`,
    `  Letters, to whomever, arrive at ${mailUrl}`,
    '',
    `  Data and logs are kept in ${directory}. Ctrl-C stops everything.`,
    '',
    '',
  ].join('\n');
}

/** The drawn terminals under the name of their merchant. */
function pages(terminals: readonly DrawnTerminal[]): string[] {
  const lines = columns(terminals.map(({ label, address }) => [`  ${label}`, address]));
  return terminals.flatMap(({ merchant }, index) => {
    const line = lines[index] ?? '';
    return merchant === terminals[index - 1]?.merchant ? [line] : [merchant, line];
  });
}

function columns(rows: readonly string[][]): string[] {
  const width = (column: number) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(width(column)))
      .join('   ')
      .trimEnd(),
  );
}
