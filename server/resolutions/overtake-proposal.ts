import type { Tx } from '#db/client.ts';
import { endResolution, findProposal } from '#db/queries/resolutions.ts';
import { appendEvent, type TransactionRow, updateTransaction } from '#db/queries/transactions.ts';
import type { Verdict } from '#db/schema/resolutions.ts';
import type { TransactionState } from '#db/schema/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';

/**
 * Ends the proposal that waits for an operation of which the provider has just said something: nobody is asked to confirm
 * what was found out before that. Where the two disagree, the operation stands as the provider says and is contradicted. The caller
 * holds the operation's lock, and takes no other after this.
 * @param now how the operation stands after what the provider said
 */
export async function overtakeProposal(
  ctx: Context | SystemContext,
  tx: Tx,
  { merchantId, id }: TransactionRow,
  now: Pick<TransactionRow, 'state' | 'flags'>,
  at: Date,
): Promise<void> {
  const proposal = await findProposal(tx, merchantId, id);
  if (!proposal) return;
  const { verdict } = proposal;
  await endResolution(tx, merchantId, proposal.id, { state: 'overtaken', endedAt: at });
  await appendEvent(tx, merchantId, id, {
    at,
    data: { kind: 'resolution', step: 'overtaken', verdict },
    actorId: null,
  });
  const isDisputed = disagree(verdict, now.state);
  if (isDisputed) {
    const flags = [...new Set([...now.flags, 'contradiction' as const])];
    await updateTransaction(tx, merchantId, id, now.state, { flags });
    const data = { kind: 'contradiction', fields: ['seen'] };
    await appendEvent(tx, merchantId, id, { at, data, actorId: null });
  }
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: ctx.actor,
    action: 'resolution.overtaken',
    objectId: proposal.id,
    result: 'done',
    data: { transactionId: id, verdict, isDisputed },
  });
}

/**
 * Whether somebody saw that it was paid and the provider says that nothing was. The other way round is no dispute: «not charged» was
 * what it looked like until the approval came.
 */
function disagree(verdict: Verdict, state: TransactionState): boolean {
  return verdict === 'approved' && (state === 'declined' || state === 'failed' || state === 'cancelled');
}
