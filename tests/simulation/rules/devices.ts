import { isHosted } from '#server/kernel/providers.ts';
import type { World } from '../world.ts';
import {
  findTransaction,
  isOpen,
  isSplitOver,
  ourNow,
  rowsOfSplit,
  runsOf,
  splitsOf,
  transactionsWith,
} from './rows.ts';
import type { Breaks, Commit, TransactionRow } from './rules.ts';

/** INV-6: a device has one operation in its hands, an end of day included, until the waiting window is over. */
export function devicesHold(world: World, { transactions, runs }: Commit, breaks: Breaks): void {
  const devices = new Set([...transactions, ...runs].map(({ after }) => after.deviceId));
  const windowBegan = ourNow(world) - world.config.unknown.waitingWindowMs;
  const isInWindow = (sentAt: Date | null) => (sentAt?.getTime() ?? 0) > windowBegan;
  for (const deviceId of devices) {
    const operations = transactionsWith(world, 'deviceId', deviceId).filter(
      (row) => isHeld(row) && (row.state !== 'unknown' || isInWindow(row.sentAt)) && !isPart(world, row),
    );
    const splits = splitsOf(world).filter((split) => split.deviceId === deviceId && !isSplitOver(split));
    for (const split of splits) {
      const parts = rowsOfSplit(world, split.id).filter(isOpen);
      if (parts.length > 1) breaks('INV-18', `${split.id} has ${parts.map((one) => one.id).join(' and ')}`);
    }
    const closes = runsOf(world).filter(
      (run) =>
        run.deviceId === deviceId &&
        (run.state === 'requested' ||
          run.state === 'closing' ||
          (run.state === 'unknown' && isInWindow(run.sentAt))),
    );
    const busy = [...operations, ...closes, ...splits].map((one) => `${one.id} ${one.state}`);
    if (busy.length > 1) breaks('INV-6', `${deviceId} has ${busy.join(' and ')}`);
  }
  for (const { before, after } of runs) {
    if (before || after.state !== 'requested') continue;
    const unfinished = splitsOf(world).filter((one) => one.deviceId === after.deviceId && !isSplitOver(one));
    const open = [...transactionsWith(world, 'deviceId', after.deviceId).filter(isOpen), ...unfinished];
    if (open.length > 0)
      breaks('INV-6', `${after.id} closes over ${open.map((row) => `${row.id} ${row.state}`)}`);
  }
}

/** Nobody stands at the till of a page, which has as many payments as one likes. */
function isHeld(row: TransactionRow): boolean {
  return isOpen(row) && !isHosted(row.provider);
}

/** A payment of a split sale under way, or the void of one: the device is the split sale's. */
function isPart(world: World, row: TransactionRow): boolean {
  const splitSaleId =
    row.splitSaleId ?? (row.originalId && findTransaction(world, row.originalId)?.splitSaleId);
  return splitsOf(world).some((split) => split.id === splitSaleId && !isSplitOver(split));
}
