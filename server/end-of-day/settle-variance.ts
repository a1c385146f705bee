import type { Tx } from '#db/client.ts';
import { lockRunsOfDay } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { findSignedDay } from '#db/queries/sign-offs.ts';
import { listColleagues } from '#db/queries/users.ts';
import {
  appendVarianceStep,
  findVariance,
  listCandidates,
  lockVariance,
  updateVariance,
  type VarianceRow,
} from '#db/queries/variances.ts';
import { ROLES } from '#db/schema/memberships.ts';
import type { Cause, VarianceStep } from '#db/schema/variances.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { TransactionId, UserId, VarianceId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

type SettleContext = Context<'variances:settle'>;

/** What a person says of a variance. */
export type VarianceWish = { varianceId: VarianceId } & (
  | { step: 'explained'; cause: Cause; transactionIds: TransactionId[]; reason: string }
  | { step: 'accepted'; reason: string }
  | { step: 'reopened'; reason: string }
  | { step: 'noted'; text: string }
  | { step: 'assigned'; ownerId: UserId | null; dueDate: CalendarDay | null }
);

/** Why it is not taken; nothing was written. */
export type VarianceFailure =
  /** Somebody closed it a moment ago. */
  | { kind: 'not_open' }
  | { kind: 'not_closed' }
  /** The statement that said so counts no more, or says something else. */
  | { kind: 'withdrawn' }
  /** Its day is signed and has to be reopened first. */
  | { kind: 'day_signed' }
  /** It names an operation that is not there. */
  | { kind: 'no_such_operation' }
  /** Nobody of that name may own it now. */
  | { kind: 'no_such_owner' };

/**
 * Explains, accepts, reopens, annotates or assigns a variance, with its step and its audit entry in the same commit. Throws
 * NotFound for one of nobody here.
 */
export async function settleVariance(
  ctx: SettleContext,
  wish: VarianceWish,
): Promise<Result<null, VarianceFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const found = await findVariance(tx, merchantId, wish.varianceId);
    if (!found) throw new NotFound();
    // Nobody signs its day meanwhile, and no statement says anything else of it.
    await lockRunsOfDay(tx, merchantId, found.runId);
    const row = await lockVariance(tx, merchantId, wish.varianceId);
    if (!row) throw new NotFound();
    const failure = await flawOf(tx, row, wish);
    if (failure) return err(failure);
    const at = ctx.clock.now();
    const told = await changesOf(ctx, tx, row, wish, at);
    if ('kind' in told) return err(told);
    if (told.changes) await updateVariance(tx, row, told.changes);
    const { id: varianceId } = row;
    const step = { merchantId, varianceId, actorId: ctx.actor.id, at };
    for (const said of told.steps) await appendVarianceStep(tx, { ...step, ...said });
    await announce(tx, { merchantId, topic: 'end-of-day', id: row.runId });
    for (const said of told.steps) {
      await record(tx, merchantId, ctx.auditKey, {
        at,
        actor: { kind: 'user', id: ctx.actor.id },
        action: said.step === 'accepted' ? 'variance.difference_accepted' : `variance.${said.step}`,
        objectId: varianceId,
        result: 'done',
        data: { runId: row.runId, text: said.text, cause: 'cause' in wish ? wish.cause : null },
      });
    }
    return ok(null);
  });
}

async function flawOf(tx: Tx, row: VarianceRow, wish: VarianceWish): Promise<VarianceFailure | null> {
  const { merchantId, deviceId, businessDate, state } = row;
  // A word more about it changes nothing that was signed.
  if (wish.step === 'noted') return null;
  if (state === 'withdrawn') return { kind: 'withdrawn' };
  if (await findSignedDay(tx, merchantId, deviceId, businessDate)) return { kind: 'day_signed' };
  if (wish.step === 'reopened') return state === 'open' ? { kind: 'not_closed' } : null;
  return state === 'open' ? null : { kind: 'not_open' };
}

type Told = {
  changes: Parameters<typeof updateVariance>[2] | null;
  steps: { step: Exclude<VarianceStep, 'withdrawn'>; text: string }[];
};

async function changesOf(
  ctx: SettleContext,
  tx: Tx,
  row: VarianceRow,
  wish: VarianceWish,
  at: Date,
): Promise<Told | VarianceFailure> {
  const end = { closedBy: ctx.actor.id, closedAt: at };
  switch (wish.step) {
    case 'explained': {
      const { cause, transactionIds: causedBy, reason } = wish;
      const found = await listCandidates(tx, row.merchantId, causedBy);
      if (found.length !== new Set(causedBy).size) return { kind: 'no_such_operation' };
      const changes = { state: 'explained' as const, cause, causedBy, reason, ...end };
      return { changes, steps: [{ step: 'explained', text: reason }] };
    }
    case 'accepted': {
      const { reason } = wish;
      return {
        changes: { state: 'accepted', reason, ...end },
        steps: [{ step: 'accepted', text: reason }],
      };
    }
    case 'reopened':
      return {
        changes: { state: 'open', cause: null, causedBy: [], reason: null, closedBy: null, closedAt: null },
        steps: [{ step: 'reopened', text: wish.reason }],
      };
    case 'noted':
      return { changes: null, steps: [{ step: 'noted', text: wish.text }] };
    case 'assigned':
      return assign(tx, row, wish);
  }
}

async function assign(
  tx: Tx,
  row: VarianceRow,
  { ownerId, dueDate }: Extract<VarianceWish, { step: 'assigned' }>,
): Promise<Told | VarianceFailure> {
  const roles = ROLES.filter((role) => allows(role, 'variances:settle'));
  const owner = (await listColleagues(tx, row.merchantId, roles)).find(({ id }) => id === ownerId);
  if (ownerId && !owner) return { kind: 'no_such_owner' };
  return {
    changes: { ownerId, dueDate },
    steps: [
      ...(ownerId === row.ownerId ? [] : [{ step: 'assigned' as const, text: owner?.name ?? '' }]),
      ...(dueDate === row.dueDate ? [] : [{ step: 'due' as const, text: dueDate ?? '' }]),
    ],
  };
}
