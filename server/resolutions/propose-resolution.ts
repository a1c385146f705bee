import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { findProposal, insertResolution, type ResolutionRow } from '#db/queries/resolutions.ts';
import { appendEvent } from '#db/queries/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { DELAY_MS } from '#server/kernel/second-person.ts';
import { seal } from '#server/terminals/seal.ts';
import { namesTakenPayment } from '#server/transactions/apply-outcome.ts';
import { writePhoto } from './photo.ts';
import { recordStep } from './record-step.ts';
import type { ResolutionFacts } from './resolution-facts.ts';
import type { ResolutionWish } from './resolution-form.ts';
import { booksMoney, type Choice } from './resolution-rule.ts';
import { secondCheckOf } from './second-check.ts';
import { chooseVerdict, isProof, lockSubject, type ResolutionFailure, type Subject } from './subject.ts';

type MakeContext = Context<'resolution:make'>;

/**
 * Says what became of an operation that nobody else can tell about. It waits for somebody else
 * to check it; where nobody can, and the merchant has said so, it takes effect by itself after a while in which it can be revoked.
 * Nothing is booked before.
 */
export async function proposeResolution(
  ctx: MakeContext,
  wish: ResolutionWish,
): Promise<Result<{ state: 'proposed' }, ResolutionFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const subject = await lockSubject(ctx, tx, wish.transactionId);
    if (!subject) return err({ kind: 'not_found' });
    if (await findProposal(tx, merchantId, wish.transactionId)) return err({ kind: 'already_proposed' });
    const chosen = chooseVerdict(ctx, subject, wish.verdict);
    if ('kind' in chosen) return err(chosen);
    const proposal = { ...toProposal(ctx, subject, wish, chosen), runsAt: await whenAlone(ctx, tx) };
    const flaw = booksMoney(chosen.effect) ? await flawOf(tx, subject, wish, proposal) : null;
    if (flaw) return err(flaw);
    await insertResolution(tx, proposal);
    await letWait(ctx, tx, proposal);
    return ok({ state: 'proposed' });
  });
}

/** When it takes effect without a second person: never, unless there is none and the merchant has said so. */
async function whenAlone(ctx: MakeContext, tx: Tx): Promise<Date | null> {
  const way = await secondCheckOf(ctx, tx);
  return way === 'by_itself' ? new Date(ctx.clock.now().getTime() + DELAY_MS) : null;
}

/** Facts count where money is booked on them; elsewhere there is nothing they could prove. */
function toProposal(
  ctx: MakeContext,
  { row }: Subject,
  wish: ResolutionWish,
  { effect }: Choice,
): ResolutionRow & { facts: ResolutionFacts } {
  const { kind, state, reference, amountMinor, currency } = row;
  const id = ctx.ids.next('resolution');
  const none = { authCode: null, last4: null, batchNumber: null, providerReference: null };
  return {
    merchantId: row.merchantId,
    id,
    transactionId: row.id,
    verdict: wish.verdict,
    proof: wish.proof,
    statement: wish.statement,
    facts: {
      version: 1,
      ...(booksMoney(effect) ? wish.facts : none),
      operation: { kind, state, reference, amountMinor, currency },
    },
    sealedPhoto:
      wish.photo &&
      seal(
        ctx.sealingKeys,
        { merchantId: row.merchantId, resolutionId: id, field: 'photo' },
        writePhoto(wish.photo),
      ),
    state: 'proposed',
    madeBy: ctx.actor.id,
    madeAt: ctx.clock.now(),
    runsAt: null,
    checkedBy: null,
    endedAt: null,
    answer: null,
  };
}

/** Why money cannot be booked on what was read. */
async function flawOf(
  tx: Tx,
  { row }: Subject,
  { facts, amount, verdict }: ResolutionWish,
  proposal: ResolutionRow,
): Promise<ResolutionFailure | null> {
  if (!isProof(facts)) return { kind: 'proof_missing' };
  if (!amount) return { kind: 'amount_missing' };
  if (amount.minor !== row.amountMinor || amount.currency !== row.currency) return { kind: 'amount_differs' };
  const decision = { resolutionId: proposal.id, verdict, facts, by: proposal.madeBy, checkedBy: null };
  const isTaken = await namesTakenPayment(tx, row, { kind: 'decided', decision });
  return isTaken ? { kind: 'payment_taken' } : null;
}

async function letWait(ctx: MakeContext, tx: Tx, proposal: ResolutionRow): Promise<void> {
  const { merchantId, transactionId, verdict } = proposal;
  await appendEvent(tx, merchantId, transactionId, {
    at: proposal.madeAt,
    data: { kind: 'resolution', step: 'proposed', verdict },
    actorId: ctx.actor.id,
  });
  await announce(tx, { merchantId, topic: 'transaction', id: transactionId });
  await recordStep(ctx, tx, proposal, 'proposed', {
    hasPhoto: proposal.sealedPhoto !== null,
    runsAt: proposal.runsAt?.toISOString() ?? null,
  });
}
