import type { Tx } from '#db/client.ts';
import { deleteResets } from '#db/queries/password-resets.ts';
import { deleteSessionsOf } from '#db/queries/sessions.ts';
import { replacePassword } from '#db/queries/users.ts';
import type { UserId } from '#server/kernel/ids.ts';

/**
 * Gives a person another password, inside a transaction in their scope: every session of theirs ends, and every letter that would
 * let somebody choose one is void. Wrong tries stay counted, and a lock stays: whoever reads somebody's letters must not get
 * another ten guesses at the second factor with each. Says nothing of it to the audit.
 */
export async function setPassword(tx: Tx, userId: UserId, passwordHash: string): Promise<void> {
  await replacePassword(tx, userId, passwordHash);
  await deleteSessionsOf(tx, userId);
  await deleteResets(tx, userId);
}
