import type { Tx } from '#db/client.ts';
import { deleteResets } from '#db/queries/password-resets.ts';
import { deleteSessionsOf } from '#db/queries/sessions.ts';
import { setFailedSignIns, setPasswordHash } from '#db/queries/users.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { NO_TRIES } from './sign-in-lock.ts';

/**
 * Gives a person another password, inside a transaction in their scope: every session of theirs ends, every letter that would
 * let somebody choose one is void, and tries count from the beginning. Says nothing of it to the audit.
 */
export async function setPassword(tx: Tx, userId: UserId, passwordHash: string): Promise<void> {
  await setPasswordHash(tx, userId, passwordHash);
  await setFailedSignIns(tx, userId, NO_TRIES.failedSignIns, NO_TRIES.lockedUntil);
  await deleteSessionsOf(tx, userId);
  await deleteResets(tx, userId);
}
