import { inScope, type Tx } from '#db/client.ts';
import { deleteSession, findSessionRow, type SessionRow, touchSession } from '#db/queries/sessions.ts';
import type { UserRow } from '#db/queries/users.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { hashSessionSecret, type SessionToken } from './session-token.ts';

/** Without an act of the person for this long the session is over. */
const IDLE_MS = 15 * 60_000;
/** However busy, after this long one signs in again. */
export const ABSOLUTE_MS = 8 * 3_600_000;
/** Who gave only the password has this long to give the second factor. */
export const PASSWORD_ONLY_MS = 10 * 60_000;
/** The moment of the last act is written at most this often, so that reading a page costs no write. */
const TOUCH_MS = 60_000;

/** Someone whose session row, not just the token, was found alive. */
export type LiveSession = { user: UserRow; row: SessionRow; factorAt: Date };

/** Someone who gave the right password and no second factor yet: nobody, but for the pages that ask for it. */
export type HalfSession = { user: UserRow; row: SessionRow };

/**
 * Finds the session behind a token inside a transaction in the person's scope: its row exists, a second factor was given, it has
 * not run out, was used in the last 15 minutes, and the person is not disabled. `touch` notes this request as an act of the person.
 */
export async function findSession(
  tx: Tx,
  token: SessionToken,
  at: Date,
  options: { touch: boolean },
): Promise<LiveSession | null> {
  const found = await findAlive(tx, token, at);
  if (!found) return null;
  const { user, row } = found;
  const { factorAt } = row;
  if (factorAt === null) return null;
  if (options.touch && at.getTime() - row.lastSeenAt.getTime() >= TOUCH_MS) {
    await touchSession(tx, row.userId, row.secretHash, at);
  }
  return { user, row, factorAt };
}

/** The same for a session in which only the password was given; null for a whole one. */
export async function findHalfSession(tx: Tx, token: SessionToken, at: Date): Promise<HalfSession | null> {
  const found = await findAlive(tx, token, at);
  return found?.row.factorAt === null ? found : null;
}

async function findAlive(
  tx: Tx,
  token: SessionToken,
  at: Date,
): Promise<{ user: UserRow; row: SessionRow } | null> {
  const found = await findSessionRow(tx, token.userId, hashSessionSecret(token.secret));
  return found && !isOver(found.row, at) && !found.user.disabledAt ? found : null;
}

function isOver(row: Pick<SessionRow, 'lastSeenAt' | 'expiresAt'>, at: Date): boolean {
  return row.expiresAt <= at || at.getTime() - row.lastSeenAt.getTime() > IDLE_MS;
}

/** Ends the session of a token at once, and says so in the audit; nothing happens if it is gone already. */
export async function endSession(runtime: Runtime, token: SessionToken): Promise<void> {
  const at = runtime.clock.now();
  await inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const wasThere = await deleteSession(tx, token.userId, hashSessionSecret(token.secret));
    if (!wasThere) return;
    await recordEverywhere(tx, token.userId, runtime.config.auditKey, {
      at,
      action: 'sign_out',
      result: 'done',
      data: {},
    });
  });
}
