import type { Tx } from '#db/client.ts';
import { listPeopleOf } from '#db/queries/resolutions.ts';
import { ROLES } from '#db/schema/memberships.ts';
import type { BranchId, MerchantId, UserId } from '#server/kernel/ids.ts';
import { allows, type Permission } from './permissions.ts';

/** Who may do something for the merchant now, by the roles of the moment. */
export async function findPeopleWhoMay(
  tx: Tx,
  merchantId: MerchantId,
  permission: Permission,
  /** Only those who work in this branch, too. */
  branchId?: BranchId,
): Promise<UserId[]> {
  const roles = ROLES.filter((role) => allows(role, permission));
  return listPeopleOf(tx, merchantId, roles, branchId);
}

/** Whether somebody other than this person may do it now. */
export async function hasSecondPerson(
  tx: Tx,
  merchantId: MerchantId,
  permission: Permission,
  maker: UserId,
  branchId?: BranchId,
): Promise<boolean> {
  const people = await findPeopleWhoMay(tx, merchantId, permission, branchId);
  return people.some((person) => person !== maker);
}

/** A person and what they did or are about to do. */
type Part = { id: UserId; permission: Permission };

/** Whether who proposed something and who lets it happen both may still do so (INV-17). */
export async function bothStillMay(
  tx: Tx,
  merchantId: MerchantId,
  { maker, checker, branchId }: { maker: Part; checker: Part; branchId?: BranchId },
): Promise<boolean> {
  const makers = await findPeopleWhoMay(tx, merchantId, maker.permission, branchId);
  const checkers = await findPeopleWhoMay(tx, merchantId, checker.permission, branchId);
  return makers.includes(maker.id) && checkers.includes(checker.id);
}
