import type { OpenPageReply, RetrieveReply, Settlement } from '#server/gateways/hosted-gateway.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { hashSecret } from './callback-address.ts';
import { confirmByHand } from './decision-rule.ts';
import {
  askAgainAt,
  type ContradictionField,
  contradictedBy,
  contradiction,
  final,
  type Move,
  misfitOf,
  otherAmountFlags,
} from './moves.ts';
import { isFinal, type Patience, type Situation } from './transaction.ts';

/** What the rule needs to know of the page a sale is paid on. */
export type PageSituation = {
  /** How long after its end a payment of it may still come to light. */
  watchedAfterMs: number;
  /** When nobody can begin to pay any more, and until when a payment may come to light; null: it was never opened. */
  life: { expiresAt: Date; watchedUntil: Date } | null;
  /** Since when the provider looks into a payment for fraud. */
  inReviewSince: Date | null;
  /** The code of the last try that was declined. */
  lastDecline: string | null;
  /** Another link was made in its place: whoever was given that may have paid it. */
  isRenewed: boolean;
};

/** Reason of a payment that nobody made while its page lived. */
export const LINK_EXPIRED = 'link_expired';

/** Reason of an open payment that is looked into for fraud. */
export const IN_REVIEW = 'in_review';

/** Nobody has paid sooner. */
const FIRST_ASK_MS = 15_000;
/** Who began to pay in the last moment is with their bank for so long. */
const STILL_PAYING_MS = 5 * 60_000;
const WATCH_EVERY_MS = 5 * 60_000;
/** After so much longer only a person can still find out. */
const ASK_UNTIL_MS = 72 * 3_600_000;
const ASK_LATE_EVERY_MS = 15 * 60_000;

/** When a page is asked about next; null: no more. Pure. */
export function askPageAt(
  { expiresAt, watchedUntil }: NonNullable<PageSituation['life']>,
  at: Date,
  { pageAskMs }: Pick<Patience, 'pageAskMs'>,
): Date | null {
  const now = at.getTime();
  if (now < expiresAt.getTime() + STILL_PAYING_MS) return new Date(now + pageAskMs);
  if (now < watchedUntil.getTime()) return new Date(Math.min(now + WATCH_EVERY_MS, watchedUntil.getTime()));
  return now < watchedUntil.getTime() + ASK_UNTIL_MS ? new Date(now + ASK_LATE_EVERY_MS) : null;
}

/**
 * What an answer to the wish for a page does to the sale that is to be paid on it: no money moves before somebody has the page,
 * so whatever is not a page is an end (F2–F12). Pure.
 */
export function decidePageOpened(
  now: Situation,
  page: PageSituation,
  reply: OpenPageReply,
  at: Date,
  patience: Patience,
): Move | null {
  // Given up meanwhile: the page that came is shown to nobody.
  if (now.state !== 'sending') return null;
  switch (reply.kind) {
    case 'opened': {
      const { token, url, livesMs } = reply.page;
      // One that opens another sale of ours cannot be the page of this one.
      if (now.isSessionTaken) return disputedEnd();
      const expiresAt = new Date(at.getTime() + livesMs);
      const watchedUntil = new Date(expiresAt.getTime() + page.watchedAfterMs);
      return {
        state: 'awaiting',
        session: { id: hashSecret(token), handle: null },
        page: { opened: { token, url, expiresAt, watchedUntil } },
        nextQueryAt: new Date(at.getTime() + Math.min(FIRST_ASK_MS, patience.pageAskMs)),
        timeline: { kind: 'page_opened' },
      };
    }
    case 'contradiction':
      return disputedEnd();
    case 'refused':
      return final('failed', { reason: reply.reason, code: reply.code, text: reply.text });
    case 'not_opened':
      if (reply.cause === 'unreachable')
        return final('failed', { reason: 'unreachable', code: null, text: null });
      return final('failed', { reason: 'page_not_opened', code: reply.cause, text: null });
    default:
      return assertNever(reply);
  }
}

function disputedEnd(): Move {
  const end = final('failed', { reason: 'page_not_opened', code: null, text: null });
  return { ...end, addFlags: ['contradiction'] };
}

/**
 * What the provider says of a page, asked by us, does to the sale that is paid on it: the only thing that ever does (INV-12).
 * That nobody has paid, or was declined, ends nothing while a payment may still come to light. Pure.
 */
export function decidePage(
  now: Situation,
  page: PageSituation,
  reply: RetrieveReply,
  at: Date,
  patience: Patience,
): Move | null {
  if (now.state === 'created' || now.state === 'sending' || !page.life) return null;
  if (now.state === 'approved') return decidePaid(now, reply);
  const asked = { now, page, life: page.life, at, patience };
  switch (reply.kind) {
    case 'paid':
    case 'in_review':
      return decidePayment(asked, reply);
    case 'rejected':
      if (isFinal(now.state)) return goOn(asked);
      return {
        ...final('declined', { reason: 'review_rejected', code: reply.code, text: reply.text }),
        countsAsQuery: true,
      };
    case 'declined_so_far':
    case 'not_paid':
      return decideUnpaid(asked, reply);
    case 'contradiction':
      return dispute(asked, reply.fields);
    case 'no_answer': {
      const next = nextAsk(asked);
      const earliest = new Date(at.getTime() + (reply.retryAfterMs ?? 0));
      return {
        ...goOn(asked),
        nextQueryAt: next && earliest > next ? earliest : next,
        timeline: { kind: 'asked', answer: 'no_answer', cause: reply.cause },
      };
    }
    default:
      return assertNever(reply);
  }
}

type Asked = {
  now: Situation;
  page: PageSituation;
  life: NonNullable<PageSituation['life']>;
  at: Date;
  patience: Patience;
};

