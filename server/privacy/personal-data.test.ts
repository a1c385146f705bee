import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PERSONAL_DATA } from './personal-data.ts';

test('the list of personal data in SECURITY.md is the product’s own', () => {
  const rows = PERSONAL_DATA.map(
    ({ table, fields, of, what, purpose, kept }) =>
      `| \`${table}\` | ${fields} | ${of} | ${what} | ${purpose} | ${kept} |`,
  );
  const shown = readFileSync('SECURITY.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| `\w+` \|/.test(line) && line.split('|').length === 8);
  expect(shown).toEqual(rows);
});

test('it names places that there are', () => {
  const schema = readdirSync('db/schema')
    .map((name) => readFileSync(`db/schema/${name}`, 'utf8'))
    .join('\n');
  for (const { table, fields } of PERSONAL_DATA) {
    expect(schema, table).toContain(`'${table}'`);
    for (const field of fields.split(', ')) expect(schema, field).toContain(`'${field.split('.')[0]}'`);
  }
});
