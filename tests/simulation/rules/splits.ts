import type { SplitSaleRow } from '#db/queries/split-sales.ts';
import type { World } from '../world.ts';
import { isOpen, splitsOf, transactionsWith } from './rows.ts';
import type { Breaks, Commit } from './rules.ts';

/** INV-18: what is paid of a split sale is what its payments say, never more than the sale, and all of it when complete. */
export function splitsHold(world: World, { transactions, changes }: Commit, breaks: Breaks): void {
  const touched = new Set([
    ...changes.filter(({ table }) => table === 'split_sales').map(({ after }) => after?.id),
    ...transactions.map(({ after }) => after.splitSaleId),
  ]);
  for (const split of splitsOf(world)) if (touched.has(split.id)) splitHolds(world, split, breaks);
}

function splitHolds(world: World, split: SplitSaleRow, breaks: Breaks): void {
  const payments = transactionsWith(world, 'splitSaleId', split.id);
  const minor = (rows: typeof payments) => rows.reduce((sum, row) => sum + row.amountMinor, 0);
  const paid = minor(payments.filter((row) => row.state === 'approved' && row.voidedAt === null));
  const reserved = minor(payments.filter(isOpen));
  if (split.paidMinor !== paid || split.reservedMinor !== reserved) {
    breaks(
      'INV-18',
      `${split.id} says ${split.paidMinor} paid and ${split.reservedMinor} reserved; its payments say ${paid} and ${reserved}`,
    );
  }
  if (split.flags.includes('contradiction')) return;
  if (paid + reserved > split.amountMinor)
    breaks('INV-18', `${paid + reserved} are paid of ${split.id}, which is ${split.amountMinor}`);
  if (split.state === 'completed' && paid !== split.amountMinor)
    breaks('INV-18', `${split.id} is complete with ${paid} of ${split.amountMinor}`);
}

/** At the end: what they completed is complete here, what we completed is complete there. */
export function splitBooksAgree(world: World, breaks: Breaks): void {
  const { ledger } = world.network.gateway;
  const devices = world.merchants.flatMap((merchant) => merchant.devices);
  for (const split of splitsOf(world)) {
    if (split.flags.includes('contradiction')) continue;
    const clientId = devices.find((device) => device.id === split.deviceId)?.clientId ?? '';
    const theirs = ledger.fiscalByReference(clientId, split.reference)?.state ?? null;
    const isTheirsComplete = theirs === 'complete';
    if (isTheirsComplete !== (split.state === 'completed'))
      breaks('lost result', `${split.id} is ${split.state} here and ${theirs} there`);
  }
}
