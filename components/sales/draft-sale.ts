import type { Buyer, FiscalDocument } from '#server/gateways/fiscal-details.ts';
import type { PaymentType, VatRate } from '#server/gateways/terminal-gateway.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import type { UNIT_CODES } from '#server/transactions/lines.ts';
import type { SaleKind } from '#server/transactions/start-sale.ts';

/** A unit a line can be sold in (UN/ECE code); the server takes no other. */
export type Unit = (typeof UNIT_CODES)[number];

/** The units in the order they are offered. */
export const UNITS = ['C62', 'KGM', 'LTR', 'MTR', 'HUR'] as const satisfies readonly Unit[];

/** VAT rates in the order they are offered, percent; the usual one for food and drink first. */
export const RATES = ['10', '20', '1', '0'] as const satisfies readonly VatRate[];

/** A discount as typed: an amount in canonical decimal text, or hundredths of a per cent. */
export type DraftDiscount =
  | { kind: 'none' }
  | { kind: 'amount'; decimal: string }
  | { kind: 'percent'; basisPoints: number }
  | { kind: 'unreadable' };

/** A line as it is being written; `unitPrice` is canonical decimal text, empty while there is none. */
export type DraftLine = {
  key: string;
  name: string;
  unitCode: Unit;
  vatRate: VatRate;
  quantity: string;
  unitPrice: string;
  discount: DraftDiscount;
};

/** Who buys, as it is being written: what does not belong to the kind is kept, but not sent. */
export type DraftBuyer = {
  kind: 'final_consumer' | Buyer['kind'];
  firstName: string;
  middleName: string;
  familyName: string;
  companyName: string;
  taxNumber: string;
  taxOfficeCode: string;
  country: string;
  city: string;
  district: string;
};

/** A sale as it is being written. What its device cannot do is kept, but neither shown nor sent. */
export type DraftSale = {
  kind: SaleKind;
  deviceId: string;
  currency: CurrencyCode;
  /** Counts only on devices that sell by amount. */
  amount: string | null;
  lines: DraftLine[];
  /** Off the whole sale, beside what is off single lines. */
  discount: DraftDiscount;
  paymentType: PaymentType;
  installmentCount: number;
  /** Canonical decimal text, empty for none; counts only with instalments. */
  surcharge: string;
  document: FiscalDocument | null;
  buyer: DraftBuyer;
  phone: string;
  email: string;
  invoiceNumber: string;
  description: string;
  receiptEmail: string;
  printsOnTerminal: boolean;
};

/** An empty line. */
export function emptyLine(key: string): DraftLine {
  return {
    key,
    name: '',
    unitCode: 'C62',
    vatRate: '10',
    quantity: '1',
    unitPrice: '',
    discount: { kind: 'none' },
  };
}

/** A sale nobody has written anything of, on the first device. */
export function emptyDraft(devices: readonly SellableDevice[]): DraftSale {
  const first = devices[0];
  return {
    kind: 'sale',
    deviceId: first?.id ?? '',
    currency: first?.currencies[0] ?? 'TRY',
    amount: null,
    lines: [emptyLine('first')],
    discount: { kind: 'none' },
    paymentType: 'card',
    installmentCount: 1,
    surcharge: '',
    document: null,
    buyer: {
      kind: 'final_consumer',
      firstName: '',
      middleName: '',
      familyName: '',
      companyName: '',
      taxNumber: '',
      taxOfficeCode: '',
      country: 'Türkiye',
      city: '',
      district: '',
    },
    phone: '',
    email: '',
    invoiceNumber: '',
    description: '',
    receiptEmail: '',
    printsOnTerminal: true,
  };
}

/** The same draft on another device: currency and instalments follow what that one can do. */
export function onDevice(draft: DraftSale, device: SellableDevice): DraftSale {
  const currency = device.currencies.includes(draft.currency)
    ? draft.currency
    : (device.currencies[0] ?? draft.currency);
  return {
    ...draft,
    kind: device.preauthorizes ? draft.kind : 'sale',
    deviceId: device.id,
    currency,
    installmentCount: Math.min(draft.installmentCount, device.maxInstallmentCount),
    paymentType: device.paymentTypes.includes(draft.paymentType) ? draft.paymentType : 'card',
    document: draft.document && device.documents.includes(draft.document) ? draft.document : null,
  };
}

/** Whether somebody is named for whom the document is made out. */
export function hasBuyer(draft: DraftSale): boolean {
  return draft.buyer.kind !== 'final_consumer';
}
