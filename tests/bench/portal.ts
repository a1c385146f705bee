import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import postgres from 'postgres';
import { ABSOLUTE_MS } from '#server/auth/session.ts';
import { createSessionSecret, hashSessionSecret, toClaims } from '#server/auth/session-token.ts';
import { ids } from '../factories/ids.ts';
import { freePort } from '../support/ports.ts';
import { waitUntilAnswered } from './wait-until-answered.ts';

/** Something that answers over HTTP, in a process of its own. */
export type Served = { url: string; pid: number; startedInMs: number; stop: () => Promise<void> };

const NODE = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NEXT_MANUAL_SIG_HANDLE: '1' } as const;

/** A portal on a filled table, without a worker, with the session of somebody in it. */
export async function startPortalOn(table: {
  ownerUrl: string;
  appUrl: string;
  person: { id: string };
}): Promise<Served & { cookie: string }> {
  const [port, authSecret] = [await freePort(), randomBytes(32).toString('hex')];
  const directory = path.resolve(`.data/bench-portal-${port}`);
  mkdirSync(directory, { recursive: true });
  const served = await serve('.', port, '/api/internal/health', {
    DATABASE_URL: table.appUrl,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    AUTH_SECRET: authSecret,
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    OUTGOING_HOSTS: '127.0.0.1:9',
    DATA_DIR: directory,
    ANSWERS_DIR: path.join(directory, 'answers'),
    AUDIT_HEADS_DIR: path.join(directory, 'heads'),
    WORKER: 'off',
    LOG_LEVEL: 'error',
  });
  const secret = await plantSession(table.ownerUrl, table.person.id);
  const token = await encode({
    token: toClaims({ userId: table.person.id as never, secret }),
    secret: authSecret,
  });
  return { ...served, cookie: `vezne.session=${token}; vezne_locale=en` };
}

/** An app of the same framework that is nothing but an empty page. */
export async function startEmptyApp(): Promise<Served> {
  return serve('empty-app', await freePort(), '/', {});
}

async function serve(app: string, port: number, ready: string, env: Record<string, string>): Promise<Served> {
  const from = performance.now();
  const child = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'start', app, '-H', '127.0.0.1', '-p', String(port)],
    {
      env: { ...NODE, PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
    });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilAnswered(`${url}${ready}`, () => {
    if (child.exitCode !== null) throw new Error(`What is measured ended by itself: ${said}`);
  });
  return {
    url,
    pid: child.pid ?? 0,
    startedInMs: performance.now() - from,
    stop: async () => {
      process.off('exit', endWithUs);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function plantSession(ownerUrl: string, userId: string): Promise<string> {
  const secret = createSessionSecret();
  const at = new Date();
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into sessions ${sql({
    secret_hash: hashSessionSecret(secret),
    id: ids.next('session'),
    user_id: userId,
    factor_at: at,
    created_at: at,
    last_seen_at: at,
    expires_at: new Date(at.getTime() + ABSOLUTE_MS),
  })}`;
  await sql.end();
  return secret;
}
