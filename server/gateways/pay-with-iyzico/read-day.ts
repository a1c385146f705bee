import { isCurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { DayReportReply, ReportedMovement } from '../hosted-gateway.ts';
import { roundedMinor } from './decimal.ts';
import { type Heard, silenceOf } from './hear.ts';
import { readTime } from './provider-time.ts';
import type { DayAnswer, ReportedLine } from './wire.ts';

/** More pages than any shop fills in a day; beyond it something is wrong with the report. */
const MAX_PAGES = 1000;

/** Reads page after page, each once; a day of which one page cannot be read is not reported. */
export async function readDay(
  day: CalendarDay,
  readPage: (day: CalendarDay, page: number) => Promise<Heard<DayAnswer>>,
): Promise<DayReportReply> {
  const movements: ReportedMovement[] = [];
  for (let page = 1; ; page++) {
    const heard = await readPage(day, page);
    if (heard.kind !== 'success') return silenceOf(heard);
    const { currentPage, totalPageCount, transactions } = heard.answer;
    const pages = /^\d{1,9}$/.test(totalPageCount ?? '') ? Number(totalPageCount) : null;
    if (pages === null || pages > MAX_PAGES || (currentPage !== null && currentPage !== String(page))) {
      return unreadable();
    }
    for (const line of transactions ?? []) {
      if (!isDone(line)) continue;
      const movement = toMovement(line);
      if (!movement) return unreadable();
      movements.push(movement);
    }
    if (page >= pages) return { kind: 'reported', movements };
  }
}

/** §6: 0 is in review and −1 was rejected; neither moved money. */
function isDone({ transactionStatus }: ReportedLine): boolean {
  return transactionStatus !== '0' && transactionStatus !== '-1';
}

const KINDS = new Map<string, ReportedMovement['kind']>([
  ['PAYMENT', 'payment'],
  ['CANCEL', 'cancel'],
  ['REFUND', 'refund'],
]);

function toMovement(line: ReportedLine): ReportedMovement | null {
  const kind = KINDS.get(line.transactionType ?? '');
  const { transactionId, paymentId, transactionCurrency: currency, paidPrice, price } = line;
  const at = readTime(line.transactionDate);
  const text = paidPrice ?? price;
  if (!kind || !transactionId || !paymentId || !at || !currency || !isCurrencyCode(currency)) return null;
  const amount = text === null ? null : parseDecimal(text, currency);
  if (!amount) return null;
  const minor = (figure: string | null) => roundedMinor([figure], currency);
  return {
    kind,
    providerTransactionId: transactionId,
    providerItemId: line.paymentTxId,
    providerPaymentId: paymentId,
    reference: line.conversationId,
    amount: { ...amount, minor: Math.abs(amount.minor) },
    commissionMinor: minor(line.iyzicoCommission),
    feeMinor: minor(line.iyzicoFee),
    payoutMinor: line.merchantPayoutAmount === null ? null : minor(line.merchantPayoutAmount),
    at,
  };
}

function unreadable(): DayReportReply {
  return { kind: 'no_answer', cause: 'unreadable_answer', retryAfterMs: null };
}
