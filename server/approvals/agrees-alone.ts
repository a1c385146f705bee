import type { Tx } from '#db/client.ts';
import type { ApprovalRow } from '#db/queries/approvals.ts';
import { readSingleManager } from '#db/queries/limits.ts';
import { isFirstInCharge } from '#server/people/second-admin.ts';

/**
 * Whether nobody else has to agree to what this person asks for, if nobody else can: the merchant has said that it has a single
 * manager, or it is just being set up, and its accounts with providers are by the one administrator it has had.
 */
export async function agreesAlone(
  tx: Tx,
  { merchantId, kind, madeBy }: Pick<ApprovalRow, 'merchantId' | 'kind' | 'madeBy'>,
): Promise<boolean> {
  if (await readSingleManager(tx, merchantId)) return true;
  return kind === 'credentials' && isFirstInCharge(tx, merchantId, madeBy);
}
