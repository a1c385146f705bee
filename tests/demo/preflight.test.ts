import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '#tests/support/ports.ts';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';
import { release } from './claim.ts';
import { preflight } from './preflight.ts';
import type { DemoSettings } from './settings.ts';

let home: string;
let settings: DemoSettings;
let busy: Server | undefined;

beforeEach(async () => {
  home = throwAwayDirectory('preflight');
  settings = {
    portalPort: await freePort(),
    gatewayPort: await freePort(),
    interpayPort: await freePort(),
    interpaySecondPort: await freePort(),
    onlinePort: await freePort(),
    mailPort: await freePort(),
    smtpPort: await freePort(),
    authenticatorPort: await freePort(),
    databasePort: await freePort(),
    directory: path.join(home, 'demo'),
    isThrowAway: true,
  };
});

afterEach(() => {
  busy?.close();
  rmSync(home, { recursive: true, force: true });
});

async function occupy(port: number): Promise<void> {
  busy = createServer();
  busy.listen(port, '127.0.0.1');
  await once(busy, 'listening');
}

test.each([
  ['portalPort', 'VEZNE_PORT'],
  ['gatewayPort', 'VEZNE_GATEWAY_PORT'],
  ['interpayPort', 'VEZNE_INTERPAY_PORT'],
  ['interpaySecondPort', 'VEZNE_INTERPAY_SECOND_PORT'],
  ['onlinePort', 'VEZNE_ONLINE_PORT'],
  ['mailPort', 'VEZNE_MAIL_PORT'],
  ['smtpPort', 'VEZNE_SMTP_PORT'],
  ['authenticatorPort', 'VEZNE_AUTHENTICATOR_PORT'],
  ['databasePort', 'VEZNE_PG_PORT'],
] as const)('a taken %s is named together with %s, the variable that moves it', async (key, variable) => {
  await occupy(settings[key]);
  await expect(preflight(settings, false)).rejects.toThrow(
    `Port ${settings[key]} is used by another program; stop that one or set ${variable} to a free port.`,
  );
});

test('a port that a killed demo is still letting go of is waited for', async () => {
  mkdirSync(settings.directory);
  const { pid } = await ended();
  writeFileSync(path.join(settings.directory, 'demo.pid'), String(pid));
  await occupy(settings.portalPort);
  const ready = preflight(settings, false);
  busy?.close();
  await expect(ready).resolves.toBeUndefined();
});

test('a second demo on the same data is refused with the id of the first', async () => {
  mkdirSync(settings.directory);
  const first = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'tests/demo/main.ts']);
  await once(first, 'spawn');
  writeFileSync(path.join(settings.directory, 'demo.pid'), String(first.pid));
  await expect(preflight(settings, false)).rejects.toThrow(`already runs here as process ${first.pid}`);
  first.kill('SIGKILL');
});

test('the mark of a demo is gone after it is released, and only then', async () => {
  await preflight(settings, false);
  await expect(preflight(settings, false)).resolves.toBeUndefined();
  release(settings.directory);
  await occupy(settings.portalPort);
  await expect(preflight(settings, false)).rejects.toThrow('is used by another program');
});

test('a place where nothing can be written is named with the variable that moves it', async () => {
  writeFileSync(path.join(home, 'file'), '');
  settings.directory = path.join(home, 'file', 'demo');
  await expect(preflight(settings, false)).rejects.toThrow(/may not write in .*VEZNE_DATA/);
});

/** A process id that was real and belongs to nobody any more. */
async function ended(): Promise<{ pid: number }> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return { pid: child.pid ?? 0 };
}
