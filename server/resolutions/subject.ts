import type { Tx } from '#db/client.ts';
import { findDevice } from '#db/queries/devices.ts';
import { lockTransaction, readContradiction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Verdict } from '#db/schema/resolutions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { SlipFacts } from '#server/transactions/decision-rule.ts';
import { type Terminal, toTerminal } from '#server/transactions/situation.ts';
import { type Choice, choicesOf, type Doubt, doubtOf } from './resolution-rule.ts';

/** An operation about which somebody decides, with its device and what may be said of it. */
export type Subject = {
  row: TransactionRow;
  terminal: Terminal;
  /** Null: there is nothing to decide. */
  doubt: Doubt | null;
  choices: Choice[];
};

/** Why nobody's word about an operation is taken now; nothing was written. */
export type ResolutionFailure =
  | { kind: 'not_found' }
  /** Its outcome is known, or it is still under way. */
  | { kind: 'not_in_doubt' }
  | { kind: 'verdict_not_offered' }
  /** The device may still be working on it. */
  | { kind: 'too_early' }
  /** The provider reported that money moved, over another amount: that has to be undone there first. */
  | { kind: 'reported_charged' }
  /** Neither an authorization code nor a reference of the provider was given. */
  | { kind: 'proof_missing' }
  | { kind: 'amount_missing' }
  /** Another amount is another operation: it cannot be decided, it has to be undone at the terminal. */
  | { kind: 'amount_differs' }
  /** What was read is the payment of another operation. */
  | { kind: 'payment_taken' }
  | { kind: 'already_proposed' }
  /** The proposal was answered, taken back or overtaken meanwhile. */
  | { kind: 'not_waiting' }
  | { kind: 'own_proposal' }
  | { kind: 'not_own_proposal' }
  /** Who proposed it, or who checks it, may not do so any more. */
  | { kind: 'right_lost' };

/** What may be said of a row now. */
export function toSubject(
  ctx: Pick<Context, 'clock' | 'patience'>,
  row: TransactionRow,
  isContradicted: boolean,
  { page }: Pick<Terminal, 'page'>,
): Pick<Subject, 'doubt' | 'choices'> {
  const doubtful = { ...row, isContradicted, page };
  const doubt = doubtOf(doubtful, ctx.clock.now(), ctx.patience);
  const choices = doubt ? choicesOf(doubtful, canTakeBack(row), ctx.patience) : [];
  return { doubt, choices };
}

/** The operation, locked until the transaction ends; null when this merchant has none of that id. */
export async function lockSubject(
  ctx: Context | SystemContext,
  tx: Tx,
  id: TransactionId,
): Promise<Subject | null> {
  const row = await lockTransaction(tx, ctx.merchant.id, id);
  const target = row && (await findDevice(tx, ctx.merchant.id, row.deviceId));
  if (!row || !target) return null;
  const isContradicted = await readContradiction(tx, row);
  const terminal = toTerminal(target);
  return { row, terminal, ...toSubject(ctx, row, isContradicted, terminal) };
}

/** Whether a void can still be booked against it (INV-3). */
function canTakeBack(row: TransactionRow): boolean {
  const isMoney = row.kind === 'sale' || row.kind === 'capture' || row.kind === 'preauthorization';
  const isUntouched = row.refundedMinor === 0 && row.refundReservedMinor === 0;
  return isMoney && isUntouched && row.voidId === null && row.captureId === null;
}

/** The choice that a verdict is, or why it may not be made now. */
export function chooseVerdict(
  ctx: Pick<Context, 'clock'>,
  { doubt, choices }: Subject,
  verdict: Verdict,
): Choice | ResolutionFailure {
  if (!doubt) return { kind: 'not_in_doubt' };
  const chosen = choices.find((choice) => choice.verdict === verdict);
  if (!chosen) return { kind: 'verdict_not_offered' };
  if (chosen.isBarred) return { kind: 'reported_charged' };
  const { notBefore } = chosen;
  return notBefore !== null && ctx.clock.now() < notBefore ? { kind: 'too_early' } : chosen;
}

/** Whether something was read that a bank or provider finds the payment by. */
export function isProof({ authCode, providerReference }: SlipFacts): boolean {
  return authCode !== null || providerReference !== null;
}
