import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Check, Row } from './check.ts';
import { ROWS } from './rows.ts';

const rows: [string, Row][] = Object.entries(ROWS);

it('the checklist has its 28 rows', () => {
  expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 28 }, (_, index) => `S${index + 1}`));
});

it.each(rows)('%s names only tests and commands that there are', (_id, { checks }) => {
  for (const check of checks) expect(whatIsMissing(check)).toEqual([]);
});

function whatIsMissing(check: Check): string[] {
  switch (check.kind) {
    case 'none':
      return [];
    case 'command': {
      const [, file = ''] = check.line.split(' ');
      return existsSync(file) ? [] : [file];
    }
    case 'tests': {
      if (!existsSync(check.file)) return [check.file];
      // A table's placeholders are filled in when it runs.
      const text = readFileSync(check.file, 'utf8');
      return check.titles.filter((part) => !text.includes(part));
    }
  }
}
