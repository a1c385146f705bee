import { expect, test } from 'vitest';
import type { BookEntry, FiscalSale } from '#tests/gateways/iyzico/book.ts';
import type { LoggedRequest } from '#tests/gateways/iyzico/request-log.ts';
import type { OurBooks, OurSplitSale, OurTransaction, TheirBooks } from './books.ts';
import { compareMoney, findDoubleCharges, findLost } from './compare-money.ts';
import { compareSplits } from './compare-splits.ts';
import { compareSums } from './compare-sums.ts';
import { compareWire } from './compare-wire.ts';

// What the campaign compares in the end must see what it is there for.

function sale(changes: Partial<OurTransaction> = {}): OurTransaction {
  const row: Partial<OurTransaction> = {
    merchantId: 'mer_1',
    id: 'txn_1',
    kind: 'sale',
    state: 'approved',
    flags: [],
    deviceId: 'dev_1',
    originalId: null,
    intentKey: 'key-1',
    reference: 'ref_1',
    amountMinor: 1_000,
    surchargeMinor: 0,
    currency: 'TRY',
    paymentType: 'card',
    businessDate: '2026-03-04' as OurTransaction['businessDate'],
    sentAt: new Date('2026-03-04T10:00:00Z'),
    settledAt: new Date('2026-03-04T10:00:01Z'),
    batchId: 'bat_1',
    acquirerId: '62',
    providerPaymentId: '200000001',
    refundedMinor: 0,
    refundReservedMinor: 0,
    voidId: null,
    voidedAt: null,
    captureId: null,
    capturedAt: null,
    ...changes,
  };
  return row as OurTransaction;
}

function charge(changes: Partial<BookEntry> = {}): BookEntry {
  const entry: Partial<BookEntry> = {
    kind: 'sale',
    state: 'approved',
    deviceUniqueId: 'C00001',
    transactionReferenceId: 'ref_1',
    paymentId: '200000001',
    amountMinor: 1_000,
    currency: 'TRY',
    batchNo: '0001',
    card: null,
    ...changes,
  };
  return entry as BookEntry;
}

function books(rows: OurTransaction[], changes: Partial<OurBooks> = {}): OurBooks {
  const keys = rows.filter((row) => row.state === 'approved');
  const sums = keys.map((row) => ({ ...row, batchId: 'bat_1', count: 1, outcome: 'approved' }));
  const known: Partial<OurBooks> = {
    transactions: rows,
    splitSales: [],
    events: new Map(),
    audit: [],
    heads: [],
    batches: new Map([['bat_1', { number: '0001' }]]) as unknown as OurBooks['batches'],
    batchTotals: sums as unknown as OurBooks['batchTotals'],
    dayTotals: sums as unknown as OurBooks['dayTotals'],
    acquirerTotals: sums as unknown as OurBooks['acquirerTotals'],
    runs: [],
    reports: [],
    variances: [],
    devices: new Map([['dev_1', { providerDeviceId: 'C00001' }]]) as unknown as OurBooks['devices'],
    ...changes,
  };
  return known as OurBooks;
}

const theirs = (entries: BookEntry[], requests: LoggedRequest[] = []): TheirBooks => ({
  entries,
  fiscalSales: [],
  requests,
});

test('two books that say the same have no difference', () => {
  expect(compareMoney(books([sale()]), theirs([charge()]))).toEqual([]);
  expect(compareSums(books([sale()]), theirs([charge()]))).toEqual([]);
});

test.each([
  ['a kuruş more at the provider', [sale()], [charge({ amountMinor: 1_001 })]],
  ['another currency', [sale()], [charge({ currency: 'USD' })]],
  ['another payment', [sale()], [charge({ paymentId: '200000002' })]],
  ['another kind', [sale()], [charge({ kind: 'refund' })]],
  ['a charge we call failed', [sale({ state: 'failed' })], [charge()]],
  ['a charge we do not know', [], [charge()]],
  ['an approval the provider does not know', [sale()], []],
  ['an approval the provider declined', [sale()], [charge({ state: 'declined' })]],
  ['something still open', [sale({ state: 'unknown' })], []],
])('%s is a difference', (_, rows, entries) => {
  expect(compareMoney(books(rows), theirs(entries))).not.toEqual([]);
});

test('a customer who paid twice, an operation that is gone and a key that made two are found', () => {
  const rows = [sale(), sale({ id: 'txn_2', reference: 'ref_2' })];
  const paid = theirs([charge(), charge({ transactionReferenceId: 'ref_2' })]);
  const charges = paid.entries.map((entry) => ({ reference: entry.transactionReferenceId }));
  expect(findDoubleCharges([['txn_1', 'txn_2']], books(rows), charges)).toHaveLength(1);
  expect(findDoubleCharges([['txn_1'], ['txn_2']], books(rows), charges)).toEqual([]);
  expect(findLost(['txn_1', 'txn_3'], books(rows))).toHaveLength(2);
});

