import { describe, expect, it } from 'vitest';
import { readListRequest } from '#server/transactions/transaction-filter.ts';
import { makeListReader } from '#tests/factories/list-reader.ts';
import { storedFilter } from './stored-filter.ts';

const reader = makeListReader();
const { devices, branches } = reader.choices;

const ADDRESSES: Record<string, string>[] = [
  {},
  { state: 'refunded', kind: 'sale', period: 'last7' },
  { from: '2026-01-01', to: '2026-02-28', device: devices[0]?.deviceId ?? '', branch: branches[0]?.id ?? '' },
  { min: '100', max: '200,50', provider: 'iyzico', environment: 'live', cardType: 'credit' },
  { currency: 'USD', acquirer: '0046', user: 'me', batch: '12', last4: '0006' },
  { min: '118', max: '118', to: '2026-02-28' },
  { q: '118,00' },
  { q: 'A1B2C3D4' },
  { q: 'RRN 600000400000 ONAY KODU: 704311 **** **** **** 0006' },
  { q: 'stan:000123 batch:017 amount:>500 device:kasa state:unknown kind:refund' },
];

describe('a filter that waits in a row', () => {
  it.each(ADDRESSES)('is the one that was understood: %j', (address) => {
    const { filter, issues } = readListRequest(address, reader);
    expect(issues).toEqual([]);
    expect(storedFilter.parse(JSON.parse(JSON.stringify(filter)))).toEqual(filter);
  });

  it('is not taken for one when it is of a kind that nobody wrote', () => {
    for (const other of [
      [{ by: 'sql' }],
      [{ by: 'device', ids: ['usr_1'] }],
      [{ by: 'tab', tab: 'all' }],
      {},
    ])
      expect(storedFilter.safeParse(other).success).toBe(false);
  });
});