/** News of a payment that is in the books. */
function decidePaid(now: Situation, reply: RetrieveReply): Move | null {
  if (reply.kind === 'rejected') return contradiction(['answer']);
  return reply.kind === 'paid' ? confirmByHand(now, onTill(now, reply.evidence)) : null;
}

function decidePayment(
  asked: Asked,
  { kind, settlement, ...reply }: Extract<RetrieveReply, { kind: 'paid' | 'in_review' }>,
): Move {
  const { now, page, at } = asked;
  const evidence = onTill(now, reply.evidence);
  const fields = misfits(now, evidence, settlement);
  if (fields.length > 0) return dispute(asked, fields, amountOf(now, evidence, settlement));
  // F12: what proves it is missing.
  if (!isWhole(evidence))
    return { ...goOn(asked), timeline: { kind: 'asked', answer: 'no_answer', cause: 'incomplete_answer' } };
  if (kind === 'in_review') {
    const isNews = page.inReviewSince === null;
    return {
      state: null,
      ...(isNews && !isFinal(now.state) ? { outcome: { reason: IN_REVIEW, code: null, text: null } } : {}),
      ...(isNews ? { page: { isInReview: true, settlement } } : {}),
      countsAsQuery: true,
      nextQueryAt: nextAsk({ ...asked, page: { ...page, inReviewSince: page.inReviewSince ?? at } }),
      timeline: isNews ? { kind: 'in_review' } : null,
    };
  }
  const { installmentCount, paidMinor: amountMinor } = settlement;
  return {
    state: 'approved',
    evidence,
    outcome: null,
    page: { settlement },
    paid: { amountMinor, surchargeMinor: amountMinor - now.amount.minor, installmentCount },
    nextQueryAt: null,
    countsAsQuery: true,
    // C7: it had been given up; whoever was given another link may have paid that as well.
    ...(isFinal(now.state) || page.isRenewed ? { addFlags: ['late' as const] } : {}),
    timeline: { kind: 'settled', state: 'approved', reason: null, code: null },
  };
}

/** What of a payment is not what was asked for: more than the price is paid for instalments alone, and less never (INV-12). */
function misfits(now: Situation, evidence: Evidence, settlement: Settlement): ContradictionField[] {
  const fields = [...contradictedBy(misfitOf(now, evidence))];
  const surchargeMinor = settlement.paidMinor - now.amount.minor;
  const isExplained = surchargeMinor === 0 || (surchargeMinor > 0 && settlement.installmentCount > 1);
  return isExplained || fields.includes('amount') ? fields : [...fields, 'amount'];
}

/** What it was over, in the currency that was asked for; null for another one. */
function amountOf({ amount }: Situation, evidence: Evidence, { paidMinor }: Settlement): number | null {
  if (evidence.currency !== amount.currency) return null;
  return evidence.amountMinor === amount.minor ? paidMinor : evidence.amountMinor;
}

function isWhole({ reference, amountMinor, currency, providerPaymentId }: Evidence): boolean {
  return reference !== null && amountMinor !== null && currency !== null && providerPaymentId !== null;
}

/** The account answered, signed with its keys, for the one till it has: no answer names that. */
function onTill({ providerDeviceId }: Situation, evidence: Evidence): Evidence {
  return { ...evidence, providerDeviceId: evidence.providerDeviceId ?? providerDeviceId };
}

function decideUnpaid(
  asked: Asked,
  reply: Extract<RetrieveReply, { kind: 'not_paid' | 'declined_so_far' }>,
): Move {
  const { now, page, life, at } = asked;
  const isOver = at >= life.watchedUntil && page.inReviewSince === null;
  if (isOver && !isFinal(now.state))
    return {
      ...final('failed', { reason: LINK_EXPIRED, code: page.lastDecline, text: null }),
      countsAsQuery: true,
    };
  if (reply.kind === 'not_paid' || reply.code === page.lastDecline) return goOn(asked);
  return {
    ...goOn(asked),
    page: { lastDecline: reply.code },
    timeline: { kind: 'asked', answer: 'declined_so_far', cause: reply.reason },
  };
}

/**
 * Said and flagged, once, and asked again as where nothing was answered: whoever answers wrongly may answer rightly the next
 * time. When its time is over a person may decide it meanwhile.
 */
function dispute(
  asked: Asked,
  fields: readonly ContradictionField[],
  amountMinor: number | null = null,
): Move {
  const goesOn = { ...goOn(asked), nextQueryAt: nextAsk(asked) };
  if (asked.now.flags.includes('contradiction')) return goesOn;
  return { ...goesOn, ...contradiction([...fields], otherAmountFlags(fields), amountMinor) };
}

/** Nothing new: it is asked again in time. What has ended was asked about once more, because somebody said there is news. */
function goOn(asked: Asked): Move {
  return {
    state: null,
    countsAsQuery: true,
    nextQueryAt: isFinal(asked.now.state) ? null : nextAsk(asked),
    timeline: null,
  };
}

/** Past the quick questions where it is looked into: that takes hours. */
function nextAsk({ page, life, at, patience }: Asked): Date | null {
  if (!page.inReviewSince) return askPageAt(life, at, patience);
  return askAgainAt(page.inReviewSince, at, Number.POSITIVE_INFINITY);
}

/** That somebody says there is news has the page asked about at once, also one that had been given up. Pure. */
export function hintPage(now: Situation, page: PageSituation, at: Date): Move | null {
  if (now.state === 'created' || now.state === 'sending' || now.state === 'approved' || !page.life)
    return null;
  return { state: null, nextQueryAt: at, timeline: { kind: 'called_back', result: 'hint' } };
}
