import type { BookEntry, FiscalSale } from './book.ts';

/** A change worth keeping. Later changes of the same thing replace earlier ones. */
export type LedgerChange = { entry: BookEntry } | { fiscal: FiscalSale };

/**
 * The provider's book. Every method that looks something up asks for the client first: one merchant can
 * never see a payment of another.
 */
export class Ledger {
  readonly #entries = new Map<string, BookEntry>();
  readonly #payments = new Map<string, BookEntry[]>();
  readonly #fiscal = new Map<string, FiscalSale>();
  readonly #fiscalByReference = new Map<string, FiscalSale>();
  readonly #keep: (change: LedgerChange) => void;

  constructor(keep: (change: LedgerChange) => void) {
    this.#keep = keep;
  }

  /** In the order the operations were begun or imported. */
  entries(): BookEntry[] {
    return [...this.#entries.values()];
  }

  fiscalSales(): FiscalSale[] {
    return [...this.#fiscal.values()];
  }

  /** Writes an operation, or its next state, under its reference. */
  record(entry: BookEntry): void {
    this.restore(entry);
    this.#keep({ entry });
  }

  recordFiscal(fiscal: FiscalSale): void {
    this.restoreFiscal(fiscal);
    this.#keep({ fiscal });
  }

  /** Like record, for what is already kept. */
  restore(entry: BookEntry): void {
    const before = this.#entries.get(key(entry.clientId, entry.transactionReferenceId));
    if (before?.paymentId) {
      const family = this.#payments.get(key(before.clientId, before.paymentId)) ?? [];
      this.#payments.set(
        key(before.clientId, before.paymentId),
        family.filter((member) => member !== before),
      );
    }
    this.#entries.set(key(entry.clientId, entry.transactionReferenceId), entry);
    if (entry.paymentId) {
      const family = this.#payments.get(key(entry.clientId, entry.paymentId)) ?? [];
      this.#payments.set(key(entry.clientId, entry.paymentId), [...family, entry]);
    }
  }

  restoreFiscal(fiscal: FiscalSale): void {
    this.#fiscal.set(fiscal.saleNumber, fiscal);
    this.#fiscalByReference.set(key(fiscal.clientId, fiscal.transactionReferenceId), fiscal);
  }

  find(clientId: string, reference: string): BookEntry | null {
    return this.#entries.get(key(clientId, reference)) ?? null;
  }

  isReferenceUsed(clientId: string, reference: string): boolean {
    const name = key(clientId, reference);
    return this.#entries.has(name) || this.#fiscalByReference.has(name);
  }

  isPaymentIdUsed(clientId: string, paymentId: string): boolean {
    return this.#payments.has(key(clientId, paymentId));
  }

  /** What a void or refund of this payment is about: its capture if it has one, else the sale itself. */
  payment(clientId: string, paymentId: string): BookEntry | null {
    const family = this.#approved(clientId, paymentId);
    return (
      family.find((entry) => entry.kind === 'capture') ??
      family.find((entry) => entry.kind === 'sale' || entry.kind === 'preauth') ??
      null
    );
  }

  voidOf(payment: BookEntry): BookEntry | null {
    return this.#approved(payment.clientId, payment.paymentId).find((entry) => entry.kind === 'void') ?? null;
  }

  refundsOf(payment: BookEntry): BookEntry[] {
    return this.#approved(payment.clientId, payment.paymentId).filter((entry) => entry.kind === 'refund');
  }

  /** What can still be given back; 0 once voided, and for a hold that was never captured. */
  refundableMinor(payment: BookEntry): number {
    if (payment.kind === 'preauth' || this.voidOf(payment)) return 0;
    return this.refundsOf(payment).reduce((left, refund) => left - refund.amountMinor, payment.priceMinor);
  }

  fiscalSale(saleNumber: string | null): FiscalSale | null {
    return saleNumber === null ? null : (this.#fiscal.get(saleNumber) ?? null);
  }

  fiscalByReference(clientId: string, reference: string): FiscalSale | null {
    return this.#fiscalByReference.get(key(clientId, reference)) ?? null;
  }

  /** The payments that paid a fiscal sale and were not voided. */
  partsOf(fiscal: FiscalSale): BookEntry[] {
    return this.entries().filter(
      (entry) =>
        entry.saleNumber === fiscal.saleNumber &&
        entry.kind === 'sale' &&
        entry.state === 'approved' &&
        !this.voidOf(entry),
    );
  }

  /** What of a fiscal sale nobody has paid yet. */
  unpaidMinor(fiscal: FiscalSale): number {
    return this.partsOf(fiscal).reduce((left, part) => left - part.priceMinor, fiscal.priceMinor);
  }

  /** How much of each line already went back, by line id. */
  returnedByLine(fiscal: FiscalSale): Map<number, number> {
    const sums = new Map<number, number>();
    for (const entry of this.#entries.values()) {
      if (entry.kind !== 'refund' || entry.state !== 'approved') continue;
      if (entry.saleNumber !== fiscal.saleNumber) continue;
      for (const line of entry.returned ?? []) {
        sums.set(line.saleItemId, (sums.get(line.saleItemId) ?? 0) + line.amountMinor);
      }
    }
    return sums;
  }

  /** The approved card operations a device collected under a batch number. */
  batch(deviceUniqueId: string, batchNo: string): BookEntry[] {
    return this.entries().filter(
      (entry) =>
        entry.deviceUniqueId === deviceUniqueId &&
        entry.state === 'approved' &&
        entry.card !== null &&
        Number(entry.batchNo) === Number(batchNo),
    );
  }

  #approved(clientId: string, paymentId: string): BookEntry[] {
    const family = this.#payments.get(key(clientId, paymentId)) ?? [];
    return family.filter((entry) => entry.state === 'approved');
  }
}

function key(clientId: string, id: string): string {
  return `${clientId}\n${id}`;
}
