import type { Tx } from '#db/client.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  insertSession,
  type SessionRow,
} from '#db/queries/sessions.ts';
import { setFailedSignIns } from '#db/queries/users.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { ABSOLUTE_MS, PASSWORD_ONLY_MS } from './session.ts';
import { createSessionSecret, hashSessionSecret } from './session-token.ts';
import { NO_TRIES } from './sign-in-lock.ts';

/** A name of a browser is kept up to here. */
const BROWSER_LENGTH = 256;

/** Whose session it is, in which browser, and what it was begun with; `link`: what the second factor is to link to the account. */
type Opening = {
  userId: UserId;
  browser: string | null;
  via?: SessionRow['via'];
  link?: { issuer: string; subject: string } | null;
};

/** Opens a session in which no second factor was given yet, for as long as it takes to give the second factor. Its secret. */
export async function openHalfSession(
  runtime: Pick<Runtime, 'clock' | 'ids'>,
  tx: Tx,
  opening: Opening,
): Promise<string> {
  const at = runtime.clock.now();
  await deleteExpiredSessions(tx, opening.userId, at);
  return open(runtime, tx, opening, { at, factorAt: null, livesMs: PASSWORD_ONLY_MS });
}

/**
 * Opens a whole session in the place of one in which only the password was given, under a new secret: whoever knew the old one
 * knows nothing. Wrong tries are forgotten. Null when that one is gone already.
 */
export async function openWholeSession(
  runtime: Pick<Runtime, 'clock' | 'ids'>,
  tx: Tx,
  half: SessionRow,
): Promise<string | null> {
  const at = runtime.clock.now();
  if (!(await deleteSession(tx, half.userId, half.secretHash))) return null;
  await setFailedSignIns(tx, half.userId, NO_TRIES.failedSignIns, NO_TRIES.lockedUntil);
  return open(runtime, tx, half, { at, factorAt: at, livesMs: ABSOLUTE_MS });
}

async function open(
  { ids }: Pick<Runtime, 'ids'>,
  tx: Tx,
  { userId, browser, via = 'password', link = null }: Opening,
  { at, factorAt, livesMs }: { at: Date; factorAt: Date | null; livesMs: number },
): Promise<string> {
  const secret = createSessionSecret();
  await insertSession(tx, {
    secretHash: hashSessionSecret(secret),
    id: ids.next('session'),
    userId,
    factorAt,
    setUpAt: null,
    challenge: null,
    challengeAt: null,
    via,
    linkIssuer: link?.issuer ?? null,
    linkSubject: link?.subject ?? null,
    browser: browser?.slice(0, BROWSER_LENGTH) ?? null,
    createdAt: at,
    lastSeenAt: at,
    expiresAt: new Date(at.getTime() + livesMs),
  });
  return secret;
}
