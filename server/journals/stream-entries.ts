import type { Tx } from '#db/client.ts';
import { type JournalRow, listJournalRows, listPaidOutRows } from '#db/queries/journal-rows.ts';
import type { DeviceId, MerchantId, TransactionId } from '#server/kernel/ids.ts';
import { addDays, type BusinessCalendar, businessDayRange, type CalendarDay } from '#server/kernel/time.ts';
import { type JournalFact, type JournalLine, linesOf } from './journal-entries.ts';
import type { JournalWish } from './journal-wish.ts';
import { cardOf, factsOf } from './read-facts.ts';

/** An entry before its accounts have names: of a device and a day, or of one operation. */
export type RawEntry = {
  day: CalendarDay;
  deviceId: DeviceId;
  /** The operation it is of; null where it is of the whole day. */
  reference: string | null;
  kind: JournalRow['kind'] | 'payout' | 'day';
  lines: JournalLine[];
  /** How many operations are in it. */
  count: number;
};

/** What reading needs: the merchant and its transactions. */
type Reader = {
  merchant: { id: MerchantId; calendar: BusinessCalendar };
  inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
};

const AT_ONCE = 2_000;

/** The entries of a stretch of business days, day by day: at most one day's sums are in memory. */
export async function* streamEntries(ctx: Reader, wish: JournalWish): AsyncGenerator<RawEntry> {
  for (let day = wish.from; day <= wish.to; day = addDays(day, 1)) {
    if (wish.per === 'transaction') yield* ofDay(ctx, wish, day);
    else yield* summed(ofDay(ctx, wish, day), day);
  }
}

/** One entry for each operation of a day, then for each payout. */
async function* ofDay(ctx: Reader, wish: JournalWish, day: CalendarDay): AsyncGenerator<RawEntry> {
  const { merchant } = ctx;
  for (let after: { at: Date; id: TransactionId } | null | undefined = null; after !== undefined; ) {
    const place: { at: Date; id: TransactionId } | null = after;
    const rows: JournalRow[] = await ctx.inTransaction((tx) =>
      listJournalRows(tx, merchant.id, wish, { day, after: place, limit: AT_ONCE }),
    );
    for (const row of rows) {
      const lines = factsOf(row).flatMap(linesOf);
      const { deviceId, reference, kind } = row;
      if (lines.length > 0) yield { day, deviceId, reference, kind, lines, count: 1 };
    }
    const last = rows.length === AT_ONCE ? rows.at(-1) : undefined;
    after = last && { at: last.createdAt, id: last.id };
  }
  const range = businessDayRange(day, merchant.calendar);
  const paidOut = await ctx.inTransaction((tx) => listPaidOutRows(tx, merchant.id, wish, { day, ...range }));
  for (const { deviceId, reference, payoutMinor, freedMinor, ...row } of paidOut) {
    const facts: JournalFact[] = [
      { kind: 'paid_out', card: cardOf(row), payoutMinor },
      { kind: 'freed', blockedMinor: freedMinor },
    ];
    const lines = facts.flatMap(linesOf);
    if (lines.length > 0) yield { day, deviceId, reference, kind: 'payout', lines, count: 0 };
  }
}

/** The same as one entry for each device, each account once on each side. */
async function* summed(entries: AsyncIterable<RawEntry>, day: CalendarDay): AsyncGenerator<RawEntry> {
  const ofDevices = new Map<DeviceId, { lines: JournalLine[]; count: number }>();
  for await (const { deviceId, lines, count } of entries) {
    const before = ofDevices.get(deviceId);
    ofDevices.set(deviceId, {
      lines: mergeLines([...(before?.lines ?? []), ...lines]),
      count: (before?.count ?? 0) + count,
    });
  }
  for (const [deviceId, sums] of [...ofDevices].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    yield { day, deviceId, reference: null, kind: 'day', ...sums };
}

/** Each account once on each side, debits first. A sum that is no longer exact throws. Pure. */
export function mergeLines(lines: readonly JournalLine[]): JournalLine[] {
  const merged = new Map<string, JournalLine>();
  for (const line of lines) {
    const key = `${line.role} ${line.or ?? ''} ${line.debitMinor > 0}`;
    const before = merged.get(key);
    const debitMinor = (before?.debitMinor ?? 0) + line.debitMinor;
    const creditMinor = (before?.creditMinor ?? 0) + line.creditMinor;
    if (!Number.isSafeInteger(debitMinor + creditMinor))
      throw new RangeError('A sum of the books is not exact');
    merged.set(key, { ...line, debitMinor, creditMinor });
  }
  return [...merged.values()].toSorted(
    (a, b) => Number(a.debitMinor === 0) - Number(b.debitMinor === 0) || (a.role < b.role ? -1 : 1),
  );
}
