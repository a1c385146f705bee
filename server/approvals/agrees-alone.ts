import type { Tx } from '#db/client.ts';
import type { ApprovalRow } from '#db/queries/approvals.ts';
import { readSingleManager } from '#db/queries/limits.ts';
import { hasSecondPerson } from '#server/auth/find-people.ts';
import type { BranchId } from '#server/kernel/ids.ts';
import { isFirstInCharge } from '#server/people/second-admin.ts';
import { NEEDED } from './approval-rule.ts';

type Wish = Pick<ApprovalRow, 'merchantId' | 'kind' | 'madeBy'>;

/**
 * Whether what this person asks for happens by itself as people and rules stand now: nobody else can answer it, and nobody else has
 * to. Who has come since it was asked for is somebody else.
 */
export async function standsAlone(tx: Tx, wish: Wish, branchId: BranchId | undefined): Promise<boolean> {
  const { merchantId, kind, madeBy } = wish;
  if (await hasSecondPerson(tx, merchantId, NEEDED[kind].check, madeBy, branchId)) return false;
  return agreesAlone(tx, wish);
}

/**
 * Whether nobody else has to agree to what this person asks for, if nobody else can: the merchant has said that it has a single
 * manager, or it is just being set up, and its accounts with providers are by the one administrator it has had.
 */
async function agreesAlone(tx: Tx, { merchantId, kind, madeBy }: Wish): Promise<boolean> {
  if (await readSingleManager(tx, merchantId)) return true;
  return kind === 'credentials' && isFirstInCharge(tx, merchantId, madeBy);
}
