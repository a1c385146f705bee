import type { TransactionState } from '#db/schema/transactions.ts';
import { isHosted } from '#server/kernel/providers.ts';
import type { World } from '../world.ts';
import { padApprovalHolds } from './pads.ts';
import { isPriceChosen, pageApprovalHolds } from './pages.ts';
import { isOpen } from './rows.ts';
import type { Breaks, Commit, Moved, TransactionRow } from './rules.ts';

const FINAL: ReadonlySet<TransactionState> = new Set(['approved', 'declined', 'failed', 'cancelled']);

const NEXT: Readonly<Record<TransactionState, readonly TransactionState[]>> = {
  created: ['sending', 'failed'],
  sending: ['awaiting', 'unknown', 'approved', 'declined', 'failed', 'cancelled'],
  awaiting: ['unknown', 'approved', 'declined', 'failed', 'cancelled'],
  unknown: ['approved', 'declined', 'failed', 'cancelled'],
  approved: [],
  // INV-7: proof of a charge that comes after a final no.
  declined: ['approved'],
  failed: ['approved'],
  cancelled: ['approved'],
};

const AS_WISHED = [
  'kind',
  'deviceId',
  'originalId',
  'intentKey',
  'intentHash',
  'reference',
  'amountMinor',
  'currency',
  'createdAt',
] as const satisfies (keyof TransactionRow)[];

const WRITTEN_ONCE = [
  'batchId',
  'providerPaymentId',
  'providerDate',
  'providerBatchNumber',
  'authCode',
  'rrn',
  'stan',
  'last4',
  'settledAt',
  'businessDate',
] as const satisfies (keyof TransactionRow)[];

/** INV-1, INV-7, INV-8, INV-16: a transaction moves as the rule says, and is approved only when the card was charged. */
export function statesHold(world: World, { transactions }: Commit, breaks: Breaks): void {
  for (const moved of transactions) {
    const { before, after } = moved;
    if (!Number.isSafeInteger(after.amountMinor) || after.amountMinor <= 0)
      breaks('INV-1', `${after.id} has amount ${after.amountMinor}`);
    if (!before) {
      if (after.state !== 'created' && !hasHappened(after))
        breaks('D4', `${after.id} was written as ${after.state}`);
      if (after.state === 'approved') padApprovalHolds(world, after, breaks);
      continue;
    }
    for (const field of AS_WISHED) {
      const isChosen = field === 'amountMinor' && isPriceChosen(moved);
      if (!isChosen && !isEqual(before[field], after[field]))
        breaks('INV-7', `${field} of ${after.id} was changed`);
    }
    if (before.state !== after.state) stateMoved(world, moved, breaks);
    else if (FINAL.has(after.state)) finalStays(moved, breaks);
    const isAsked = after.provider !== 'interpay';
    if (isAsked && after.state === 'unknown' && after.nextQueryAt === null && isYoung(world, after))
      breaks('INV-16', `${after.id} is unknown and nobody will ask`);
  }
}

function stateMoved(world: World, { before, after }: Moved, breaks: Breaks): void {
  if (!before) return;
  if (!NEXT[before.state].includes(after.state))
    breaks('INV-7', `${after.id} went from ${before.state} to ${after.state}`);
  if (FINAL.has(before.state) && !after.flags.includes('late'))
    breaks('INV-7', `${after.id} was approved after ${before.state} and is not marked late`);
  if (isOpen(before) && isReported(before) && endsOnWord(after))
    breaks(
      'INV-7',
      `${after.id} ended as ${after.state} against a report that money moved (${before.flags})`,
    );
  const waited = (after.sentAt?.getTime() ?? 0) - after.createdAt.getTime();
  if (after.state === 'sending' && waited > 30_000)
    breaks('K2', `${after.id} was left lying for ${waited} ms and sent all the same`);
  if (after.state !== 'approved') return;
  if (after.provider === 'interpay') padApprovalHolds(world, after, breaks);
  else if (isHosted(after.provider)) pageApprovalHolds(world, after, breaks);
  else chargeHolds(world, after, breaks);
}

/**
 * It was called back as carried out in a way that cannot be booked: over another amount, or by somebody who proves too little.
 * A provider that is asked for the last word is believed.
 */
function isReported({ provider, flags }: TransactionRow): boolean {
  if (provider !== 'interpay') return false;
  return flags.includes('amount_differs') || flags.includes('needs_review');
}

/** It ended without money, and neither was it undone nor did a person find that out. */
function endsOnWord({ state, outcomeReason }: TransactionRow): boolean {
  const isNo = state === 'declined' || state === 'failed' || state === 'cancelled';
  return isNo && outcomeReason !== 'undone' && outcomeReason !== 'resolved_not_charged';
}

/** A void that nobody sends: it was made at the terminal, or booked because a person found that out. */
function hasHappened({ kind, intentKey }: TransactionRow): boolean {
  return kind === 'void' && /^(?:terminal-void:|rsl_)/.test(intentKey);
}

function chargeHolds(world: World, after: TransactionRow, breaks: Breaks): void {
  const charged = world.network.gateway.ledger
    .entries()
    .find((entry) => entry.transactionReferenceId === after.reference && entry.state === 'approved');
  if (!charged) {
    breaks('INV-8', `${after.id} is approved and the provider did nothing`);
    return;
  }
  const told = {
    amountMinor: charged.amountMinor,
    currency: charged.currency,
    paymentId: charged.paymentId,
    device: charged.deviceUniqueId,
  };
  const device = world.merchants.flatMap((one) => one.devices).find((one) => one.id === after.deviceId);
  const ours = {
    amountMinor: after.amountMinor,
    currency: after.currency,
    paymentId: after.providerPaymentId,
    device: device?.providerDeviceId,
  };
  if (JSON.stringify(told) !== JSON.stringify(ours))
    breaks('INV-8', `${after.id}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(told)}`);
}

function finalStays({ before, after }: Moved, breaks: Breaks): void {
  for (const field of WRITTEN_ONCE) {
    if (!isEqual(before?.[field], after[field])) breaks('INV-7', `${field} of ${after.id} was written twice`);
  }
}

function isYoung(world: World, row: TransactionRow): boolean {
  const now = world.epoch + world.scheduler.now + world.clockError;
  return now - (row.unknownSince?.getTime() ?? now) < 71 * 3_600_000;
}

function isEqual(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}
