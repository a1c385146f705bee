import type { Tx } from '#db/client.ts';
import { endResolution, findProposal } from '#db/queries/resolutions.ts';
import { appendEvent, type TransactionRow } from '#db/queries/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';

/**
 * Ends the proposal that waits for an operation of which the provider has just said something: nobody is asked to confirm
 * what was found out before that. The caller holds the operation's lock, and takes no other after this.
 */
export async function overtakeProposal(
  ctx: Context | SystemContext,
  tx: Tx,
  { merchantId, id }: TransactionRow,
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
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: ctx.actor,
    action: 'resolution.overtaken',
    objectId: proposal.id,
    result: 'done',
    data: { transactionId: id, verdict },
  });
}
