import type { Tx } from '#db/client.ts';
import type { ResolutionRow } from '#db/queries/resolutions.ts';
import type { AuditFacts, ExactFacts } from '#server/audit/facts.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';

type Step = 'proposed' | 'accepted' | 'rejected' | 'withdrawn' | 'applied';

/** The audit entry of a step of a resolution, in the commit that makes it; the last lock its caller takes. */
export async function recordStep<F extends AuditFacts>(
  ctx: Context | SystemContext,
  tx: Tx,
  { id, transactionId, verdict, proof }: Pick<ResolutionRow, 'id' | 'transactionId' | 'verdict' | 'proof'>,
  step: Step,
  more: ExactFacts<F>,
): Promise<void> {
  await record(tx, ctx.merchant.id, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: { kind: ctx.actor.kind, id: ctx.actor.id },
    action: `resolution.${step}`,
    objectId: id,
    result: 'done',
    data: { transactionId, verdict, proof, ...more },
  });
}
