import path from 'node:path';
import { encode } from 'next-auth/jwt';
import postgres from 'postgres';
import { credentialsFor, DATABASE, OWNER_ROLE } from '#db/embedded-credentials.ts';
import { demoPeople } from '#db/seeds/demo-world.ts';
import { ABSOLUTE_MS } from '#server/auth/session.ts';
import { createSessionSecret, hashSessionSecret, toClaims } from '#server/auth/session-token.ts';
import { keptSecrets } from '../demo/secrets.ts';
import { ids } from '../factories/ids.ts';
import type { Visitor } from './visitor.ts';

/** The directory and the database of the demo that is under test. */
function demoDirectory(): string {
  const directory = process.env.VEZNE_DATA;
  if (!directory) throw new Error('No demo is under test');
  return path.resolve(directory);
}

/** The way into the database of the demo under test, as its owner. */
export function demoOwnerUrl(): string {
  const { ownerPassword } = credentialsFor(path.join(demoDirectory(), 'pg'));
  return `postgres://${OWNER_ROLE}:${ownerPassword}@127.0.0.1:${process.env.VEZNE_PG_PORT}/${DATABASE}`;
}

/** Where the processes of the demo under test keep what they say. */
export function demoLogDirectory(): string {
  return path.join(demoDirectory(), 'logs');
}

/**
 * A visitor with a session of a person of the demo that nobody signed in for: the row is written beside the product and the
 * cookie made with its secret. For those who ask by hand and need no browser.
 */
export async function plantedVisitor(who: keyof typeof demoPeople): Promise<Visitor> {
  const { id: userId } = demoPeople[who];
  const secret = createSessionSecret();
  const at = new Date();
  const sql = postgres(demoOwnerUrl(), { max: 1, onnotice: () => undefined });
  try {
    await sql`insert into sessions ${sql({
      secret_hash: hashSessionSecret(secret),
      id: ids.next('session'),
      user_id: userId,
      factor_at: at,
      created_at: at,
      last_seen_at: at,
      expires_at: new Date(at.getTime() + ABSOLUTE_MS),
    })}`;
  } finally {
    await sql.end();
  }
  const { authSecret } = keptSecrets(demoDirectory());
  const token = await encode({ token: toClaims({ userId, secret }), secret: authSecret });
  return { cookie: `vezne.session=${token}; vezne_locale=en` };
}
