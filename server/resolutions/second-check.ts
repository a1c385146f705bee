import type { Tx } from '#db/client.ts';
import { readSingleManager } from '#db/queries/limits.ts';
import type { ResolutionRow } from '#db/queries/resolutions.ts';
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
  const check = await checkOf(tx, { merchantId: merchant.id, madeBy: actor.id });
  return check === 'by_itself' && !may(actor, 'resolution:check') ? 'nobody' : check;
}

/** The same of what somebody has found out already: who has come since can check it. Whether its maker still may is not asked. */
export async function checkOf(
  tx: Tx,
  { merchantId, madeBy }: Pick<ResolutionRow, 'merchantId' | 'madeBy'>,
): Promise<SecondCheck> {
  if (await hasSecondPerson(tx, merchantId, 'resolution:check', madeBy)) return 'another';
  return (await readSingleManager(tx, merchantId)) ? 'by_itself' : 'nobody';
}
