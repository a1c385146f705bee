import type { TransactionRow } from '#db/queries/transactions.ts';
import { totalKindOf } from '#db/schema/totals.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { printable } from './printable.ts';
import type { Receipt, ReceiptLine, Span } from './receipt.ts';
import { paperLines, surchargeLines } from './slip-fiscal.ts';
import { itemLines } from './slip-items.ts';
import type { SlipLook } from './slip-look.ts';
import { type SlipCopy, slipMarks } from './slip-marks.ts';
import { type SlipText, slipText } from './slip-text.ts';

/** What a slip tells of one operation. Of the card never more than the last four digits. */
export type SlipTransaction = Pick<
  TransactionRow,
  | 'kind'
  | 'state'
  | 'environment'
  | 'amountMinor'
  | 'currency'
  | 'installmentCount'
  | 'paymentType'
  | 'surchargeMinor'
  | 'fiscal'
  | 'lines'
  | 'createdAt'
  | 'settledAt'
  | 'voidedAt'
  | 'capturedAt'
  | 'reference'
  | 'outcomeReason'
  | 'outcomeCode'
  | 'providerBatchNumber'
  | 'authCode'
  | 'rrn'
  | 'stan'
  | 'acquirerName'
  | 'tid'
  | 'mid'
  | 'last4'
  | 'cardType'
  | 'entryMode'
  | 'saleNumber'
>;

/** Everything a slip is made from. */
export type SlipFacts = {
  merchant: { name: string; legalName: string; taxNumber: string; country: string; timeZone: string };
  branch: { name: string; address: string; city: string };
  deviceLabel: string;
  /** What the merchant puts on all of its slips. */
  look: SlipLook;
  transaction: SlipTransaction;
  /** What a refund, void or capture belongs to: a sale, a capture or a hold. */
  sale: SlipTransaction | null;
};

/** The slip of an operation in a language, ready for any paper (D14). Its result must be final. Pure. */
export function composeSlip(facts: SlipFacts, language: Locale, copy: SlipCopy): Receipt {
  const text = slipText(language, facts.merchant.timeZone);
  const { transaction } = facts;
  const { mark, top, bottom } = slipMarks(copy, language, transaction.environment === 'sandbox');
  return {
    mark,
    lines: [
      ...top,
      ...headLines(facts, text),
      { kind: 'rule' },
      ...operationLines(facts, text),
      ...cardLines(transaction, text),
      ...amountLines(transaction, text),
      ...referenceLines(transaction, text),
      ...paperLines(transaction, text),
      ...(facts.sale ? originalLines(facts.sale, text) : []),
      ...(transaction.state === 'approved' ? itemLines(transaction, text) : []),
      { kind: 'rule' },
      ...resultLines(facts, text),
      ...footLines(facts, copy, text, language),
      ...bottom,
    ],
  };
}

function headLines({ merchant, branch, look }: SlipFacts, { say }: SlipText): ReceiptLine[] {
  return [
    { kind: 'feed', lines: 1 },
    ...(look.logo ? [{ kind: 'image', image: look.logo } as const] : []),
    centre({ text: merchant.name, bold: true, large: true }),
    ...(merchant.legalName === merchant.name ? [] : [centre({ text: merchant.legalName })]),
    centre({ text: branch.name }),
    centre({ text: [branch.address, branch.city].filter(Boolean).join(', ') }),
    ...(merchant.taxNumber ? [centre({ text: `${say('taxNumber')}: ${merchant.taxNumber}` })] : []),
    { kind: 'feed', lines: 1 },
  ];
}

function operationLines(
  { transaction, sale, deviceLabel }: SlipFacts,
  { say, date, time }: SlipText,
): ReceiptLine[] {
  const { mid, tid, providerBatchNumber, stan } = transaction;
  const kind = totalKindOf(transaction.kind, sale?.kind ?? null);
  const at = transaction.settledAt ?? transaction.createdAt;
  return [
    ...fact(say('merchantNo'), mid),
    ...fact(say('terminalNo'), tid),
    ...fact(say('device'), deviceLabel),
    ...pair(labelled(say('date'), date(at)), labelled(say('time'), time(at))),
    ...pair(labelled(say('batch'), providerBatchNumber), labelled(say('stan'), stan)),
    { kind: 'feed', lines: 1 },
    centre({ text: say(`kind.${kind}`), bold: true, large: true }),
    { kind: 'feed', lines: 1 },
  ];
}

function cardLines(transaction: SlipTransaction, { say }: SlipText): ReceiptLine[] {
  const { paymentType, last4, cardType, entryMode, acquirerName } = transaction;
  const lines = [
    ...pair(paymentType === 'cash' ? say('cash') : null, null),
    ...pair(last4 && `**** **** **** ${last4}`, entryMode && say(`entryMode.${entryMode}`)),
    ...pair(cardType && say(`cardType.${cardType}`), null),
    ...fact(say('acquirer'), acquirerName),
  ];
  return lines.length > 0 ? [...lines, { kind: 'feed', lines: 1 }] : [];
}

