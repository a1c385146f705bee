import type { CurrencyCode } from '#server/kernel/money.ts';
import { cleanText } from '../clean-text.ts';
import type { RefundableLine, RefundableReply } from '../terminal-gateway.ts';
import { readCount, readCurrency, readMinor } from './evidence.ts';
import { causeOf, type Heard } from './translate.ts';
import type { RefundableAnswer, RefundableItem } from './wire.ts';

/** What of a fiscal sale can still go back. A single unreadable line spoils the answer: its money would be forgotten. */
export function toRefundableReply(heard: Heard<RefundableAnswer>, currency: CurrencyCode): RefundableReply {
  switch (heard.kind) {
    case 'not_sent':
      return { kind: 'no_answer', cause: 'unreachable' };
    case 'open':
      return { kind: 'no_answer', cause: heard.cause };
    case 'failure':
      return heard.verdict.kind === 'not_found'
        ? { kind: 'not_found' }
        : { kind: 'no_answer', cause: causeOf(heard.verdict) };
    case 'success': {
      const { answer } = heard;
      if (answer.currency !== null && readCurrency(answer.currency) !== currency) {
        return { kind: 'no_answer', cause: 'unreadable_answer' };
      }
      const totalMinor = readMinor(answer.totalReturnableAmount, currency);
      const lines = (answer.saleItems ?? []).map((item) => toLine(item, currency));
      const whole = lines.filter((line) => line !== null);
      if (totalMinor === null || totalMinor < 0 || whole.length !== lines.length) {
        return { kind: 'no_answer', cause: 'incomplete_answer' };
      }
      return { kind: 'refundable', totalMinor, lines: whole };
    }
  }
}

function toLine(item: RefundableItem, currency: CurrencyCode): RefundableLine | null {
  const quantity = readCount(item.itemQuantity);
  const refundableQuantity = readCount(item.returnableQuantity);
  const totalMinor = readMinor(item.totalPriceAmount, currency);
  const refundableMinor = readMinor(item.returnableAmount, currency);
  if (item.id === null || quantity === null || refundableQuantity === null) return null;
  if (totalMinor === null || refundableMinor === null || refundableMinor < 0) return null;
  return {
    providerLineId: item.id,
    name: cleanText(item.name ?? ''),
    quantity,
    totalMinor,
    refundableQuantity,
    refundableMinor,
  };
}
