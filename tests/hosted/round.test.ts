import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { goRound } from './round.ts';

it('our client and the sandbox get along, and all that passes between them is as published', async () => {
  expect(await goRound()).toEqual([]);
});

describe('a mistake of one line shows', () => {
  it.each(MUTANTS.map(({ name }) => name))('%s', async (name) => {
    const loader = join(import.meta.dirname, 'mutant-loader.ts');
    const args = ['--import', loader, join(import.meta.dirname, 'run-round.ts')];
    const env = { ...process.env, HOSTED_MUTANT: name };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const problems: unknown = JSON.parse(stdout);
    expect(problems).not.toEqual([]);
    // Noticed as what it is, and not because its line was not found or does not run.
    expect(stdout).not.toMatch(/its line stands|is not defined|SyntaxError|Unexpected/);
  });
});
