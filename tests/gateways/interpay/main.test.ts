import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rink, startGateway } from './testing.ts';

const config = join(mkdtempSync(join(tmpdir(), 'interpay-')), 'config.json');
writeFileSync(config, JSON.stringify({ accounts: [rink] }));

function run(...options: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...options]);
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.err += chunk;
  });
  return { child, text, ended: once(child, 'close') };
}

test('says once that it is ready, and ends at once when told to', async () => {
  const { child, text, ended } = run('--port', '0', '--config', config);
  await expect.poll(() => text.out, { timeout: 10_000 }).toContain('\n');
  const { ready, url, secondUrl } = JSON.parse(text.out);
  expect(ready).toBe(true);
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(secondUrl)).status).toBe(200);
  const open = fetch(`${url}/sim/devices/T-HAND/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'tap', waitMs: 60_000 }),
  }).catch(() => 'closed');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await open).toBe('closed');
  expect(text.out.split('\n')).toHaveLength(2);
});

test('a port in use is one sentence and exit 1', async () => {
  const gateway = await startGateway();
  const { port } = new URL(gateway.url);
  const { text, ended } = run('--port', port, '--config', config);
  expect(await ended).toEqual([1, null]);
  expect(text.err).toBe(`Port ${port} is already in use; choose another one with --port.\n`);
  expect(text.out).toBe('');
});

test('a command line or configuration that cannot be used is one sentence and exit 1', async () => {
  const wrong = [
    ['--port', '0'],
    ['--port', 'x', '--config', config],
    ['--port', '0', '--config', '/nowhere'],
  ];
  const runs = wrong.map((options) => run(...options));
  for (const { text, ended } of runs) {
    expect(await ended).toEqual([1, null]);
    expect(text.err.trim().split('\n')).toHaveLength(1);
  }
}, 20_000);

test('a configuration with the same device twice is not taken', async () => {
  const [device] = rink.devices;
  const twice = join(mkdtempSync(join(tmpdir(), 'interpay-')), 'config.json');
  writeFileSync(twice, JSON.stringify({ accounts: [{ ...rink, devices: [device, device] }] }));
  const { text, ended } = run('--port', '0', '--config', twice);
  expect(await ended).toEqual([1, null]);
  expect(text.err).toContain('the same deviceId twice');
});
