import { isPaid, type PageEntry, type PaidEntry } from './book.ts';

const FIRST_NUMBER = 24_000_001;

/** The provider's own book: every page that was opened, and what was paid on it and went back. */
export class Ledger {
  readonly #entries = new Map<string, PageEntry>();
  readonly #keep: (entry: PageEntry) => void;
  #lastNumber = FIRST_NUMBER;

  constructor(keep: (entry: PageEntry) => void) {
    this.#keep = keep;
  }

  /** Writes a page down, or what became of it. */
  record(entry: PageEntry): PageEntry {
    this.restore(entry);
    this.#keep(entry);
    return entry;
  }

  /** Takes a line of the state file over. */
  restore(entry: PageEntry): void {
    this.#entries.set(entry.token, entry);
    this.#lastNumber = Math.max(this.#lastNumber, ...numbersOf(entry));
  }

  /** A number no payment, item or return has. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  isTaken(number: number): boolean {
    return this.entries().some((entry) => numbersOf(entry).includes(number));
  }

  find(token: string): PageEntry | undefined {
    return this.#entries.get(token);
  }

  /** Every page in the order of opening. */
  entries(): PageEntry[] {
    return [...this.#entries.values()];
  }

  /** What an account was paid. */
  paidTo(apiKey: string): PaidEntry[] {
    return this.entries()
      .filter(isPaid)
      .filter((entry) => entry.apiKey === apiKey);
  }
}

function numbersOf({ payment }: PageEntry): number[] {
  if (!payment) return [];
  const items = payment.items.map((item) => item.paymentTransactionId);
  const parts = payment.returns.flatMap((one) => one.parts.map((part) => part.id));
  return [payment.paymentId, ...items, ...parts];
}
