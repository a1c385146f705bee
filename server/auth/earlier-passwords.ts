import type { UserRow } from '#db/queries/users.ts';
import { verifyPassword } from './password.ts';

/**
 * Whether a password is the one somebody has, or one of the four they had before. Takes a tenth of a second for each: never call it
 * in a transaction.
 */
export async function wasUsed(
  { passwordHash, earlierHashes }: Pick<UserRow, 'passwordHash' | 'earlierHashes'>,
  password: string,
): Promise<boolean> {
  for (const hash of [passwordHash, ...earlierHashes]) if (await verifyPassword(hash, password)) return true;
  return false;
}
