import { z } from 'zod';

/** Texts that rule: missing and empty are the same (§6.2), and anything but a text makes the message unreadable. */
const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);

/** What only describes: left out where it is not as it should be. */
function detail(pattern: RegExp) {
  return text.transform((value) => (value !== null && pattern.test(value) ? value : null)).catch(null);
}

const SECURE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** §4 and what may be echoed beside it. Read leniently: only what is there and of another shape makes it unreadable. */
export const sessionAnswer = z.object({
  CODE: text.refine((value) => value !== null && /^\d{4}$/.test(value), 'not a code'),
  TEXT: text,
  SECUREID: detail(SECURE_ID),
  CANCELURL: text.catch(null),
  REQUESTID: text,
  DEVICEID: text,
  AMT: text,
});
export type SessionAnswer = z.output<typeof sessionAnswer>;

/** §8.4: what may come of a call to a cancel address. */
export const cancelAnswer = sessionAnswer.pick({ CODE: true, TEXT: true });

/** §6.2. Whom it is about and what it says rules; the rest describes. */
export const terminalResult = z.object({
  CODE: text.refine((value) => value !== null && /^\d{4}$/.test(value), 'not a code'),
  TEXT: text,
  SECUREID: z.string().trim().regex(SECURE_ID),
  REQUESTID: z
    .string()
    .trim()
    .regex(/^\d{1,32}$/),
  AMT: text,
  REFUND: text,
  REFNUM: detail(/^[\x21-\x7e]{1,64}$/),
  ACK: detail(/^[A-Za-z]{1,8}$/),
  AUTH: detail(/^[\x20-\x7e]{1,32}$/),
  CARDTYPE: detail(/^[A-Za-z0-9]{1,8}$/),
  CARDMASK: detail(/^[*Xx ]*\d{4}$/),
});
export type TerminalResult = z.output<typeof terminalResult>;

/** §10.8: the names are guessed. A record without the two that bind it is none of ours. */
export const lookUpRecord = z.object({
  INV: z.string().trim().min(1),
  AMT: z.string().trim().min(1),
  REF: detail(/^[\x21-\x7e]{1,64}$/),
  REFNUM: detail(/^[\x21-\x7e]{1,64}$/),
  SECUREID: detail(SECURE_ID),
  DEVICEID: text,
  APPR: text,
  CODE: text,
  TEXT: text,
  REFUND: text,
  AUTH: detail(/^[\x20-\x7e]{1,32}$/),
  CARDTYPE: detail(/^[A-Za-z0-9]{1,8}$/),
  CARDMASK: detail(/^[*Xx ]*\d{4}$/),
  BATCH: detail(/^[\x21-\x7e]{1,32}$/),
});
export type LookUpRecord = z.output<typeof lookUpRecord>;

/** §10.4, §10.8: the names are guessed too. What is left of one card type is the one figure that can be nothing else. */
export const settlementRecord = z.object({
  CARDTYPE: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{1,8}$/),
  NETAMT: z
    .string()
    .trim()
    .regex(/^-?\d{1,10}(?:\.\d{1,2})?$/),
  BATCH: detail(/^[\x21-\x7e]{1,32}$/),
  DEVICEID: detail(/^[\x21-\x7e]{1,64}$/),
  SETTDATE: detail(/^20\d{6}$/),
  /** §1.7: no message names one. Where one does all the same, the amount is in that and in no other. */
  CURRENCY: text,
});
