import type { listBookMembers } from '#db/queries/report-facts.ts';
import type { TotalsBy } from '#server/batches/group-names.ts';
import { type BusinessCalendar, businessDate, type CalendarDay } from '#server/kernel/time.ts';
import type { BankPart } from './report.ts';

/** A member of a book, as it is read for its report. */
export type BookMember = Awaited<ReturnType<typeof listBookMembers>>[number];

/**
 * The members of a book that are of an earlier one, which was closed when their results came: the bank counted them there. The
 * number on the slip decides where both are known, but not of a void or refund, which may quote the batch of its sale. Pure.
 */
export function lateLines(
  members: readonly BookMember[],
  book: { number: string | null; bankDate: CalendarDay },
  told: { calendar: BusinessCalendar; totalsBy: TotalsBy; names: ReadonlyMap<string, string> },
): BankPart['late'] {
  return members.flatMap((member) => {
    // Its day at the provider where that was told: a page is paid long after it was sent.
    const bankDate = member.providerDate ?? businessDate(member.sentAt ?? member.createdAt, told.calendar);
    const isSame = member.number !== null && member.number === book.number;
    const isOther = member.number !== null && book.number !== null && !isSame && member.originalId === null;
    if (isSame || !(isOther || bankDate < book.bankDate)) return [];
    const group = told.totalsBy === 'card_brand' ? member.cardBrand : member.acquirerId;
    return {
      id: member.id,
      kind: member.kind,
      bankDate,
      acquirerId: group ?? '',
      acquirerName: (group && told.names.get(group)) ?? null,
      currency: member.currency,
      amountMinor: member.amountMinor,
    };
  });
}