function amountLines(transaction: SlipTransaction, text: SlipText): ReceiptLine[] {
  const { say, amount } = text;
  const { amountMinor, currency, installmentCount } = transaction;
  const shown = amount({ minor: amountMinor, currency });
  return [
    ...surchargeLines(transaction, text),
    {
      kind: 'text',
      left: [{ text: say('amount'), bold: true }],
      right: [{ text: shown, bold: true, large: true }],
    },
    ...(installmentCount > 1 ? fact(say('installments'), String(installmentCount)) : []),
    { kind: 'feed', lines: 1 },
  ];
}

function referenceLines(transaction: SlipTransaction, { say }: SlipText): ReceiptLine[] {
  return [
    ...fact(say('authCode'), transaction.authCode),
    ...fact(say('rrn'), transaction.rrn),
    ...fact(say('saleNumber'), transaction.saleNumber),
    ...fact(say('reference'), transaction.reference),
  ];
}

function originalLines(sale: SlipTransaction, { say, date, time, amount }: SlipText): ReceiptLine[] {
  const at = sale.settledAt ?? sale.createdAt;
  return [
    { kind: 'rule' },
    {
      kind: 'text',
      left: [{ text: say(sale.kind === 'preauthorization' ? 'originalHold' : 'original'), bold: true }],
      right: [{ text: `${date(at)} ${time(at)}` }],
    },
    ...fact(say('amount'), amount({ minor: sale.amountMinor, currency: sale.currency })),
    ...fact(say('authCode'), sale.authCode),
    ...fact(say('rrn'), sale.rrn),
    ...fact(say('saleNumber'), sale.saleNumber),
    ...fact(say('reference'), sale.reference),
  ];
}

function resultLines({ transaction, sale }: SlipFacts, { say }: SlipText): ReceiptLine[] {
  const { state } = transaction;
  const kind = totalKindOf(transaction.kind, sale?.kind ?? null);
  switch (state) {
    case 'approved': {
      const isBackInCash = kind === 'refund' && transaction.paymentType === 'cash';
      const result = say(isBackInCash ? 'approved.refundInCash' : `approved.${kind}`);
      return [centre({ text: result, bold: true }), ...laterLines(transaction, say)];
    }
    case 'declined':
    case 'failed':
    case 'cancelled':
      return [
        centre({ text: say(`stopped.${state}`), bold: true, large: true }),
        ...fact(say('reason'), reasonWord(transaction, say)),
        ...fact(say('code'), transaction.outcomeCode),
        centre({ text: say('noMoney') }),
      ];
    case 'created':
    case 'sending':
    case 'awaiting':
    case 'unknown':
      throw new Error('An operation without a final result has no slip');
    default:
      return assertNever(state);
  }
}

/** What became of it after its slip was first due. */
function laterLines({ kind, voidedAt, capturedAt }: SlipTransaction, say: SlipText['say']): ReceiptLine[] {
  if (capturedAt) return [centre({ text: say('capturedLater'), bold: true })];
  if (!voidedAt) return [];
  return [centre({ text: say(kind === 'preauthorization' ? 'releasedLater' : 'voidedLater'), bold: true })];
}

/** The bank's reason in a word a customer may read, or that it could not be carried out. */
function reasonWord({ outcomeReason }: SlipTransaction, say: SlipText['say']): string {
  switch (outcomeReason) {
    case 'insufficient_funds':
    case 'expired_card':
    case 'not_permitted':
    case 'wrong_pin':
    case 'limit_exceeded':
    case 'lost_or_stolen':
    case 'other':
      return say(`reasons.${outcomeReason}`);
    default:
      return say('reasons.not_carried_out');
  }
}

function footLines(
  { merchant, look }: SlipFacts,
  copy: SlipCopy,
  { say, date, time }: SlipText,
  language: Locale,
): ReceiptLine[] {
  const printedAt = copy.kind === 'print' ? copy.printedAt : null;
  return [
    { kind: 'feed', lines: 1 },
    ...(merchant.country === 'TR' ? [centre({ text: say('notFiscal') })] : []),
    ...look.footer[language].map((text) => centre({ text })),
    centre({ text: say('keep') }),
    ...(printedAt ? [centre({ text: `${say('printedAt')}: ${date(printedAt)} ${time(printedAt)}` })] : []),
  ];
}

function centre(span: Span): ReceiptLine {
  return { kind: 'text', centre: [clean(span)] };
}

/** Label and value at the two edges; nothing when there is no value. */
function fact(label: string, value: string | null): ReceiptLine[] {
  if (!value) return [];
  return [{ kind: 'text', left: [{ text: label }], right: [clean({ text: value })] }];
}

function labelled(label: string, value: string | null): string | null {
  return value && `${label}: ${value}`;
}

/** Two short things on one line, or the one there is. */
function pair(left: string | null, right: string | null): ReceiptLine[] {
  if (!left && !right) return [];
  return [
    {
      kind: 'text',
      left: left ? [clean({ text: left })] : undefined,
      right: right ? [clean({ text: right })] : undefined,
    },
  ];
}

function clean(span: Span): Span {
  return { ...span, text: printable(span.text) };
}
