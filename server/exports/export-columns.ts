import type { ExportRow } from '#db/queries/export-rows.ts';
import type { TransactionKind, TransactionState } from '#db/schema/transactions.ts';
import { paymentAtProvider } from '#server/transactions/decision-rule.ts';
import { shownStatus } from '#server/transactions/shown-status.ts';
import type { ExportWords } from './export-words.ts';

/** How a column is read: as text, as a moment or a day, as an amount of the row's currency, or as a number. */
export type ColumnKind = 'text' | 'instant' | 'day' | 'money' | 'number';

/** A column of a file. `read` gives text; of an amount its minor units, of nothing the empty text. */
export type ExportColumn = {
  key: keyof ExportWords['heads'];
  as: ColumnKind;
  read: (row: ExportRow, words: ExportWords) => string;
};

/** What every file tells of an operation, in this order. Nothing of a customer, and of a card the last four digits. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  { key: 'startedAt', as: 'instant', read: (row, { onClock }) => onClock(row.startedMs) },
  { key: 'settledAt', as: 'instant', read: (row, { onClock }) => onClock(row.settledMs) },
  { key: 'businessDate', as: 'day', read: (row) => row.businessDate },
  { key: 'kind', as: 'text', read: (row, words) => nameOf(words.kinds, row.shownKind) },
  { key: 'state', as: 'text', read: (row, words) => nameOf(words.states, statusOf(row)) },
  { key: 'amount', as: 'money', read: signedMinor },
  { key: 'currency', as: 'text', read: (row) => row.currency },
  { key: 'refunded', as: 'money', read: (row) => (row.refundedMinor === '0' ? '' : row.refundedMinor) },
  { key: 'reason', as: 'text', read: (row, words) => nameOf(words.reasons, row.outcomeReason) },
  { key: 'code', as: 'text', read: (row) => row.outcomeCode },
  { key: 'device', as: 'text', read: (row, words) => nameOf(words.devices, row.deviceId) },
  { key: 'branch', as: 'text', read: (row, words) => nameOf(words.branches, row.branchId) },
  { key: 'person', as: 'text', read: (row, words) => nameOf(words.people, row.createdBy) },
  { key: 'approvedBy', as: 'text', read: (row, words) => nameOf(words.people, row.approvedBy) },
  { key: 'decidedBy', as: 'text', read: (row, words) => nameOf(words.people, row.decidedBy) },
  { key: 'card', as: 'text', read: cardOf },
  { key: 'last4', as: 'text', read: (row) => row.last4 },
  { key: 'cardType', as: 'text', read: (row, words) => nameOf(words.cardTypes, row.cardType) },
  { key: 'entryMode', as: 'text', read: (row, words) => nameOf(words.entryModes, row.entryMode) },
  { key: 'installments', as: 'number', read: (row) => row.installmentCount },
  { key: 'batch', as: 'text', read: (row) => row.batch },
  { key: 'authCode', as: 'text', read: (row) => row.authCode },
  { key: 'rrn', as: 'text', read: (row) => row.rrn },
  { key: 'stan', as: 'text', read: (row) => row.stan },
  { key: 'reference', as: 'text', read: (row) => row.reference },
  { key: 'paymentNumber', as: 'text', read: (row) => paymentAtProvider(row.paymentNumber) ?? '' },
  { key: 'saleNumber', as: 'text', read: (row) => row.saleNumber },
  { key: 'id', as: 'text', read: (row) => row.id },
  { key: 'original', as: 'text', read: (row) => row.originalId },
  {
    key: 'acquirer',
    as: 'text',
    read: (row, words) => row.acquirerName || nameOf(words.acquirers, row.acquirerId),
  },
  { key: 'tid', as: 'text', read: (row) => row.tid },
  { key: 'mid', as: 'text', read: (row) => row.mid },
  { key: 'provider', as: 'text', read: (row, words) => nameOf(words.providers, row.provider) },
  { key: 'environment', as: 'text', read: (row, words) => nameOf(words.environments, row.environment) },
];

/** What goes back to the customer stands below zero, as in the list. */
function signedMinor({ shownKind, amountMinor }: ExportRow): string {
  return shownKind === 'refund' || shownKind === 'void' ? `-${amountMinor}` : amountMinor;
}

function nameOf(names: ReadonlyMap<string, string>, word: string): string {
  return names.get(word) ?? word;
}

function cardOf({ paymentType, cardBrand }: ExportRow, { cash, brands }: ExportWords): string {
  return paymentType === 'cash' ? cash : nameOf(brands, cardBrand);
}

/** Only whether it was voided or captured counts, not when. */
const ONCE = new Date(0);

function statusOf(row: ExportRow): string {
  return shownStatus({
    // What the row was written as.
    kind: row.kind as TransactionKind,
    state: row.state as TransactionState,
    amountMinor: Number(row.amountMinor),
    refundedMinor: Number(row.refundedMinor),
    voidedAt: row.isVoided === 'true' ? ONCE : null,
    capturedAt: row.isCaptured === 'true' ? ONCE : null,
  });
}
