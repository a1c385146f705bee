import { z } from 'zod';

const device = z.strictObject({
  /** DEVICEID on the wire, §3. */
  deviceId: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  label: z.string().min(1),
  mode: z.enum(['manual', 'auto']),
});

const address = z.url({ protocol: /^https?$/ }).max(200);

const account = z.strictObject({
  termId: z.string().regex(/^[A-Za-z0-9]{1,16}$/),
  pass: z.string().min(1).max(16),
  /** What stands on top of the slips. */
  name: z.string().min(1).max(40).optional(),
  /** Whether a request may bring its own URLs (`DYNAMICURL`); 9001 otherwise. */
  dynamicUrls: z.boolean(),
  /** Where outcomes go when the request brings no URLs. */
  staticUrls: z.strictObject({ success: address, failure: address }).optional(),
  devices: z.array(device),
});

const ms = z.number().int().min(0).max(86_400_000);

/** What may be changed while the gateway runs. Every wait counts from the arrival of StartSession unless it says otherwise. */
const gatewaySettings = z.strictObject({
  /** When StartSession is answered. */
  answerMs: ms,
  /** When an automatic terminal has the bank's answer. */
  approvalMs: ms,
  /** How long the bank takes after the card was read; a cancel that comes meanwhile is accepted and ignored. */
  authorizationMs: ms,
  /** How long a terminal waits for a card; then the outcome is 8514 TIMEOUT. */
  cardWaitMs: ms,
  /** Between a cancel request and its outcome, and between a void and its callback. */
  cancelMs: ms,
  /** SIM-SLOW: when StartSession is answered, and when the terminal has the bank's answer. */
  slowAnswerMs: ms,
  slowApprovalMs: ms,
  /** SIM-EARLY: how long the answer to StartSession comes after the callback. */
  earlyLeadMs: ms,
  /** SIM-DUP: between the first callback and the two parallel ones. */
  duplicateGapMs: ms,
  /** SIM-FLIP: between the declined and the approved callback. */
  flipGapMs: ms,
  /** SIM-VOIDFIRST: how long the approved callback is held back for a void to overtake it. */
  heldMs: ms,
  /** SIM-RETRY: waits before the second, third … try of a callback. */
  retryDelaysMs: z.array(ms),
  /** Whether every device repeats callbacks that were not answered with 200, and not SIM-RETRY alone. */
  retryCallbacks: z.boolean(),
  /** How a callback is sent where its scenario does not say. */
  callbackEncoding: z.enum(['json', 'form', 'multipart', 'query', 'tags']),
  /** Whether the callback repeats INV; the samples show it empty. */
  echoInv: z.boolean(),
  /** Answers in tag/value even to JSON, §2.9. */
  answersInTags: z.boolean(),
  /** How CANCELURL answers: as the request asks, or as bare words. */
  cancelAnswer: z.enum(['fields', 'words']),
  /** Whether a debit sale may be voided. */
  voidsDebit: z.boolean(),
  /** How long the look-up does not know of a transaction yet. */
  lookupLagMs: ms,
  /** The look-up knows of no terminal transaction at all. */
  lookupHidesSales: z.boolean(),
  /** Whether INV is stored with a terminal transaction, so that the look-up finds it. */
  lookupKnowsInv: z.boolean(),
  /** How long the report of settled batches does not know of one yet. */
  settlementLagMs: z.number().int().min(0),
  /** What the report has too much of each batch's first card type, in cents: a bank that counts differently. */
  settlementOffMinor: z.number().int(),
  /** Names a currency with each amount of the report, which else names none. */
  settlementCurrency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable(),
  /** Writes the first card type of each batch with a letter nobody published. */
  settlementUnknownCard: z.boolean(),
  /** The largest AMT in cents; 9025 above. */
  maxAmountMinor: z.number().int().positive(),
  /** Toronto time `HH:mm` at which open batches close by themselves; null: only POST /sim/settle closes them. */
  settlesAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullable(),
});

export const settingsPatch = gatewaySettings.partial();

export const defaultSettings: z.output<typeof gatewaySettings> = {
  answerMs: 3737,
  approvalMs: 6000,
  authorizationMs: 1500,
  cardWaitMs: 90_000,
  cancelMs: 1000,
  slowAnswerMs: 70_000,
  slowApprovalMs: 20_000,
  earlyLeadMs: 2000,
  duplicateGapMs: 1000,
  flipGapMs: 9000,
  heldMs: 10_000,
  retryDelaysMs: [5000, 30_000, 120_000],
  retryCallbacks: false,
  callbackEncoding: 'json',
  echoInv: false,
  answersInTags: false,
  cancelAnswer: 'fields',
  voidsDebit: true,
  lookupLagMs: 0,
  lookupHidesSales: false,
  lookupKnowsInv: true,
  settlementLagMs: 0,
  settlementOffMinor: 0,
  settlementCurrency: null,
  settlementUnknownCard: false,
  maxAmountMinor: 9_999_999,
  settlesAt: null,
};

/** The file handed to the command line: the merchants' accounts with their devices. */
export const gatewayConfig = z.strictObject({
  accounts: z
    .array(account)
    .min(1)
    .refine((accounts) => isEachOnce(accounts.map(({ termId }) => termId)), 'the same termId twice')
    .refine(
      (accounts) => accounts.every(({ devices }) => isEachOnce(devices.map(({ deviceId }) => deviceId))),
      'the same deviceId twice in an account',
    ),
  settings: settingsPatch.optional(),
});

function isEachOnce(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

export type GatewaySettings = z.output<typeof gatewaySettings>;
export type GatewayAccount = z.output<typeof account>;
export type CallbackEncoding = GatewaySettings['callbackEncoding'];
