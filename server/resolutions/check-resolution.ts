import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { endResolution, findResolution, type ResolutionRow } from '#db/queries/resolutions.ts';
import { appendEvent } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { bothStillMay } from '#server/auth/find-people.ts';
import type { ResolutionId, UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { namesTakenPayment } from '#server/transactions/apply-outcome.ts';
import { applyDecision } from './apply-decision.ts';
import { recordStep } from './record-step.ts';
import { resolutionFacts } from './resolution-facts.ts';
import { booksMoney } from './resolution-rule.ts';
import { chooseVerdict, lockSubject, type ResolutionFailure, type Subject } from './subject.ts';

type CheckContext = Context<'resolution:check'>;

/** A second person's answer to a proposal. */
export type CheckWish = {
  resolutionId: ResolutionId;
  answer: 'accept' | 'reject';
  /** Why; always there when it is turned down. */
  sentence: string | null;
};

/** A proposal that still waits, with its operation, both locked by the operation's lock. */
export type Waiting = { subject: Subject; proposal: ResolutionRow };

/**
 * Accepts or turns down what another person found out. Accepting has it take effect at once, if the verdict may still be
 * given and both people still have the right (INV-17).
 */
export async function checkResolution(
  ctx: CheckContext,
  wish: CheckWish,
): Promise<Result<{ state: 'applied' | 'rejected' }, ResolutionFailure>> {
  return ctx.inTransaction(async (tx) => {
    const waiting = await lockWaiting(ctx, tx, wish.resolutionId);
    if ('kind' in waiting) return err(waiting);
    if (waiting.proposal.madeBy === ctx.actor.id) return err({ kind: 'own_proposal' });
    if (wish.answer === 'accept') return accept(ctx, tx, waiting, wish.sentence);
    await endWaiting(ctx, tx, waiting, { state: 'rejected', answer: wish.sentence });
    return ok({ state: 'rejected' });
  });
}

/** Takes one's own proposal back, or stops what is about to take effect by itself. */
export async function withdrawResolution(
  ctx: Context<'resolution:make'>,
  { resolutionId }: { resolutionId: ResolutionId },
): Promise<Result<{ state: 'withdrawn' | 'rejected' }, ResolutionFailure>> {
  return ctx.inTransaction(async (tx) => {
    const waiting = await lockWaiting(ctx, tx, resolutionId);
    if ('kind' in waiting) return err(waiting);
    const { madeBy, runsAt } = waiting.proposal;
    if (madeBy !== ctx.actor.id) {
      if (!runsAt) return err({ kind: 'not_own_proposal' });
      await endWaiting(ctx, tx, waiting, { state: 'rejected', answer: null });
      return ok({ state: 'rejected' });
    }
    await endWaiting(ctx, tx, waiting, { state: 'withdrawn', answer: null });
    return ok({ state: 'withdrawn' });
  });
}

/** Everything that ends a proposal holds the lock of its operation, so what is read under it stays so. */
export async function lockWaiting(
  ctx: Context | SystemContext,
  tx: Tx,
  id: ResolutionId,
): Promise<Waiting | ResolutionFailure> {
  const found = await findResolution(tx, ctx.merchant.id, id);
  const subject = found && (await lockSubject(ctx, tx, found.transactionId));
  if (!subject) return { kind: 'not_found' };
  const proposal = await findResolution(tx, ctx.merchant.id, id);
  return proposal?.state === 'proposed' ? { subject, proposal } : { kind: 'not_waiting' };
}

async function accept(
  ctx: CheckContext,
  tx: Tx,
  waiting: Waiting,
  answer: string | null,
): Promise<Result<{ state: 'applied' }, ResolutionFailure>> {
  const { proposal } = waiting;
  const maker = { id: proposal.madeBy, permission: 'resolution:make' as const };
  const checker = { id: ctx.actor.id, permission: 'resolution:check' as const };
  if (!(await bothStillMay(tx, ctx.merchant.id, { maker, checker }))) return err({ kind: 'right_lost' });
  return takeEffect(ctx, tx, waiting, { checkedBy: ctx.actor.id, answer });
}

/** Has what waits take effect, if its verdict may still be given. Nobody checked it where it does so by itself. */
export async function takeEffect(
  ctx: CheckContext | SystemContext,
  tx: Tx,
  { subject, proposal }: Waiting,
  { checkedBy, answer }: { checkedBy: UserId | null; answer: string | null },
): Promise<Result<{ state: 'applied' }, ResolutionFailure>> {
  const merchantId = ctx.merchant.id;
  const chosen = chooseVerdict(ctx, subject, proposal.verdict);
  if ('kind' in chosen) return err(chosen);
  const { facts, verdict, madeBy, id } = { ...proposal, facts: resolutionFacts.parse(proposal.facts) };
  const decision = { resolutionId: id, verdict, facts, by: madeBy, checkedBy };
  const isTaken = await namesTakenPayment(tx, subject.row, { kind: 'decided', decision });
  if (booksMoney(chosen.effect) && isTaken) return err({ kind: 'payment_taken' });
  await applyDecision(ctx, tx, subject, proposal, chosen, checkedBy);
  await endResolution(tx, merchantId, id, {
    state: 'applied',
    endedAt: ctx.clock.now(),
    checkedBy,
    answer,
  });
  if (checkedBy) await recordStep(ctx, tx, proposal, 'accepted', { madeBy, answer });
  await recordStep(ctx, tx, proposal, 'applied', {
    ...{ madeBy, checkedBy },
    // Nobody else could look: the merchant has said so, and it waited to be revoked.
    ...(!checkedBy && { byItself: true, singleManager: true }),
  });
  return ok({ state: 'applied' });
}

/** Ends a proposal that moves nothing. */
async function endWaiting(
  ctx: CheckContext | Context<'resolution:make'>,
  tx: Tx,
  { proposal }: Waiting,
  { state, answer }: { state: 'rejected' | 'withdrawn'; answer: string | null },
): Promise<void> {
  const { merchantId, transactionId, verdict } = proposal;
  const at = ctx.clock.now();
  const checkedBy = state === 'rejected' ? ctx.actor.id : null;
  await endResolution(tx, merchantId, proposal.id, { state, endedAt: at, checkedBy, answer });
  await appendEvent(tx, merchantId, transactionId, {
    at,
    data: { kind: 'resolution', step: state, verdict },
    actorId: ctx.actor.id,
  });
  await announce(tx, { merchantId, topic: 'transaction', id: transactionId });
  await recordStep(ctx, tx, proposal, state, { answer });
}
