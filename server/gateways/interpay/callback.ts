import { parseDecimal } from '#server/kernel/money.ts';
import type { CallbackReading, CalledOutcome, CalledResult, RawCallback } from '../callback.ts';
import { cleanText } from '../clean-text.ts';
import type { CalledAbout } from '../terminal-gateway.ts';
import { cardOf, UNTOLD } from './card.ts';
import { leavesDoubt } from './codes.ts';
import { readCalled } from './message.ts';
import { hasCancelledBanner, readSlips, type Slips } from './slips.ts';
import { type TerminalResult, terminalResult } from './wire.ts';
import { declineReason, fold, mentionsVoid, saysCancelled, saysNo, saysUndone } from './words.ts';

const APPROVED = '0000';

/** Fields of which one alone shows that the gateway, or somebody who knows its words, has something to say. */
const NEWS = ['CODE', 'STATUS', 'SECUREID', 'REQUESTID', 'AMT', 'TEXT', 'REFNUM'];

/**
 * Reads what was sent to one of our addresses (§6, §7). Pure, never throws, and takes time in proportion to the size. It binds
 * nothing: whom it is about, it says itself, and device and currency, which this wire does not name, are those of the operation
 * whose secret was called.
 */
export function readCallback(raw: RawCallback, about: CalledAbout): CallbackReading {
  const record = readCalled(raw);
  if (!record || !NEWS.some((name) => Object.hasOwn(record, name))) return { kind: 'unreadable' };
  const parsed = terminalResult.safeParse(record);
  // §7.6: it proves nothing, but something has happened.
  if (!parsed.success) return { kind: 'hint' };
  return { kind: 'outcome', outcome: toOutcome(parsed.data, readSlips(record), raw.claims, about) };
}

function toOutcome(
  said: TerminalResult,
  { dropped, ...slips }: Slips,
  claims: RawCallback['claims'],
  about: CalledAbout,
): CalledOutcome {
  const amountMinor = readAmount(said.AMT, about);
  const result = classify(said, slips, { amountMinor, ...about });
  return {
    result,
    reference: said.REQUESTID,
    sessionId: said.SECUREID,
    isRefund: isFlagged(said.REFUND),
    amountMinor,
    // Which code goes with an undone one, and so which address, is not published.
    isMisdirected: result.kind !== 'voided' && (said.CODE === APPROVED) !== (claims === 'success'),
    slips,
    dropped,
  };
}

/** §7, first match wins. Words on a slip only ever refine a «no». */
function classify(
  said: TerminalResult,
  slips: Omit<Slips, 'dropped'>,
  about: CalledAbout & { amountMinor: number | null },
): CalledResult {
  const words = fold(said.TEXT ?? '');
  const code = said.CODE ?? '';
  const text = said.TEXT === null ? null : cleanText(said.TEXT) || null;
  if (saysUndone(words)) return { kind: 'voided', code, text };
  if (code === APPROVED) {
    return saysNo(words) ? { kind: 'ambiguous', code, text } : approved(said, about);
  }
  const isCancelled =
    saysCancelled(words) || hasCancelledBanner(slips.customer) || hasCancelledBanner(slips.merchant);
  if (isCancelled) return { kind: 'cancelled', code, text, mentionsVoid: mentionsVoid(words) };
  return {
    kind: 'declined',
    reason: declineReason(said.TEXT),
    code,
    text,
    checkDevice: leavesDoubt(code),
    mentionsVoid: mentionsVoid(words),
  };
}

function approved(said: TerminalResult, about: CalledAbout & { amountMinor: number | null }): CalledResult {
  return {
    kind: 'approved',
    // §6.2: both usually come with an approval; `ACK` comes with declines too, so it proves none.
    isProven: said.AUTH !== null && said.ACK?.toUpperCase() !== 'N',
    evidence: {
      ...UNTOLD,
      ...cardOf(said),
      reference: said.REQUESTID,
      providerDeviceId: about.providerDeviceId,
      amountMinor: about.amountMinor,
      currency: about.currency,
      providerPaymentId: said.REFNUM ?? said.SECUREID,
      authCode: said.AUTH,
    },
  };
}

/** Minor units of an amount as it is published (§6.2): digits, and at most two decimals. */
function readAmount(text: string | null, { currency }: CalledAbout): number | null {
  if (text === null || !/^\d{1,12}(?:\.\d{1,2})?$/.test(text)) return null;
  return parseDecimal(text, currency)?.minor ?? null;
}

function isFlagged(refund: string | null): boolean {
  return /^(?:Y|YES|TRUE|1)$/i.test(refund ?? '');
}
