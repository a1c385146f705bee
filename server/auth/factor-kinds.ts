import { inScope } from '#db/client.ts';
import { listAuthenticators } from '#db/queries/authenticators.ts';
import type { FactorKind } from '#db/schema/authenticators.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { Runtime } from '#server/runtime/runtime.ts';

/** Which kinds of second factors a person has, the oldest first. */
export async function listFactorKinds({ db }: Pick<Runtime, 'db'>, userId: UserId): Promise<FactorKind[]> {
  const factors = await inScope(db, { userId }, (tx) => listAuthenticators(tx, userId));
  return [...new Set(factors.map(({ kind }) => kind))];
}
