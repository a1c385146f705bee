import type { Tx } from '#db/client.ts';
import { listPeopleOf } from '#db/queries/resolutions.ts';
import { ROLES } from '#db/schema/memberships.ts';
import { allows, type Permission } from '#server/auth/permissions.ts';
import type { MerchantId, UserId } from '#server/kernel/ids.ts';

/** Who may do something for the merchant now, by the roles of the moment. */
export async function findPeopleWhoMay(
  tx: Tx,
  merchantId: MerchantId,
  permission: Permission,
): Promise<UserId[]> {
  const roles = ROLES.filter((role) => allows(role, permission));
  return listPeopleOf(tx, merchantId, roles);
}

/** Whether somebody other than this person could check what they propose. */
export async function hasSecondPerson(tx: Tx, merchantId: MerchantId, maker: UserId): Promise<boolean> {
  const checkers = await findPeopleWhoMay(tx, merchantId, 'resolution:check');
  return checkers.some((person) => person !== maker);
}
