import type { VatRate } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { AccountRole } from './account-role.ts';

/** What was taken or given back at a rate of VAT, the VAT included. */
export type VatShare = { rate: VatRate; grossMinor: number };

/** Money that came in or went back: with what, of which price, and what of it was for paying in instalments. */
export type Takings = {
  /** The bank or provider that owes it; null: it is in the till. */
  card: string | null;
  amountMinor: number;
  surchargeMinor: number;
  /** Empty where no rate is known. */
  shares: readonly VatShare[];
};

/**
 * One fact for the books of a day. `taken`: a sale or a capture; `returned`: a refund; `undone`: a void of this day's
 * takings; `undone_later`: of those of an earlier day, which the books already have. `withheld`, `freed`, `paid_out`: what
 * the provider of online payments keeps, holds back, lets go and pays; `waived`: what it does not keep after all, of a void.
 */
export type JournalFact =
  | { kind: 'taken' | 'returned' | 'undone' | 'undone_later'; takings: Takings }
  | { kind: 'withheld' | 'waived'; card: string; commissionMinor: number; blockedMinor: number }
  | { kind: 'freed'; blockedMinor: number }
  | { kind: 'paid_out'; card: string; payoutMinor: number };

/** A line of an entry: an account and what is written on one of its sides. `or`: where it goes when that has no account. */
export type JournalLine = {
  role: AccountRole;
  or?: AccountRole;
  debitMinor: number;
  creditMinor: number;
};

/** The lines of one fact, debits first; they balance to the last minor unit. A hold moves no money and is no fact. Pure. */
export function linesOf(fact: JournalFact): JournalLine[] {
  const lines = writtenLines(fact).filter((line) => line.debitMinor !== 0 || line.creditMinor !== 0);
  if (!isBalanced(lines)) throw new RangeError('An entry does not balance');
  return lines;
}

/** Whether debits equal credits. */
export function isBalanced(lines: readonly Pick<JournalLine, 'debitMinor' | 'creditMinor'>[]): boolean {
  return lines.reduce((sum, line) => sum + line.debitMinor - line.creditMinor, 0) === 0;
}

function writtenLines(fact: JournalFact): JournalLine[] {
  switch (fact.kind) {
    case 'taken':
      return taken(fact.takings);
    case 'undone':
      return taken(fact.takings).map(mirrored);
    case 'returned':
    case 'undone_later':
      return returned(fact.takings);
    case 'withheld':
      return withheld(fact);
    case 'waived':
      return withheld(fact).map(mirrored);
    case 'freed':
      return [debit('clearing', fact.blockedMinor), credit('blocked', fact.blockedMinor)];
    case 'paid_out':
      return [debit('clearing', fact.payoutMinor), credit(`card:${fact.card}`, fact.payoutMinor)];
    default:
      return assertNever(fact);
  }
}

function withheld({
  card,
  commissionMinor,
  blockedMinor,
}: {
  card: string;
  commissionMinor: number;
  blockedMinor: number;
}): JournalLine[] {
  return [
    debit('commission', commissionMinor),
    debit('blocked', blockedMinor),
    credit(`card:${card}`, commissionMinor + blockedMinor),
  ];
}

function taken(takings: Takings): JournalLine[] {
  return [
    debit(moneyRole(takings), takings.amountMinor),
    ...priceOf(takings).flatMap(({ rate, grossMinor }) => {
      if (rate === null) return [credit('sales', grossMinor)];
      const vatMinor = vatIn(grossMinor, rate);
      const sales = `sales:${rate}` as const;
      return [credit(sales, grossMinor - vatMinor), { ...credit(`vat:${rate}`, vatMinor), or: sales }];
    }),
    credit('surcharge', takings.surchargeMinor),
  ];
}

/** What goes back is a loss of its own, not less sales; its VAT is taken back from where it was. */
function returned(takings: Takings): JournalLine[] {
  return [
    ...priceOf(takings).flatMap(({ rate, grossMinor }): JournalLine[] => {
      if (rate === null) return [debit('refunds', grossMinor)];
      const vatMinor = vatIn(grossMinor, rate);
      return [debit('refunds', grossMinor - vatMinor), { ...debit(`vat:${rate}`, vatMinor), or: 'refunds' }];
    }),
    debit('surcharge', takings.surchargeMinor),
    credit(moneyRole(takings), takings.amountMinor),
  ];
}

/** The price by rate; one share without a rate where the lines do not come to it. */
function priceOf({ amountMinor, surchargeMinor, shares }: Takings): {
  rate: VatRate | null;
  grossMinor: number;
}[] {
  const priceMinor = amountMinor - surchargeMinor;
  const isWhole = shares.reduce((sum, share) => sum + share.grossMinor, 0) === priceMinor;
  return isWhole && shares.length > 0 ? [...shares] : [{ rate: null, grossMinor: priceMinor }];
}

/** The VAT contained in a gross amount, to the nearest minor unit, halves away from nothing. */
export function vatIn(grossMinor: number, rate: VatRate): number {
  const percent = BigInt(rate);
  const twice = 2n * BigInt(grossMinor) * percent + (100n + percent);
  return Number(twice / (2n * (100n + percent)));
}

function moneyRole({ card }: Takings): AccountRole {
  return card === null ? 'cash' : `card:${card}`;
}

function debit(role: AccountRole, minor: number): JournalLine {
  return { role, debitMinor: minor, creditMinor: 0 };
}

function credit(role: AccountRole, minor: number): JournalLine {
  return { role, debitMinor: 0, creditMinor: minor };
}

function mirrored(line: JournalLine): JournalLine {
  return { ...line, debitMinor: line.creditMinor, creditMinor: line.debitMinor };
}
