import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ }).max(500);

const account = z.strictObject({
  apiKey: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  secretKey: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  /** Stands in notices. */
  merchantId: z.number().int().positive().default(1000001),
  /** What the payer reads. */
  name: z.string().min(1).max(60).default('Örnek Mağaza'),
  /** Where notices go, as set in the merchant panel; null: nowhere. */
  webhookUrl: address.nullable().default(null),
});

const ms = z.number().int().min(0).max(86_400_000);
const basisPoints = z.number().int().min(0).max(10_000);

const CALLS = [
  ...(['initialize', 'retrieve', 'cancel', 'refund', 'refundPayment'] as const),
  ...(['detail', 'details', 'day', 'scroll', 'settlement'] as const),
];

/** A kind of call; `refundPayment` is the second version, of a payment as a whole. */
export const callName = z.enum(CALLS);
export type CallName = z.output<typeof callName>;

/** What may be changed while the gateway runs. */
const gatewaySettings = z.strictObject({
  /** How long a page and its token live. */
  tokenLifeSeconds: z.number().int().min(1).max(86_400),
  /** «Pays at the last second»: when the bank says yes, counted from the end of the page. */
  lastSecondMs: z.number().int().min(-60_000).max(3_600_000),
  /** How long fraud is looked into, where the payer's choice says how it ends. */
  reviewMs: ms,
  /** How much longer a call is open after everything was done and written down. */
  answersAfterMs: z.partialRecord(callName, ms),
  /** Of what is answered about a page. */
  signature: z.enum(['right', 'wrong', 'missing']),
  conversationId: z.enum(['echoed', 'missing']),
  decimals: z.enum(['eight', 'plain']),
  /** What an answer about a page says that is not so, with a right signature over it. */
  lie: z.enum(['amount', 'paid', 'currency', 'basket']).nullable(),
  /** §7: the two ways a refund of a payment is said to be signed. */
  refundSignature: z.enum(['whole', 'ids']),
  /** Every refund is refused with 10246, and may be repeated or not. */
  refusesRefunds: z.enum(['no', 'retryable', 'for good']),
  /** Istanbul time `HH:mm` until which a payment of the same day is cancelled. */
  bankDayEndsAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** HTTP status of a failure. */
  failureStatus: z.union([z.literal(200), z.literal(400), z.literal(422)]),
  /** Calls of one kind in a minute; beyond it 50000. Null: as many as one likes. */
  perMinute: z.number().int().min(1).nullable(),
  /** Divides the waits of notices. */
  speed: z.number().min(0.01).max(100_000),
  webhookFirstMs: z.tuple([ms, ms]),
  webhookRetryMs: ms,
  webhookTries: z.number().int().min(1).max(10),
  /** §10: has to be enabled for an account. */
  signsWebhooks: z.boolean(),
  /** What comes on top for so many instalments. */
  surcharge: z.partialRecord(z.enum(['1', '2', '3', '6', '9', '12']), basisPoints),
  commission: basisPoints,
  feeMinor: z.number().int().min(0).max(10_000),
  /** What is held back of an item, and for how many days. */
  blockage: basisPoints,
  payoutAfterDays: z.number().int().min(0).max(60),
  reportPageSize: z.number().int().min(1).max(1000),
});

export const settingsPatch = gatewaySettings.partial();
export type GatewaySettings = z.output<typeof gatewaySettings>;

export const defaultSettings: GatewaySettings = {
  tokenLifeSeconds: 1800,
  lastSecondMs: -1000,
  reviewMs: 60_000,
  answersAfterMs: {},
  signature: 'right',
  conversationId: 'echoed',
  decimals: 'eight',
  lie: null,
  refundSignature: 'whole',
  refusesRefunds: 'no',
  bankDayEndsAt: '23:00',
  failureStatus: 200,
  perMinute: null,
  speed: 1,
  webhookFirstMs: [10_000, 15_000],
  webhookRetryMs: 900_000,
  webhookTries: 3,
  signsWebhooks: true,
  surcharge: { '2': 250, '3': 375, '6': 750, '9': 1125, '12': 1500 },
  commission: 349,
  feeMinor: 25,
  blockage: 0,
  payoutAfterDays: 8,
  reportPageSize: 50,
};

/** The file handed to the command line: the merchants' accounts. */
export const gatewayConfig = z.strictObject({
  accounts: z
    .array(account)
    .min(1)
    .refine(
      (accounts) => new Set(accounts.map(({ apiKey }) => apiKey)).size === accounts.length,
      'the same apiKey twice',
    ),
  settings: settingsPatch.optional(),
});

export type GatewayAccount = z.output<typeof account>;
/** An account as it is written down: what is usual may be left out. */
export type AccountInput = z.input<typeof account>;
export const parseAccount = (input: AccountInput): GatewayAccount => account.parse(input);
