import { z } from 'zod';

const minor = z.number().int().positive();
const day = z.string().regex(/^\d{8}$/);

/** One line of a fiscal sale. `id` is what a refund names as relatedSaleItemId. */
const saleLine = z.strictObject({
  id: z.number().int().positive().optional(),
  name: z.string().min(1),
  generic: z.boolean().default(false),
  unitCode: z.string().default('C62'),
  taxGroupCode: z.string().default('KDV20'),
  itemQuantity: z.number().int().positive(),
  unitPriceMinor: minor,
  grossPriceMinor: minor,
  totalPriceMinor: minor,
});

const cardRead = z.strictObject({
  binNumber: z.string().regex(/^\d{6}$/),
  lastFourDigits: z.string().regex(/^\d{4}$/),
  funding: z.enum(['CREDIT', 'DEBIT']),
  acquirerId: z.string(),
  issuerId: z.string(),
  posEntryModeCode: z.string().default('07'),
});

const refusalFacts = z.strictObject({
  code: z.string(),
  group: z.enum([
    'TIMEOUT_ERROR',
    'SYSTEM_ERROR',
    'BANK_ERROR',
    'DEVICE_ERROR',
    'PAYMENT_ERROR',
    'BUSINESS_ERROR',
    'VALIDATION_ERROR',
  ]),
  tr: z.string(),
  en: z.string(),
});

/**
 * One operation as an import may hand it in. Needed: what, where, when, how much, under which reference,
 * payment and batch. Everything else is filled in as if the operation had been made here.
 */
export const bookEntryInput = z.strictObject({
  kind: z.enum(['sale', 'preauth', 'capture', 'void', 'refund']),
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'not-charged']).default('approved'),
  deviceUniqueId: z.string().min(1).max(64),
  /** Known from the device when left out. */
  clientId: z.string().optional(),
  transactionReferenceId: z.string().min(1),
  conversationId: z.string().default(''),
  /** When it happened, UTC. */
  at: z.iso.datetime(),
  /** The sale's own id; a void, refund or capture carries the id of its sale. Empty if never charged. */
  paymentId: z.string().default(''),
  /** Accounting day of the payment; by default the Istanbul day of `at`, or of the sale. */
  paymentDate: day.optional(),
  /** What the card was charged or given back, in kuruş or cents. */
  amountMinor: minor,
  /** The `price` of the request; differs from the amount only by an instalment surcharge. */
  priceMinor: minor.optional(),
  currency: z.enum(['TRY', 'USD', 'EUR']).default('TRY'),
  installment: z.number().int().min(0).max(12).default(1),
  paymentType: z.enum(['CARD', 'CASH']).default('CARD'),
  card: cardRead.nullish(),
  authCode: z.string().optional(),
  hostReference: z.string().optional(),
  stanNo: z.string().optional(),
  /** Leading zeros are kept as given. */
  batchNo: z.string().regex(/^\d+$/).optional(),
  saleNumber: z.string().nullish(),
  /** The operation a void, refund or capture answers; found through paymentId when left out. */
  originalReferenceId: z.string().nullish(),
  /** Why it was refused. */
  refusal: refusalFacts.nullish(),
  /** 507 refund: which lines went back. Spread over the lines from the first on when left out. */
  returned: z.array(z.strictObject({ saleItemId: z.number().int(), amountMinor: minor })).nullish(),
  /** 507 sale: its lines. One line over the whole price when left out. */
  lines: z.array(saleLine).min(1).nullish(),
});

/** The body of `POST /_sandbox/book`. `openBatches` names the batch each device collects in now. */
export const bookImport = z.strictObject({
  entries: z.array(bookEntryInput),
  openBatches: z.record(z.string(), z.string().regex(/^\d+$/)).default({}),
});

export type BookEntryInput = z.input<typeof bookEntryInput>;
export type CardRead = z.output<typeof cardRead>;
export type SaleLine = z.output<typeof saleLine> & { id: number };

/** One operation in the provider's own book, the truth every test compares against. */
export type BookEntry = Required<Omit<z.output<typeof bookEntryInput>, 'lines'>> & {
  card: CardRead | null;
  saleNumber: string | null;
  originalReferenceId: string | null;
  refusal: z.output<typeof refusalFacts> | null;
  returned: { saleItemId: number; amountMinor: number }[] | null;
};

/** The fiscal side of a 507 sale: its lines, and how much of it is still to be paid. */
export type FiscalSale = {
  saleNumber: string;
  saleUid: string;
  clientId: string;
  deviceUniqueId: string;
  transactionReferenceId: string;
  currency: BookEntry['currency'];
  installment: number;
  paymentType: BookEntry['paymentType'];
  priceMinor: number;
  lines: SaleLine[];
  /** `open` only while a partial payment is under way. */
  state: 'open' | 'complete' | 'dropped';
  openedAt: string;
};
