import type { World } from '../world.ts';
import { isOpen, ourNow, runsOf, transactionsWith } from './rows.ts';
import type { Breaks, Commit } from './rules.ts';

/** INV-6: a device has one operation in its hands, an end of day included, until the waiting window is over. */
export function devicesHold(world: World, { transactions, runs }: Commit, breaks: Breaks): void {
  const devices = new Set([...transactions, ...runs].map(({ after }) => after.deviceId));
  const windowBegan = ourNow(world) - world.config.unknown.waitingWindowMs;
  const isInWindow = (sentAt: Date | null) => (sentAt?.getTime() ?? 0) > windowBegan;
  for (const deviceId of devices) {
    const operations = transactionsWith(world, 'deviceId', deviceId).filter(
      (row) => isOpen(row) && (row.state !== 'unknown' || isInWindow(row.sentAt)),
    );
    const closes = runsOf(world).filter(
      (run) =>
        run.deviceId === deviceId &&
        (run.state === 'requested' ||
          run.state === 'closing' ||
          (run.state === 'unknown' && isInWindow(run.sentAt))),
    );
    const busy = [...operations, ...closes].map((one) => `${one.id} ${one.state}`);
    if (busy.length > 1) breaks('INV-6', `${deviceId} has ${busy.join(' and ')}`);
  }
  for (const { before, after } of runs) {
    if (before || after.state !== 'requested') continue;
    const open = transactionsWith(world, 'deviceId', after.deviceId).filter(isOpen);
    if (open.length > 0)
      breaks('INV-6', `${after.id} closes over ${open.map((row) => `${row.id} ${row.state}`)}`);
  }
}