test.each([
  ['a sum of a batch that misses a kuruş', {}, { batchTotals: [] }],
  ['a sum of a day that is not there', {}, { dayTotals: [] }],
  ['a sum of a bank that is not there', {}, { acquirerTotals: [] }],
  ['a reservation that stayed', { refundReservedMinor: 1 }, {}],
  ['money that went back without a refund', { refundedMinor: 1 }, {}],
  ['a void that nothing voided', { voidId: 'txn_9' as const }, {}],
  ['a batch under another number', {}, { batches: new Map([['bat_1', { number: '0002' }]]) }],
])('%s is a difference', (_, row, changes) => {
  const card = { acquirerId: '62' } as BookEntry['card'];
  const ours = books([sale(row)], changes as unknown as Partial<OurBooks>);
  expect(compareSums(ours, theirs([charge({ card })]))).not.toEqual([]);
});

test('what is sent twice is found, unless the door had turned it away', () => {
  const sending = (id: number, status: number | null) =>
    ({ id, path: '/v2/terminal-host/payment', transactionReferenceId: 'ref_1', status }) as LoggedRequest;
  const ours = books([sale()]);
  expect(compareWire(ours, theirs([], [sending(1, 401), sending(2, 200)]))).toEqual([]);
  expect(compareWire(ours, theirs([], [sending(1, null), sending(2, 200)]))).toHaveLength(1);
  expect(compareWire(books([]), theirs([], [sending(1, 200)]))).toHaveLength(1);
  expect(compareWire(books([sale({ sentAt: null })]), theirs([], [sending(1, 200)]))).toHaveLength(1);
});

const half = { splitSaleId: 'spl_1', amountMinor: 500 } as const;
const inParts = {
  ...{ id: 'spl_1', reference: 'ref_9', state: 'completed', amountMinor: 1_000, paidMinor: 1_000 },
  ...{ reservedMinor: 0, sentAt: new Date('2026-03-04T10:00:00Z'), flags: [] },
};
const parts = [sale(half), sale({ ...half, id: 'txn_2', reference: 'ref_2' })];

function compareInParts(split: object = {}, fiscal: object = {}, answered = '10.00'): string[] {
  const completion = {
    ...{ path: '/v2/terminal-host/gmu/partial-payment/complete', transactionReferenceId: 'ref_9' },
    response: { price: answered },
  } as LoggedRequest;
  const ours = books(parts, { splitSales: [{ ...inParts, ...split } as unknown as OurSplitSale] });
  const fiscalSales = [{ transactionReferenceId: 'ref_9', state: 'complete', ...fiscal } as FiscalSale];
  return compareSplits(ours, { ...theirs([], [completion]), fiscalSales }, ['spl_1']);
}

test('a sale in parts that is complete on both sides and paid to the last kuruş is none', () => {
  expect(compareInParts()).toEqual([]);
});

test.each([
  ['a sale in parts that is still open', { state: 'open' }, { state: 'open' }],
  ['one that is complete here only', {}, { state: 'open' }],
  ['one that is complete there only', { state: 'given_up', paidMinor: 0 }, {}],
  ['one that says more than its payments', { amountMinor: 1_001, paidMinor: 1_001 }, {}],
  ['one that reserves something for ever', { reservedMinor: 1 }, {}],
  ['one that is complete and not paid', { amountMinor: 1_001 }, {}],
  ['one that was given up with money taken', { state: 'given_up' }, { state: 'dropped' }],
  ['one that is not in our book', { id: 'spl_2' }, {}],
  ['one that contradicts answers about its own amount', { flags: ['contradiction'] }, {}],
])('%s is a difference', (_, split, fiscal) => {
  expect(compareInParts(split, fiscal)).not.toEqual([]);
});

test('one that was answered with another amount is to be contradicted', () => {
  expect(compareInParts({ flags: ['contradiction'] }, {}, '11.00')).toEqual([]);
});

test('a completion is sent as often as it was claimed, a start once', () => {
  const sending = (id: number, step: string) =>
    ({
      ...{ id, path: `/v2/terminal-host/gmu/partial-payment/${step}`, status: 200 },
      transactionReferenceId: 'ref_9',
    }) as LoggedRequest;
  const claims = [1, 2].map(() => ({ objectId: 'spl_1', action: 'split-sale.completing' }));
  const ours = books([], {
    splitSales: [inParts as unknown as OurSplitSale],
    audit: claims as OurBooks['audit'],
  });
  const sent = (...steps: string[]) =>
    compareWire(
      ours,
      theirs(
        [],
        steps.map((step, at) => sending(at, step)),
      ),
    );
  expect(sent('start', 'complete', 'complete')).toEqual([]);
  expect(sent('start', 'complete', 'complete', 'complete')).toHaveLength(1);
  expect(sent('start', 'start', 'complete')).toHaveLength(1);
});
