import type { Tx } from '#db/client.ts';
import type { RunRow } from '#db/queries/eod-runs.ts';
import type { RunState } from '#db/schema/end-of-day.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';

/** The audit entry of a run that comes into a state, in the commit that brings it there (INV-13). */
export async function recordRun(
  ctx: Context | SystemContext,
  tx: Tx,
  run: RunRow,
  state: RunState,
  facts: { isMatched?: boolean | null; reason?: string | null } = {},
): Promise<void> {
  await record(tx, ctx.merchant.id, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: ctx.actor,
    action: `end-of-day.${state}`,
    objectId: run.id,
    result: 'done',
    data: { batchId: run.batchId, isMatched: facts.isMatched ?? null, reason: facts.reason ?? null },
  });
}
