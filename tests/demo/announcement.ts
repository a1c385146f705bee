import type { SignIn } from './world.ts';

/** One drawn terminal of a sandbox gateway. */
export interface DrawnTerminal {
  label: string;
  address: string;
}

export interface World {
  portalUrl: string;
  signIns: readonly SignIn[];
  terminals: readonly DrawnTerminal[];
  directory: string;
}

/** What the visitor needs, ready to print. */
export function announcement({ portalUrl, signIns, terminals, directory }: World): string {
  const people = columns(signIns.map(({ role, name, email, password }) => [role, name, email, password]));
  const pages = columns(terminals.map(({ label, address }) => [label, address]));
  return [
    '',
    `  Vezne runs at ${portalUrl}`,
    '',
    '  Sign in as (role, name, e-mail, password)',
    ...people.map((line) => `    ${line}`),
    '',
    '  The terminals to tap a card on',
    ...pages.map((line) => `    ${line}`),
    '',
    `  Data and logs are kept in ${directory}. Ctrl-C stops everything.`,
    '',
    '',
  ].join('\n');
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
