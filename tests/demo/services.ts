import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnTied, type TiedProcess } from '#db/tied-process.ts';
import { Obstacle } from './obstacle.ts';
import type { Part } from './shutdown.ts';

/** A process of the demo, with its output in a log file. */
export interface Service extends Part {
  /** Rejects with an Obstacle when the process ends although nobody asked it to. */
  crashed: Promise<never>;
  url: string;
}

interface Program {
  name: string;
  args: string[];
  env: Record<string, string | undefined>;
  /** How long it may take to finish what it is doing when asked to stop. */
  stopWithinMs: number;
  logDirectory: string;
}

const READY_WITHIN_MS = 90_000;
const POLL_MS = 50;
const LAST_LINES = 15;

/** The sandbox of a provider in a process of its own; `secondPort` for the one with two hosts. */
export function startSandbox(options: {
  provider: 'iyzico' | 'interpay' | 'pay-with-iyzico';
  port: number;
  secondPort: number | null;
  configFile: string;
  dataFile: string;
  logDirectory: string;
}): Service {
  const { provider, port, secondPort, configFile, dataFile, logDirectory } = options;
  const args = [
    `tests/gateways/${provider}/main.ts`,
    '--port',
    String(port),
    ...(secondPort === null ? [] : ['--second-port', String(secondPort)]),
    '--config',
    configFile,
    '--data',
    dataFile,
  ];
  const program = { name: `${provider}-sandbox`, args, env: {}, stopWithinMs: 3_000, logDirectory };
  return startService(program, `http://127.0.0.1:${port}`);
}

/** The mailbox to which every letter of the demo goes, in a process of its own. */
export function startMailbox(options: { port: number; smtpPort: number; logDirectory: string }): Service {
  const { port, smtpPort, logDirectory } = options;
  const args = ['tests/gateways/mail/main.ts', '--port', String(port), '--second-port', String(smtpPort)];
  return startService(
    { name: 'mailbox', args, env: {}, stopWithinMs: 3_000, logDirectory },
    `http://127.0.0.1:${port}`,
  );
}

/** The page with the codes of everybody's second factor, in a process of its own. */
export function startAuthenticatorPage(options: {
  port: number;
  configFile: string;
  logDirectory: string;
}): Service {
  const { port, configFile, logDirectory } = options;
  const args = ['tests/gateways/authenticator/main.ts', '--port', String(port), '--config', configFile];
  return startService(
    { name: 'authenticator', args, env: {}, stopWithinMs: 3_000, logDirectory },
    `http://127.0.0.1:${port}`,
  );
}

/** The portal as it is built. */
export function startPortal(options: {
  port: number;
  env: Record<string, string>;
  logDirectory: string;
}): Service {
  const { port, logDirectory } = options;
  const args = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)];
  // The portal closes its streams and finishes its jobs by itself before it goes.
  const env = { ...options.env, NEXT_MANUAL_SIG_HANDLE: '1', NEXT_TELEMETRY_DISABLED: '1' };
  return startService(
    { name: 'portal', args, env, stopWithinMs: 10_000, logDirectory },
    `http://127.0.0.1:${port}`,
  );
}

/** Resolves when the address answers with 200; rejects when the service crashes or takes too long. */
export async function whenReady(service: Service, address: string): Promise<void> {
  await Promise.race([service.crashed, answering(address)]);
}

async function answering(address: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (await answers(address)) return;
    await delay(POLL_MS);
  }
  throw new Obstacle(`${address} did not answer within ${READY_WITHIN_MS / 1000} s.`);
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(5_000) })).status === 200;
  } catch {
    return false;
  }
}

function startService(program: Program, url: string): Service {
  const child = spawnTied(process.execPath, program.args, {
    signal: 'TERM',
    cwd: process.cwd(),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...program.env },
  });
  const { file, lastLines } = keepOutput(child, program);
  let isAsked = false;
  const crashed = child.exited.then((code) => {
    if (isAsked) return new Promise<never>(() => undefined);
    const said = lastLines.map((line) => `  ${line}`).join('\n');
    throw new Obstacle(
      `The ${program.name} stopped by itself with code ${code}; ${file} ends with:\n${said}`,
    );
  });
  // Whoever waits for it hears of it; before that it is nobody's unhandled error.
  crashed.catch(() => undefined);
  const stop = async () => {
    isAsked = true;
    child.stop();
    const timer = setTimeout(() => child.kill(), program.stopWithinMs);
    await child.exited;
    clearTimeout(timer);
  };
  return { url, crashed, stop, kill: () => child.kill() };
}

function keepOutput(
  child: TiedProcess,
  { name, logDirectory }: Program,
): { file: string; lastLines: string[] } {
  mkdirSync(logDirectory, { recursive: true });
  const file = path.join(logDirectory, `${name}.log`);
  const log = createWriteStream(file);
  log.on('error', () => undefined);
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      lastLines.push(...text.split('\n').filter((line) => line.trim() !== ''));
      lastLines.splice(0, lastLines.length - LAST_LINES);
    });
  }
  return { file, lastLines };
}
