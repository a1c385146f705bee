import type { JournalRow } from '#db/queries/journal-rows.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { refundLines, saleLines } from '#server/transactions/lines.ts';
import type { JournalFact, Takings, VatShare } from './journal-entries.ts';

/** Who owes the money of a card: its bank, or the provider where none is named. */
export function cardOf({ acquirerId, provider }: { acquirerId: string | null; provider: Provider }): string {
  return acquirerId ?? `@${provider}`;
}

/** What an approved operation is for the books; nothing where it moved no money: a hold, and its release. Pure. */
export function factsOf(row: JournalRow): JournalFact[] {
  switch (row.kind) {
    case 'preauthorization':
      return [];
    case 'sale':
    case 'capture':
      return [
        { kind: 'taken', takings: takingsOf(row, row, sharesOfSale(row.lines)) },
        ...withheldOf('withheld', cardOf(row), row.withheld),
      ];
    case 'refund':
      return [{ kind: 'returned', takings: takingsOf(row, row, sharesOfRefund(row.lines)) }];
    case 'void': {
      const { original } = row;
      if (!original || original.kind === 'preauthorization') return [];
      const kind = original.businessDate === row.businessDate ? 'undone' : 'undone_later';
      const { acquirerId } = original;
      return [
        { kind, takings: takingsOf(row, original, sharesOfSale(original.lines)) },
        ...withheldOf('waived', cardOf({ acquirerId, provider: row.provider }), row.originalWithheld),
      ];
    }
  }
}

/** A refund and a void are of the bank of their sale where they name none. */
function takingsOf(
  row: JournalRow,
  of: Pick<JournalRow, 'paymentType' | 'amountMinor' | 'surchargeMinor' | 'acquirerId'>,
  shares: VatShare[],
): Takings {
  const acquirerId = row.acquirerId ?? of.acquirerId ?? row.original?.acquirerId ?? null;
  return {
    card: of.paymentType === 'cash' ? null : cardOf({ acquirerId, provider: row.provider }),
    amountMinor: of.amountMinor,
    surchargeMinor: of.surchargeMinor,
    shares,
  };
}

function withheldOf(
  kind: 'withheld' | 'waived',
  card: string,
  withheld: JournalRow['withheld'],
): JournalFact[] {
  const { commissionMinor, feeMinor, blockedMinor } = withheld ?? {};
  const kept = (commissionMinor ?? 0) + (feeMinor ?? 0);
  if (kept === 0 && !blockedMinor) return [];
  return [{ kind, card, commissionMinor: kept, blockedMinor: blockedMinor ?? 0 }];
}

function sharesOfSale(lines: unknown): VatShare[] {
  const read = saleLines.safeParse(lines);
  return read.success
    ? sumByRate(read.data.map((line) => ({ rate: line.vatRate, grossMinor: line.totalMinor })))
    : [];
}

function sharesOfRefund(lines: unknown): VatShare[] {
  const read = refundLines.safeParse(lines);
  return read.success
    ? sumByRate(read.data.map((line) => ({ rate: line.vatRate, grossMinor: line.refundMinor })))
    : [];
}

function sumByRate(shares: VatShare[]): VatShare[] {
  return [...Map.groupBy(shares, (share) => share.rate)].map(([rate, ofRate]) => ({
    rate,
    grossMinor: ofRate.reduce((sum, share) => sum + share.grossMinor, 0),
  }));
}
