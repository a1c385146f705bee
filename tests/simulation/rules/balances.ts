import { isHosted } from '#server/kernel/providers.ts';
import { dayIn } from '#server/kernel/time.ts';
import type { World } from '../world.ts';
import { childrenOf, findTransaction, isOpen, runsOf } from './rows.ts';
import type { Breaks, Commit, Moved, TransactionRow } from './rules.ts';

/** INV-2, INV-3: what goes back of a sale is what its refunds and void say, and never more than the sale. */
export function balancesHold(world: World, { transactions }: Commit, breaks: Breaks): void {
  const touched = new Set(transactions.flatMap(({ after }) => [after.id, after.originalId ?? after.id]));
  for (const id of touched) {
    const row = findTransaction(world, id);
    if (row?.kind === 'sale' || row?.kind === 'capture') balanceHolds(world, row, breaks);
    if (row?.kind === 'preauthorization') holdHolds(world, row, breaks);
  }
  for (const moved of transactions) if (moved.before === null) mayGoBack(world, moved, breaks);
}

/** A hold is taken once, never beyond itself, and never both taken and released. */
function holdHolds(world: World, hold: TransactionRow, breaks: Breaks): void {
  const children = childrenOf(world, hold.id).filter(mayHaveHappened);
  const captures = children.filter((child) => child.kind === 'capture');
  const releases = children.filter((child) => child.kind === 'void');
  if (hold.flags.includes('contradiction')) return;
  if (captures.length > 1 || (captures.length > 0 && releases.length > 0) || isDoubled(releases))
    breaks('INV-3', `${hold.id} is taken ${captures.length} times and released ${releases.length} times`);
  if (sumOf(captures) > hold.amountMinor)
    breaks('INV-2', `${sumOf(captures)} are taken of the hold ${hold.id}`);
  if (captures.length > 0 && hold.captureId === null) breaks('INV-3', `${hold.id} has forgotten its capture`);
  const isTaken = captures.some((child) => child.state === 'approved');
  if (isTaken !== (hold.capturedAt !== null)) breaks('INV-3', `${hold.id} and its capture disagree`);
}

function balanceHolds(world: World, sale: TransactionRow, breaks: Breaks): void {
  const children = childrenOf(world, sale.id);
  const refunds = children.filter((child) => child.kind === 'refund');
  const refunded = sumOf(refunds.filter((child) => child.state === 'approved'));
  const reserved = sumOf(refunds.filter(isOpen));
  if (refunded !== sale.refundedMinor || reserved !== sale.refundReservedMinor) {
    breaks(
      'INV-2',
      `${sale.id} says ${sale.refundedMinor} refunded and ${sale.refundReservedMinor} reserved; its refunds say ${refunded} and ${reserved}`,
    );
  }
  const isFlagged = sale.flags.includes('contradiction');
  if (!isFlagged && refunded + reserved > sale.amountMinor)
    breaks('INV-2', `${refunded + reserved} go back of ${sale.id}, which was ${sale.amountMinor}`);
  const voids = children.filter((child) => child.kind === 'void' && mayHaveHappened(child));
  if (!isFlagged && voids.length > 0 && (isDoubled(voids) || refunded + reserved > 0))
    breaks('INV-3', `${sale.id} has ${voids.length} voids and ${refunded + reserved} refunded`);
  const isVoided = voids.some((child) => child.state === 'approved');
  if (isVoided !== (sale.voidedAt !== null)) breaks('INV-3', `${sale.id} and its void disagree`);
  if (voids.length > 0 && sale.voidId === null) breaks('INV-3', `${sale.id} has forgotten its void`);
}

function mayHaveHappened(row: TransactionRow): boolean {
  return row.state === 'approved' || isOpen(row);
}

/**
 * More than one void that did its work, or of which that is to be expected. One that was said to have failed and is proven
 * while the next try is under way leaves that one nothing to do: it is refused, and nothing has gone back twice (INV-7).
 */
function isDoubled(voids: readonly TransactionRow[]): boolean {
  const done = voids.filter((one) => one.state === 'approved');
  const expected = voids.filter((one) => one.state !== 'approved' || !one.flags.includes('late'));
  return done.length > 1 || expected.length > 1;
}

/** The conditions under which a void or refund may begin, read from the books as they are now. */
function mayGoBack(world: World, { after }: Moved, breaks: Breaks): void {
  if (after.originalId === null) return;
  // What happened at the terminal, or what a person found out, asks nobody whether it may.
  if (after.state === 'approved') return;
  const sale = findTransaction(world, after.originalId);
  if (sale?.state !== 'approved') {
    breaks('INV-3', `${after.id} is of a sale that is not approved`);
    return;
  }
  if (after.kind === 'capture') return;
  const closing = runsOf(world).find(
    (run) => run.batchId === sale.batchId && (run.state === 'closing' || run.state === 'unknown'),
  );
  if (closing) breaks('K12', `${after.id} is of a sale whose close ${closing.id} is ${closing.state}`);
  // A capture may come days later, a void may not.
  if (after.kind !== 'void') return;
  const others = childrenOf(world, sale.id).filter((one) => one.kind === 'void' && one.id !== after.id);
  if (others.some(mayHaveHappened)) breaks('INV-3', `${after.id} voids a sale that has another void`);
  const batch = world.database.store.rows('batches').find((one) => one.id === sale.batchId);
  if (batch?.state !== 'open') breaks('INV-3', `${after.id} voids a sale whose batch is ${batch?.state}`);
  const zone = after.provider === 'interpay' ? 'America/Toronto' : 'Europe/Istanbul';
  const today = dayIn(new Date(world.epoch + world.scheduler.now + world.clockError), zone);
  const asked = dayIn(after.createdAt, zone);
  // Where our clock is behind, the provider's day has begun before ours; a page is told that day, and its cancellation fits it.
  const there = isHosted(after.provider) ? dayIn(new Date(world.epoch + world.scheduler.now), zone) : today;
  if (!sale.providerDate || ![today, asked, there].includes(sale.providerDate))
    breaks('INV-3', `${after.id} voids a sale of ${sale.providerDate} on ${today}`);
}

function sumOf(rows: readonly TransactionRow[]): number {
  return rows.reduce((sum, row) => sum + row.amountMinor, 0);
}
