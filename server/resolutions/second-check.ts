import type { Tx } from '#db/client.ts';
import { readSingleManager } from '#db/queries/limits.ts';
import type { Context } from '#server/auth/context.ts';
import { hasSecondPerson } from '#server/auth/find-people.ts';
import { may } from '#server/auth/permissions.ts';

/**
 * How what this person finds out takes effect: `another` one checks it; where nobody else can, it does `by_itself` if the merchant has
 * said so, and this person might check what others found out; else it waits until there is somebody.
 */
export type SecondCheck = 'another' | 'by_itself' | 'nobody';

/** The same as it stands now. */
export async function secondCheckOf(
  { merchant, actor }: Pick<Context, 'merchant' | 'actor'>,
  tx: Tx,
): Promise<SecondCheck> {
  if (await hasSecondPerson(tx, merchant.id, 'resolution:check', actor.id)) return 'another';
  const isAlone = may(actor, 'resolution:check') && (await readSingleManager(tx, merchant.id));
  return isAlone ? 'by_itself' : 'nobody';
}
