import type { Tx } from '#db/client.ts';
import { claimVoid } from '#db/queries/follow-ups.ts';
import type { ResolutionRow } from '#db/queries/resolutions.ts';
import { appendEvent, insertTransaction } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { businessDate } from '#server/kernel/time.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import type { Decision } from '#server/transactions/decision-rule.ts';
import { resolutionFacts } from './resolution-facts.ts';
import type { Choice } from './resolution-rule.ts';
import type { Subject } from './subject.ts';

type Proposed = Pick<ResolutionRow, 'id' | 'verdict' | 'facts' | 'statement' | 'madeBy'>;

/**
 * Has a decision take effect, through the one door and in the caller's transaction. The caller has locked the operation and
 * seen that the verdict may be given; throws when the door disagrees.
 */
export async function applyDecision(
  ctx: Context | SystemContext,
  tx: Tx,
  { row, terminal }: Subject,
  proposed: Proposed,
  { effect }: Choice,
  checkedBy: UserId | null,
): Promise<void> {
  const { authCode, last4, batchNumber, providerReference } = resolutionFacts.parse(proposed.facts);
  const decision: Decision = {
    resolutionId: proposed.id,
    verdict: proposed.verdict,
    facts: { authCode, last4, batchNumber, providerReference },
    by: proposed.madeBy,
    checkedBy,
  };
  const apply = (id: typeof row.id, what: Decision) =>
    applyOutcome(ctx, tx, id, terminal, { kind: 'decided', decision: what });
  if ((await apply(row.id, decision)) === null) throw new Error(`${proposed.id} moves nothing`);
  if (effect !== 'takes_back') return;
  const voidId = await bookVoid(ctx, tx, row, proposed);
  if ((await apply(voidId, { ...decision, verdict: 'approved' })) === null)
    throw new Error(`${voidId} is not booked`);
}

/** An approval is never undone in place (INV-7): the entry that corrects it is a void, which no device is asked for. */
async function bookVoid(ctx: Context | SystemContext, tx: Tx, sale: Subject['row'], proposed: Proposed) {
  const { merchantId } = sale;
  const id = ctx.ids.next('transaction');
  const at = ctx.clock.now();
  await insertTransaction(tx, {
    merchantId,
    id,
    kind: 'void',
    state: 'unknown',
    unknownSince: at,
    environment: sale.environment,
    provider: sale.provider,
    deviceId: sale.deviceId,
    branchId: sale.branchId,
    originalId: sale.id,
    intentKey: proposed.id,
    intentHash: proposed.id,
    reference: ctx.ids.next('reference'),
    amountMinor: sale.amountMinor,
    currency: sale.currency,
    installmentCount: 1,
    paymentType: sale.paymentType,
    lines: [],
    reason: proposed.statement,
    createdBy: proposed.madeBy,
    createdAt: at,
    businessDate: businessDate(at, ctx.merchant.calendar),
  });
  await appendEvent(tx, merchantId, id, { at, data: { kind: 'requested' }, actorId: proposed.madeBy });
  if (!(await claimVoid(tx, merchantId, sale.id, id))) throw new Error(`${sale.id} bears no void`);
  return id;
}
