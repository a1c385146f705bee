import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PLANTS } from './plants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function simulate(...args: string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    execFile(process.execPath, [main, ...args], { cwd: ROOT, maxBuffer: 2 ** 26 }, (error, text) =>
      resolve({ code: error ? Number(error.code) || 1 : 0, text }),
    );
  });
}

describe('a planted bug', () => {
  it.each(PLANTS)('«$name» is one line that stands exactly once in $file', ({ file, find }) => {
    const source = readFileSync(`${ROOT}${file}`, 'utf8');
    expect(source.split(find).length - 1).toBe(1);
  });

  it.each([
    // Whichever the first history to notice sees first: the sale of the device that never ends, or the charge nobody knows of.
    ['a lost answer is taken for a failure', 'lost result|never resolved'],
    ['an operation is claimed twice', 'INV-4'],
  ])('«%s» is caught: %s is broken', { timeout: 300_000 }, async (name, rule) => {
    const { code, text } = await simulate('--plant', name);
    expect(text).toMatch(new RegExp(`✓ ${name}\\n    (?:${rule}), seed `));
    expect(code).toBe(0);
  });
});

it('a seed is the same history every time', { timeout: 120_000 }, async () => {
  const [first, second] = await Promise.all([
    simulate('--seed', '2', '--trace'),
    simulate('--seed', '2', '--trace'),
  ]);
  expect(first.text.split('\n').length).toBeGreaterThan(30);
  expect(first.text).toBe(second.text);
});

it('a history is the same whether it is traced or not', { timeout: 120_000 }, async () => {
  // In this one a sale is undone at its terminal; whatever the application asks for in another order makes other histories of the seeds.
  const [plain, traced] = await Promise.all([simulate('--seed', '58'), simulate('--seed', '58', '--trace')]);
  expect(traced.text).toContain('is undone at the terminal');
  expect(traced.text.trimEnd().split('\n').at(-1)).toBe(plain.text.trimEnd());
});
