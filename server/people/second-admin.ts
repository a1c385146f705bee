import type { Tx } from '#db/client.ts';
import { readSingleManager } from '#db/queries/limits.ts';
import { hasAnotherMember } from '#db/queries/members.ts';
import type { Context } from '#server/auth/context.ts';
import { hasSecondPerson } from '#server/auth/find-people.ts';
import type { MerchantId, UserId } from '#server/kernel/ids.ts';
import { HIGH_ROLES } from './member-rule.ts';

/**
 * Whether nobody else is or was a manager or administrator here: a merchant just set up, whose one administrator lets the others in.
 * Who was shut out counts, so that nobody becomes the first one by shutting out the rest.
 */
export async function isFirstInCharge(tx: Tx, merchantId: MerchantId, userId: UserId): Promise<boolean> {
  return !(await hasAnotherMember(tx, merchantId, userId, HIGH_ROLES));
}

/**
 * How what makes somebody a manager or administrator comes about, for an administrator who asks: `another` one lets it happen; the
 * `first` one here does it alone; where there is no other it happens `by_itself`, if the merchant has said so, or by `nobody`.
 */
export type SecondAdmin = 'another' | 'first' | 'by_itself' | 'nobody';

/** The same as it stands now. */
export async function readSecondAdmin({
  merchant,
  actor,
  inTransaction,
}: Pick<Context, 'merchant' | 'actor' | 'inTransaction'>): Promise<SecondAdmin> {
  return inTransaction(async (tx) => {
    if (await hasSecondPerson(tx, merchant.id, 'users:manage', actor.id)) return 'another';
    if (await isFirstInCharge(tx, merchant.id, actor.id)) return 'first';
    return (await readSingleManager(tx, merchant.id)) ? 'by_itself' : 'nobody';
  });
}
