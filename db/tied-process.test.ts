import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { isAlive, spawnTied, type TiedProcess } from './tied-process.ts';

const SAYS_PID_AND_WAITS = `
  process.on('SIGTERM', () => process.exit(7));
  setInterval(() => {}, 1000);
  process.stdout.write(process.pid + '\\n');`;

function start(script: string): TiedProcess {
  return spawnTied(process.execPath, ['-e', script], { signal: 'TERM', cwd: process.cwd(), env: {} });
}

async function firstNumber(stream: Readable): Promise<number> {
  const [chunk] = await once(stream, 'data');
  return Number(String(chunk).trim());
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
}

test('a command that ends by itself hands on its exit code', async () => {
  expect(await start('process.exit(3)').exited).toBe(3);
});

test('a command that cannot be found ends with 127', async () => {
  const child = spawnTied('/nowhere/at-all', [], { signal: 'TERM', cwd: '/', env: {} });
  expect(await child.exited).toBe(127);
  expect(child.isRunning()).toBe(false);
});

test('stop sends the agreed signal and waits for the command to finish its own way', async () => {
  const child = start(SAYS_PID_AND_WAITS);
  const pid = await firstNumber(child.stdout);
  child.stop();
  expect(await child.exited).toBe(7);
  expect(isAlive(pid)).toBe(false);
});

test('kill ends a command that ignores the signal', async () => {
  const child = start(SAYS_PID_AND_WAITS.replace('process.exit(7)', '{}'));
  const pid = await firstNumber(child.stdout);
  child.stop();
  child.kill();
  await child.exited;
  await gone(pid);
});

test('the command ends when the process that started it is killed outright', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { spawnTied } from ${JSON.stringify(new URL('./tied-process.ts', import.meta.url).href)};
       const child = spawnTied(process.execPath, ['-e', ${JSON.stringify(SAYS_PID_AND_WAITS)}],
         { signal: 'TERM', cwd: '/', env: {} });
       child.stdout.pipe(process.stdout);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = await firstNumber(parent.stdout);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await gone(pid);
});

test('the command gets only the environment it is given', async () => {
  const child = start(`process.stdout.write(Object.keys(process.env).includes('PATH') ? '1' : '0')`);
  expect(await firstNumber(child.stdout)).toBe(0);
});
