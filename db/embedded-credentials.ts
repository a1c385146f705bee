import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedProblem } from './embedded-problem.ts';

/** The names are fixed; only passwords differ from machine to machine. */
export const DATABASE = 'vezne';

/** Owns the tables; for migrations only. */
export const OWNER_ROLE = 'vezne_owner';

/** The role the portal works as; owns nothing. */
export const APP_ROLE = 'vezne_app';

/** Passwords of the two roles: 48 hexadecimal digits each, so they need no quoting in SQL or in a URL. */
export interface Credentials {
  ownerPassword: string;
  appPassword: string;
}

/** Reads the passwords kept beside the cluster, or draws them when the cluster is not there yet. */
export function credentialsFor(directory: string): Credentials {
  const file = path.join(path.dirname(directory), 'pg-credentials.json');
  if (existsSync(file)) return parseCredentials(readFileSync(file, 'utf8'), file);
  if (existsSync(path.join(directory, 'PG_VERSION'))) {
    throw new EmbeddedProblem(
      'failed',
      `${file} is missing, and with it the way into the database beside it.`,
    );
  }
  const drawn = { ownerPassword: drawPassword(), appPassword: drawPassword() };
  writeFileSync(file, `${JSON.stringify(drawn)}\n`, { mode: 0o600, flag: 'wx' });
  return drawn;
}

function drawPassword(): string {
  return randomBytes(24).toString('hex');
}

function parseCredentials(text: string, file: string): Credentials {
  const parsed = parseJson(text);
  const { ownerPassword, appPassword } = Object(parsed);
  if (isPassword(ownerPassword) && isPassword(appPassword)) return { ownerPassword, appPassword };
  throw new EmbeddedProblem(
    'failed',
    `${file} cannot be read as the credentials of the embedded PostgreSQL.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPassword(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{48}$/.test(value);
}
