import type { BatchTotal, BookEntry, CardType, ClosedBatch } from './book.ts';
import type { Device } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { compactDay, lastOccurrence } from './toronto.ts';

/** Closes the open batch of each device that holds something; an empty one stays open. Answers what was closed. */
export function settle(gateway: Gateway, devices: Iterable<Device>, closedAt: number): ClosedBatch[] {
  return [...devices].flatMap((device) => {
    const { termId, deviceId, openBatch } = device;
    const members = gateway.ledger.batch(termId, deviceId, openBatch);
    if (members.length === 0) return [];
    const closed = closedBatch(device, openBatch, closedAt, members);
    gateway.ledger.close(closed);
    device.openBatch += 1;
    device.transaction = 0;
    gateway.keepDevice(device);
    return [closed];
  });
}

/** Closes what was open when the wall last showed the cut-off, if that is how it is set. */
export function settleIfDue(gateway: Gateway): void {
  const { settlesAt } = gateway.settings;
  if (settlesAt === null) return;
  const cutOff = lastOccurrence(gateway.now(), settlesAt);
  if (gateway.settledUpTo === cutOff) return;
  gateway.settledUpTo = cutOff;
  const due = [...gateway.devices.values()].filter((device) =>
    gateway.ledger
      .batch(device.termId, device.deviceId, device.openBatch)
      .some((entry) => Date.parse(entry.endedAt ?? entry.startedAt) < cutOff),
  );
  settle(gateway, due, cutOff);
}

/** A batch as the bank reports it. */
export function closedBatch(
  { termId, deviceId }: Pick<Device, 'termId' | 'deviceId'>,
  batch: number,
  closedAt: number,
  members: readonly BookEntry[],
): ClosedBatch {
  return {
    termId,
    deviceId,
    batch,
    closedAt: new Date(closedAt).toISOString(),
    settlementDate: compactDay(closedAt),
    totals: totalsOf(members),
  };
}

const cardTypes: readonly CardType[] = ['V', 'M', 'A', 'D', 'I'];

/** One line per card type that moved. */
function totalsOf(members: readonly BookEntry[]): BatchTotal[] {
  return cardTypes.flatMap((cardType) => {
    const own = members.filter((entry) => entry.card?.type === cardType);
    if (own.length === 0) return [];
    const sales = own.filter((entry) => entry.kind === 'sale');
    const voids = sales.filter((entry) => entry.state === 'voided');
    const refunds = own.filter((entry) => entry.kind === 'refund' && entry.state === 'approved');
    const money = { saleMinor: sum(sales), voidMinor: sum(voids), refundMinor: sum(refunds) };
    return [
      {
        cardType,
        saleCount: sales.length,
        voidCount: voids.length,
        refundCount: refunds.length,
        ...money,
        netMinor: money.saleMinor - money.voidMinor - money.refundMinor,
      },
    ];
  });
}

function sum(entries: readonly BookEntry[]): number {
  return entries.reduce((all, entry) => all + entry.chargedMinor, 0);
}
