import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { BatchId, MerchantId, TransactionId } from '#server/kernel/ids.ts';
import { listBatchNumbers } from './batch-numbers.ts';
import { findFilter } from './find-filter.ts';
import type { Slice } from './keyset.ts';
import { listSecondPeople, NOBODY, type SecondPeople } from './second-people.ts';
import { shownKind } from './shown-kind.ts';
import { type ListFilter, meetsAll } from './transaction-conditions.ts';
import { findLookedTo } from './transaction-list.ts';
import { orderOf, walkedRows } from './walk-transactions.ts';

/** What a file tells of an operation. Of the card the last four digits, of the customer nothing. */
const FIELDS = {
  id: transactions.id,
  /** Milliseconds since 1970, as of every instant here: a number is read faster than a date. */
  startedMs: sql`(extract(epoch from ${transactions.createdAt}) * 1000)::bigint`,
  settledMs: sql`(extract(epoch from ${transactions.settledAt}) * 1000)::bigint`,
  businessDate: transactions.businessDate,
  kind: transactions.kind,
  shownKind,
  state: transactions.state,
  isVoided: sql`(${transactions.voidedAt} is not null)::text`,
  isCaptured: sql`(${transactions.capturedAt} is not null)::text`,
  amountMinor: transactions.amountMinor,
  refundedMinor: transactions.refundedMinor,
  currency: transactions.currency,
  outcomeReason: transactions.outcomeReason,
  outcomeCode: transactions.outcomeCode,
  deviceId: transactions.deviceId,
  branchId: transactions.branchId,
  createdBy: transactions.createdBy,
  paymentType: transactions.paymentType,
  cardBrand: transactions.cardBrand,
  cardType: transactions.cardType,
  last4: transactions.last4,
  entryMode: transactions.entryMode,
  installmentCount: transactions.installmentCount,
  batchId: transactions.batchId,
  authCode: transactions.authCode,
  rrn: transactions.rrn,
  stan: transactions.stan,
  reference: transactions.reference,
  paymentNumber: transactions.providerPaymentId,
  saleNumber: transactions.saleNumber,
  originalId: transactions.originalId,
  acquirerId: transactions.acquirerId,
  acquirerName: transactions.acquirerName,
  tid: transactions.tid,
  mid: transactions.mid,
  provider: transactions.provider,
  environment: transactions.environment,
} as const;
type FieldName = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as FieldName[];

/** An operation for a file: each field as text, empty where there is none. */
export type ExportRow = Record<FieldName | 'batch' | keyof SecondPeople, string>;

/** Where a file goes on: past this row. */
export type ExportPlace = { at: Date; id: TransactionId };

/** A step of an export: from where and how many rows. */
export type ExportStep = { after: ExportPlace | null; limit: number };

/** What a step found, still without the names of `nameExportRows`, and where to go on; null at the end. */
export type ExportRows = { rows: ExportRow[]; next: ExportPlace | null };

/** Stands between the fields on their way: a control that nothing here may hold. */
const BETWEEN = '\x1f';
const UNIT = sql.raw(`E'\\x1f'`);

/**
 * One line of text per row instead of one value per field: read a million times over, that is most of what an export costs.
 */
const LINE = sql<string>`concat(${sql.join(
  NAMES.map((name) => sql`${FIELDS[name]}`),
  sql`, ${UNIT}, `,
)})`;

/**
 * Up to `limit` rows of a filter past a place, newest first. Read along the same walks as the list, so that a file holds what
 * the list shows.
 */
export async function listExportRows(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  { after, limit }: ExportStep,
): Promise<ExportRows> {
  const slice: Slice = { limit, after: after ?? undefined };
  const found = await findFilter(db, merchantId, filter);
  const lines = await db
    .select({ line: LINE.as('line') })
    .from(walkedRows(merchantId, found, slice))
    .where(meetsAll(merchantId, found))
    .orderBy(orderOf(slice))
    .limit(limit);
  const rows = lines.map(({ line }) => toRow(line));
  if (rows.length < limit) {
    const lookedTo = await findLookedTo(db, merchantId, found, slice);
    if (!lookedTo) return { rows, next: null };
    const next = { at: lookedTo.createdAt, id: lookedTo.id };
    // What lies beyond comes with the next step.
    return { rows: rows.filter((row) => !isBeyondPlace(row, next)), next };
  }
  const last = rows.at(-1);
  return { rows, next: last ? placeOf(last) : null };
}

/** Puts beside the rows of a step what stands in other tables: one question to each for some thousand rows. */
export async function nameExportRows(db: Db, merchantId: MerchantId, rows: ExportRow[]): Promise<void> {
  if (rows.length === 0) return;
  await Promise.all([nameBatches(db, merchantId, rows), nameSecondPeople(db, merchantId, rows)]);
}

function placeOf(row: ExportRow): ExportPlace {
  return { at: new Date(Number(row.startedMs)), id: row.id as TransactionId };
}

function isBeyondPlace(row: ExportRow, place: ExportPlace): boolean {
  const difference = Number(row.startedMs) - place.at.getTime();
  return difference < 0 || (difference === 0 && row.id < place.id);
}

function toRow(line: string): ExportRow {
  const parts = line.split(BETWEEN);
  if (parts.length !== NAMES.length)
    throw new Error('A field of an operation holds what stands between them');
  return new ReadRow(parts) as ReadRow & Record<FieldName, string>;
}

/**
 * A row whose fields are read where they came from. An object of forty properties that are set by name is slow to make and slow to
 * read, and a million of them keep the collector busier than everything else.
 */
class ReadRow {
  batch = '';
  decidedBy = NOBODY.decidedBy;
  approvedBy = NOBODY.approvedBy;
  readonly parts: readonly string[];
  constructor(parts: readonly string[]) {
    this.parts = parts;
  }
}
for (const [index, name] of NAMES.entries())
  Object.defineProperty(ReadRow.prototype, name, {
    get(this: ReadRow) {
      return this.parts[index];
    },
  });

/** Puts the numbers of batches beside their ids. */
async function nameBatches(db: Db, merchantId: MerchantId, rows: ExportRow[]): Promise<void> {
  const ids = new Set(rows.map((row) => row.batchId));
  ids.delete('');
  const numbers = await listBatchNumbers(db, merchantId, [...ids] as BatchId[]);
  for (const row of rows) row.batch = numbers.get(row.batchId as BatchId) ?? '';
}

/** Puts beside each operation who decided it by hand and who let it happen. */
async function nameSecondPeople(db: Db, merchantId: MerchantId, rows: ExportRow[]): Promise<void> {
  const people = await listSecondPeople(
    db,
    merchantId,
    rows.map(({ id }) => id as TransactionId),
  );
  for (const row of rows) Object.assign(row, people.get(row.id as TransactionId));
}
