import { cleanText } from '../clean-text.ts';
import type { AcquirerTotal, CloseBatchReply } from '../terminal-gateway.ts';
import { readCount } from './evidence.ts';
import { causeOf, type Heard } from './translate.ts';
import type { EndOfDayAnswer, WireAcquirerTotal } from './wire.ts';

/** What came of asking a device to close its batch. There is no query for it, so a no must be beyond doubt (F13, F16). */
export function toCloseBatchReply(
  heard: Heard<EndOfDayAnswer>,
  request: { attemptId: string; providerDeviceId: string },
): CloseBatchReply {
  switch (heard.kind) {
    case 'not_sent':
      return { kind: 'not_sent', reason: 'unreachable', detail: heard.detail };
    case 'open':
      return { kind: 'unknown_outcome', cause: heard.cause, code: heard.code, text: heard.text };
    case 'success':
      if (isForeign(heard.answer, request)) return unknown('unreadable_answer');
      return toClosed(heard.answer) ?? unknown('incomplete_answer');
    case 'failure': {
      const { verdict, text } = heard;
      const code = heard.code ?? '';
      if (isForeign(heard.answer, request)) return { ...unknown('unreadable_answer'), code, text };
      if (verdict.kind !== 'refused') return { ...unknown(causeOf(verdict)), code, text };
      return { kind: 'refused', reason: verdict.reason, code, text };
    }
  }
}

/** Null when the batch number or a figure is missing: then the totals cannot be held against ours. */
function toClosed(answer: EndOfDayAnswer): CloseBatchReply | null {
  const rows = answer.tails ?? answer.totals ?? [];
  const totals = rows.map(toTotal);
  const whole = totals.filter((total) => total !== null);
  if (answer.batchNo === null || whole.length !== totals.length) return null;
  return { kind: 'closed', batchNumber: answer.batchNo, totals: whole };
}

function toTotal(row: WireAcquirerTotal): AcquirerTotal | null {
  const count = readCount(row.totalTransactionCount);
  const { acquirerId, totalTransactionAmount: amountText, responseCode } = row;
  if (acquirerId === null || amountText === null || responseCode === null || count === null) return null;
  return {
    acquirerId,
    acquirerName: row.acquirerName === null ? null : cleanText(row.acquirerName),
    tid: row.terminalId,
    mid: row.bankMerchantId,
    amountText,
    count,
    batchNumber: row.batchNo,
    isClosed: /^0+$/.test(responseCode),
    code: row.internalErrorCode ?? responseCode,
  };
}

function isForeign(
  answer: EndOfDayAnswer,
  request: { attemptId: string; providerDeviceId: string },
): boolean {
  return (
    (answer.deviceUniqueId !== null && answer.deviceUniqueId !== request.providerDeviceId) ||
    (answer.conversationId !== null && answer.conversationId !== request.attemptId)
  );
}

function unknown(cause: 'unreadable_answer' | 'incomplete_answer' | ReturnType<typeof causeOf>) {
  return { kind: 'unknown_outcome', cause, code: null, text: null } as const;
}
