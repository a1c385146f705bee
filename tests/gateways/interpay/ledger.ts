import type { BookEntry, ClosedBatch } from './book.ts';

/** What the book writes down. */
export type LedgerChange =
  | { entry: BookEntry }
  | { used: { termId: string; requestId: string } }
  | { closed: ClosedBatch };

/** The provider's own book: what was asked and what came of it, and the batches the bank has closed. */
export class Ledger {
  readonly #entries = new Map<string, BookEntry>();
  readonly #used = new Set<string>();
  readonly #closed: ClosedBatch[] = [];
  readonly #keep: (change: LedgerChange) => void;

  constructor(keep: (change: LedgerChange) => void) {
    this.#keep = keep;
  }

  /** Writes a session down, or what became of it. */
  record(entry: BookEntry): void {
    this.restore({ entry });
    this.#keep({ entry });
  }

  /** From now on the REQUESTID is refused on this terminal, for ever. */
  use(termId: string, requestId: string): void {
    this.restore({ used: { termId, requestId } });
    this.#keep({ used: { termId, requestId } });
  }

  close(closed: ClosedBatch): void {
    this.restore({ closed });
    this.#keep({ closed });
  }

  /** Takes a line of the state file over. */
  restore(change: LedgerChange): void {
    if ('entry' in change) this.#entries.set(change.entry.secureId, change.entry);
    else if ('used' in change) this.#used.add(`${change.used.termId}/${change.used.requestId}`);
    else this.#closed.push(change.closed);
  }

  isUsed(termId: string, requestId: string): boolean {
    return this.#used.has(`${termId}/${requestId}`);
  }

  usedRequests(): { termId: string; requestId: string }[] {
    return [...this.#used].map((key) => {
      const [termId = '', requestId = ''] = key.split('/');
      return { termId, requestId };
    });
  }

  find(secureId: string): BookEntry | undefined {
    return this.#entries.get(secureId);
  }

  /** Every session in the order of arrival. */
  entries(): BookEntry[] {
    return [...this.#entries.values()];
  }

  /** What a batch holds: everything the bank approved in it, voided or not. */
  batch(termId: string, deviceId: string, batch: number): BookEntry[] {
    return this.entries().filter(
      (entry) =>
        entry.termId === termId &&
        entry.deviceId === deviceId &&
        entry.batch === batch &&
        (entry.state === 'approved' || entry.state === 'voided'),
    );
  }

  closedBatches(): ClosedBatch[] {
    return [...this.#closed];
  }
}
