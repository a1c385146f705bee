import type { Tx } from '#db/client.ts';
import { lockTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { CalledOutcome } from '#server/gateways/callback.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { applyEvent, findRunningVoid, surroundingsOf } from './apply-outcome.ts';
import { misfits, UNDONE } from './callback-rule.ts';
import { type ContradictionField, contradictedBy } from './moves.ts';
import { type Terminal, toSituation } from './situation.ts';
import { isFinal } from './transaction.ts';
import { settleUndone, type VoidFacts } from './undone-sale.ts';

/** What a called-back result did. `slipsOf`: the operation whose slips came with it. */
export type CalledFate =
  | { kind: 'moved'; id: TransactionId; slipsOf: TransactionId | null }
  | { kind: 'nothing_new'; slipsOf: TransactionId | null }
  | { kind: 'contradicted'; fields: readonly ContradictionField[] }
  /** Only a person may say what it means. */
  | { kind: 'held' }
  /** It means something once the answer to the request is there: ask again soon. */
  | { kind: 'too_early' };

/** How a result came, beside what it says. */
export type CalledBy = {
  /** It came to the one address of a connection: whoever knows that has proven less (§6.4 of such a protocol). */
  isFixedAddress: boolean;
  /** What its slips tell of a void, whose result says nothing else of it. */
  facts: VoidFacts;
};

/**
 * Has a called-back result move the operation it is about, as it was read a moment ago, through the one door and in the caller's transaction. A void of an
 * approved sale has no address of its own (§8.6): what is called back to that of its sale settles it.
 */
export async function applyCalled(
  ctx: SystemContext,
  tx: Tx,
  about: Pick<TransactionRow, 'id' | 'voidId'>,
  terminal: Terminal,
  { said, by }: { said: CalledOutcome; by: CalledBy },
): Promise<CalledFate> {
  const { id } = about;
  const row = await lockWithVoid(ctx, tx, about);
  const special = await applySpecial(ctx, tx, row, terminal, { said, by });
  if (special) return special;
  const moved = await applyEvent(ctx, tx, id, terminal, { kind: 'called_back', said });
  if (!moved) return { kind: 'nothing_new', slipsOf: isOldNews(row, said) ? id : null };
  const fields = contradictedBy(moved.move);
  if (fields.length > 0) return { kind: 'contradicted', fields };
  return { kind: 'moved', id, slipsOf: moved.move.state === 'approved' ? id : null };
}

/** What is not for the rule of the operation alone: it would need a person, or it is about its void. Null for the rest. */
async function applySpecial(
  ctx: SystemContext,
  tx: Tx,
  row: TransactionRow,
  terminal: Terminal,
  { said, by }: { said: CalledOutcome; by: CalledBy },
): Promise<CalledFate | null> {
  const isHeld = by.isFixedAddress && row.sessionId === null && isNewsOfMoney(row, said);
  const mayBeVoid = row.state === 'approved' && row.kind !== 'refund';
  if (!isHeld && !mayBeVoid) return null;
  const surroundings = await surroundingsOf(tx, row, { kind: 'called_back', said });
  if (misfits(toSituation(row, terminal, surroundings), said).length > 0) return null;
  return isHeld ? hold(ctx, tx, row, terminal) : settleVoidOf(ctx, tx, row, terminal, said, by.facts);
}

/** Whether money moved or was undone, if it is true, and that is not known yet. */
function isNewsOfMoney(row: TransactionRow, { result }: CalledOutcome): boolean {
  // What was undone stays undone, and of what moved no money there is nothing to undo.
  if (result.kind === 'approved') return row.state !== 'approved' && row.outcomeReason !== UNDONE;
  const mayBeUndone = row.state === 'approved' ? row.voidedAt === null : !isFinal(row.state);
  return result.kind === 'voided' && mayBeUndone;
}

/** Whether it tells once more of an approval that is known, by a look-up for instance, and brings its slips. */
function isOldNews(row: TransactionRow, said: CalledOutcome): boolean {
  return row.state === 'approved' && said.result.kind === 'approved';
}

/** The row, locked after the void that is tied to it, in the order in which the result of a void locks the two. */
async function lockWithVoid(
  ctx: SystemContext,
  tx: Tx,
  { id, voidId }: Pick<TransactionRow, 'id' | 'voidId'>,
): Promise<TransactionRow> {
  if (voidId) await lockTransaction(tx, ctx.merchant.id, voidId);
  const row = await lockTransaction(tx, ctx.merchant.id, id);
  if (!row) throw new Error(`${id} is gone`);
  return row;
}

/** Never approved by what came to a fixed address alone; the session in the answer on its way may still prove it (C1). */
async function hold(
  ctx: SystemContext,
  tx: Tx,
  row: TransactionRow,
  terminal: Terminal,
): Promise<CalledFate> {
  if (row.state === 'sending') return { kind: 'too_early' };
  await applyEvent(ctx, tx, row.id, terminal, { kind: 'hinted', isHeld: true });
  return { kind: 'held' };
}

/** What a result says of the void of an approved sale; null when it is not about one. */
async function settleVoidOf(
  ctx: SystemContext,
  tx: Tx,
  sale: TransactionRow,
  terminal: Terminal,
  { result }: CalledOutcome,
  facts: VoidFacts,
): Promise<CalledFate | null> {
  switch (result.kind) {
    case 'voided': {
      const voidId = await settleUndone(ctx, tx, sale, terminal, facts);
      return voidId
        ? { kind: 'moved', id: voidId, slipsOf: voidId }
        : { kind: 'nothing_new', slipsOf: sale.voidId };
    }
    case 'declined':
    case 'cancelled': {
      // One that speaks of no void is an old word about the sale: were the void thought failed, a refund could follow it.
      const running = result.mentionsVoid ? await findRunningVoid(tx, sale) : null;
      if (!running) return null;
      const { code, text } = result;
      await applyEvent(ctx, tx, running.id, terminal, { kind: 'not_undone', code, text });
      return { kind: 'moved', id: running.id, slipsOf: null };
    }
    case 'approved':
    case 'ambiguous':
      return null;
  }
}
