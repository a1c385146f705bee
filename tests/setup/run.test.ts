import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';

/** What the stand-in for npm does: note that it was called and leave the record npm leaves. */
const INSTALLS = `#!/bin/sh
echo called >> npm-calls
mkdir -p node_modules
cp package-lock.json node_modules/.package-lock.json`;

const ENTRY = `
process.stdout.write('entry ' + process.argv.slice(2).join(','));
process.exitCode = 4;`;

let checkout: string;
let programs: string;

beforeEach(() => {
  checkout = throwAwayDirectory('checkout');
  programs = path.join(checkout, 'programs');
  mkdirSync(path.join(checkout, 'tests/setup'), { recursive: true });
  mkdirSync(programs);
  copyFileSync('tests/setup/run.mjs', path.join(checkout, 'tests/setup/run.mjs'));
  writeFileSync(path.join(checkout, 'entry.ts'), ENTRY);
  lock('1.0.0');
  npm(INSTALLS);
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function lock(version: string): void {
  const packages = { '': {}, 'node_modules/thing': { version, integrity: `sha512-${version}` } };
  writeFileSync(path.join(checkout, 'package-lock.json'), JSON.stringify({ packages }));
}

function npm(script: string): void {
  const file = path.join(programs, 'npm');
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

function npmCalls(): number {
  return readFileSync(path.join(checkout, 'npm-calls'), 'utf8').split('\n').length - 1;
}

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['tests/setup/run.mjs', ...args], {
    cwd: checkout,
    env: { PATH: `${programs}:/usr/bin:/bin`, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = start(...args);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

test('on a fresh checkout the packages are installed and the entry runs with its arguments and exit code', async () => {
  const { code, out } = await run('entry.ts', 'a', 'b');
  expect(out).toContain('Installing packages');
  expect(out).toMatch(/entry a,b$/);
  expect(code).toBe(4);
});

test('a second start installs nothing', async () => {
  await run('entry.ts');
  const { out } = await run('entry.ts');
  expect(npmCalls()).toBe(1);
  expect(out).toBe('entry ');
});

test('a changed lock file installs again', async () => {
  await run('entry.ts');
  lock('1.0.1');
  await run('entry.ts');
  expect(npmCalls()).toBe(2);
});

test('packages made for another processor are installed again', async () => {
  await run('entry.ts');
  const packages = {
    '': {},
    'node_modules/thing': { version: '1.0.0', integrity: 'sha512-1.0.0', cpu: ['none'] },
  };
  writeFileSync(path.join(checkout, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
  await run('entry.ts');
  expect(npmCalls()).toBe(2);
});

test.each([
  ['npm error code ENOSPC', 'the disk is full'],
  ['npm error code EACCES', 'want of write permission'],
  ['npm error code EAI_AGAIN', 'registry cannot be reached'],
])('npm ending with «%s» is said in one sentence', async (line, sentence) => {
  npm(`#!/bin/sh\necho '${line}' >&2\nexit 228`);
  const { code, err } = await run('entry.ts');
  expect(code).toBe(1);
  expect(err.trim().split('\n').at(-1)).toContain(sentence);
});

test('a missing npm is said in one sentence', async () => {
  rmSync(path.join(programs, 'npm'));
  const child = spawn(process.execPath, ['tests/setup/run.mjs', 'entry.ts'], {
    cwd: checkout,
    env: { PATH: programs, NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [chunk] = await once(child.stderr, 'data');
  expect(String(chunk)).toBe('npm was not found; it comes with Node from https://nodejs.org.\n');
});

test('a signal reaches the entry, and its answer to it is our exit code', async () => {
  const entry = `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); process.stdout.write('up');`;
  writeFileSync(path.join(checkout, 'entry.ts'), entry);
  await run('missing.ts');
  const child = start('entry.ts');
  if (child.stdout) await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([9, null]);
});

test('the entry is told when the runner is killed outright', async () => {
  const entry = `
    import { writeFileSync } from 'node:fs';
    process.on('disconnect', () => { process.stdout.write('alone'); process.exit(); });
    process.stdout.write('up');`;
  writeFileSync(path.join(checkout, 'entry.ts'), entry);
  await run('missing.ts');
  const child = start('entry.ts');
  const { stdout } = child;
  if (stdout === null) throw new Error('no output to read');
  await once(stdout, 'data');
  child.kill('SIGKILL');
  expect(String((await once(stdout, 'data'))[0])).toBe('alone');
});
