import { z } from 'zod';
import { isScenarioName, type ScenarioName } from './scenarios.ts';

const minor = z.number().int().positive();

/** What the terminal read of a card. CARDTYPE as on the wire, §6.2. */
const cardRead = z.strictObject({
  type: z.enum(['V', 'M', 'A', 'D', 'I']),
  lastFourDigits: z.string().regex(/^\d{4}$/),
  entryMode: z.enum(['CHIP Contactless', 'CHIP Contact', 'Swipe']).default('CHIP Contactless'),
});

/**
 * One session as an import may hand it in. Needed: where, when, how much and under which REQUESTID. Everything else is
 * filled in as if the session had been held here.
 */
export const bookEntryInput = z.strictObject({
  kind: z.enum(['sale', 'refund']).default('sale'),
  /** `voided`: approved first, undone later. `cancelled` includes a terminal that waited in vain. */
  state: z.enum(['live', 'approved', 'declined', 'cancelled', 'voided']).default('approved'),
  /** Known from the device when left out. */
  termId: z.string().optional(),
  deviceId: z.string().min(1).max(64),
  requestId: z.string().regex(/^\d{5,10}$/),
  secureId: z
    .string()
    .regex(/^[a-z0-9]{20}$/)
    .optional(),
  /** When StartSession arrived, UTC. */
  startedAt: z.iso.datetime(),
  /** When the outcome stood, UTC. By default some seconds after the start; null while live. */
  endedAt: z.iso.datetime().nullish(),
  voidedAt: z.iso.datetime().nullish(),
  /** What was asked for, in cents. */
  amountMinor: minor,
  /** What the card was charged or given back, in cents; 0 unless approved or voided. */
  chargedMinor: z.number().int().min(0).optional(),
  inv: z.string().default(''),
  custEmail: z.string().default(''),
  desc: z.string().default(''),
  lang: z.enum(['E', 'F']).default('E'),
  printsOnTerminal: z.boolean().default(true),
  successUrl: z.string().nullish(),
  failureUrl: z.string().nullish(),
  /** CODE and TEXT of the outcome; empty while live. */
  code: z.string().optional(),
  text: z.string().optional(),
  card: cardRead.nullish(),
  refNum: z.string().optional(),
  auth: z.string().optional(),
  /** `Ref #` and `Trace Number` of the slip. */
  hostReference: z.string().optional(),
  trace: z.string().optional(),
  /** `Trans #` and `Batch #`; 0 unless approved or voided. */
  transaction: z.number().int().min(0).optional(),
  batch: z.number().int().min(0).optional(),
  scenario: z
    .custom<ScenarioName>((name) => typeof name === 'string' && isScenarioName(name), {
      message: 'no such scenario',
    })
    .nullish(),
});

/**
 * The body of `POST /sim/book`. `openBatches` names the batch each device (DEVICEID) collects in now; entries of earlier
 * batches are settled, at the next midnight in Toronto unless `closes` says when.
 */
export const bookImport = z.strictObject({
  entries: z.array(bookEntryInput),
  openBatches: z.record(z.string(), z.number().int().positive()).default({}),
  closes: z
    .array(
      z.strictObject({
        termId: z.string().optional(),
        deviceId: z.string(),
        batch: z.number().int().positive(),
        closedAt: z.iso.datetime(),
      }),
    )
    .default([]),
});

export type BookEntryInput = z.input<typeof bookEntryInput>;
export type CardRead = z.output<typeof cardRead>;
export type CardType = CardRead['type'];

/** One session in the provider's own book, the truth every test compares against. */
export type BookEntry = Required<z.output<typeof bookEntryInput>> & {
  endedAt: string | null;
  voidedAt: string | null;
  successUrl: string | null;
  failureUrl: string | null;
  card: CardRead | null;
  scenario: ScenarioName | null;
};

/** What one card type moved in a batch. A voided sale counts as a sale and as a void; net = sales − voids − refunds. */
export type BatchTotal = {
  cardType: CardType;
  saleCount: number;
  saleMinor: number;
  /** Voids of sales. */
  voidCount: number;
  voidMinor: number;
  /** Refunds that were not voided themselves. */
  refundCount: number;
  refundMinor: number;
  netMinor: number;
};

/** A batch the bank has closed. */
export type ClosedBatch = {
  termId: string;
  deviceId: string;
  batch: number;
  /** UTC. */
  closedAt: string;
  /** The Toronto day of the closing, `YYYYMMDD`: a batch closed at midnight carries the day after its sales. */
  settlementDate: string;
  totals: BatchTotal[];
};
