import { and, between, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { approvals } from '#db/schema/approvals.ts';
import { resolutions } from '#db/schema/resolutions.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';

/**
 * Who stands behind an operation beside whoever started it, as ids of people: who decided by hand what became of it, and who let it
 * happen or checked that decision. Empty: nobody had to; `BY_ITSELF`: nobody else could, and it waited to be revoked.
 */
export type SecondPeople = { decidedBy: string; approvedBy: string };

/** Stands where nobody else could look. */
export const BY_ITSELF = 'by_itself';

/** Of an operation that one person could start and whose end nobody decided. */
export const NOBODY: SecondPeople = { decidedBy: '', approvedBy: '' };

/** The same for those of these operations that have such people; a decision by hand comes after what let the operation happen. */
export async function listSecondPeople(
  db: Db,
  merchantId: MerchantId,
  ids: readonly TransactionId[],
): Promise<Map<TransactionId, SecondPeople>> {
  const people = new Map<TransactionId, SecondPeople>();
  const [least, greatest] = rangeOf(ids);
  if (!least || !greatest) return people;
  // Few operations have any: what lies between the ids is read, not some thousand ids asked for.
  const [agreed, decided] = await Promise.all([
    db
      .select({ id: approvals.transactionId, by: approvals.decidedBy })
      .from(approvals)
      .where(and(eq(approvals.merchantId, merchantId), between(approvals.transactionId, least, greatest))),
    db
      .select({ id: resolutions.transactionId, by: resolutions.madeBy, checkedBy: resolutions.checkedBy })
      .from(resolutions)
      .where(
        and(
          eq(resolutions.merchantId, merchantId),
          eq(resolutions.state, 'applied'),
          between(resolutions.transactionId, least, greatest),
        ),
      )
      .orderBy(resolutions.madeAt),
  ]);
  for (const { id, by } of agreed) if (id) people.set(id, { decidedBy: '', approvedBy: by ?? BY_ITSELF });
  for (const { id, by, checkedBy } of decided)
    people.set(id, { decidedBy: by, approvedBy: checkedBy ?? BY_ITSELF });
  return people;
}

function rangeOf(ids: readonly TransactionId[]): [TransactionId | undefined, TransactionId | undefined] {
  let [least, greatest] = [ids[0], ids[0]];
  for (const id of ids) {
    if (least && id < least) least = id;
    if (greatest && id > greatest) greatest = id;
  }
  return [least, greatest];
}
