import { describe, expect, it } from 'vitest';
import { makeListReader } from '#tests/factories/list-reader.ts';
import { toCursor } from './list-cursor.ts';
import { type QueryValues, readListRequest } from './transaction-filter.ts';

const reader = makeListReader();
const request = (values: QueryValues) => readListRequest(values, reader);
const device = 'dev_01jqz3k4m5n6p7q8r9s0t1v2w3';
const row = {
  createdAt: new Date('2026-03-04T05:06:07.089Z'),
  id: 'txn_01jqz3k4m5n6p7q8r9s0t1v2w3',
} as const;

describe('the filter in the address of the list', () => {
  it('asks for everything when it says nothing, or says it with empty values', () => {
    const asked = { filter: [], tab: 'all', terms: [], place: null, issues: [] };
    expect(request({ state: '', q: '  ', from: undefined })).toEqual(asked);
  });

  it('is read field by field, the search among them', () => {
    const { filter, tab, issues } = request({
      state: 'unknown',
      kind: 'refund',
      device,
      provider: 'interpay',
      environment: 'live',
      cardType: 'prepaid',
      acquirer: '0046',
      user: 'me',
      batch: '17',
      from: '2026-02-28',
      to: '2026-03-01',
      min: '10',
      max: '20',
      last4: '0042',
      q: ' 704311 kind:sale',
    });
    expect([tab, issues]).toEqual(['unknown', []]);
    expect(filter).toMatchObject([
      { by: 'tab', tab: 'unknown' },
      { by: 'kind', kind: 'refund' },
      { by: 'device', ids: [device] },
      { by: 'provider', provider: 'interpay' },
      { by: 'environment', environment: 'live' },
      { by: 'cardType', cardType: 'prepaid' },
      { by: 'acquirer', ids: ['0046'] },
      { by: 'person', ids: [reader.me] },
      { by: 'mark', marks: [{ of: 'batch', values: ['17', '017', '0017', '000017'] }] },
      { by: 'days', from: '2026-02-28', to: '2026-03-01' },
      { by: 'amount', minMinor: 1000, maxMinor: 2000, currency: 'TRY' },
      { by: 'mark', marks: [{ of: 'last4', values: ['0042'] }] },
      { by: 'mark' },
      { by: 'kind', kind: 'sale' },
    ]);
  });

  it('reads amounts in the currency it names, and looks exactly one up', () => {
    expect(request({ min: '118', max: '118,00', currency: 'USD' }).filter).toEqual([
      { by: 'mark', marks: [{ of: 'amount', minor: 11_800, currency: 'USD' }] },
    ]);
    expect(request({ currency: 'EUR' }).filter).toEqual([{ by: 'currency', currency: 'EUR' }]);
  });

  it('counts a period in business days, and has it before days that stayed in the form', () => {
    for (const values of [{ period: 'yesterday' }, { period: 'yesterday', from: '2020-01-01' }]) {
      expect(request(values).filter).toMatchObject([{ by: 'days', from: '2026-03-03', to: '2026-03-03' }]);
    }
  });

  it('takes the first of a repeated name and ignores names it does not know', () => {
    expect(request({ state: ['failed', 'all'], __proto__: 'x', page: '7' }).tab).toBe('failed');
  });

  it.each([
    [{ state: 'paid' }, 'state', 'choice'],
    [{ state: 'constructor' }, 'state', 'choice'],
    [{ kind: 'SALE' }, 'kind', 'choice'],
    [{ device: 'P00134' }, 'device', 'choice'],
    [{ device: `${device}'` }, 'device', 'choice'],
    [{ branch: device }, 'branch', 'choice'],
    [{ from: '2026-02-30' }, 'from', 'day'],
    [{ from: '0000-01-01' }, 'from', 'day'],
    [{ to: '9999-12-31' }, 'to', 'day'],
    [{ to: '20260301' }, 'to', 'day'],
    [{ from: '2026-03-02', to: '2026-03-01' }, 'to', 'endBeforeStart'],
    [{ min: '1e3' }, 'min', 'amountUnreadable'],
    [{ min: '20', max: '10' }, 'max', 'maxBelowMin'],
    [{ last4: '42' }, 'last4', 'last4'],
    [{ last4: '٠٠٤٢' }, 'last4', 'last4'],
    [{ provider: 'paypal' }, 'provider', 'choice'],
    [{ environment: 'test' }, 'environment', 'choice'],
    [{ cardType: 'gold' }, 'cardType', 'choice'],
    [{ user: device }, 'user', 'choice'],
    [{ acquirer: "' or 1=1" }, 'acquirer', 'choice'],
    [{ batch: '<b>' }, 'batch', 'mark'],
    [{ currency: 'try' }, 'currency', 'choice'],
    [{ period: 'ever' }, 'period', 'choice'],
  ])('names the field of %j and what is wrong with it, and asks for no list', (values, field, problem) => {
    const { filter, place, issues } = request(values as QueryValues);
    expect({ filter, place, issues }).toEqual({ filter: null, place: null, issues: [{ field, problem }] });
  });

  it.each([
    ['a'.repeat(301), 'searchTooLong'],
    ['a\u0000b', 'hiddenSigns'],
    ['<script>', 'notUnderstood'],
    ['100%', 'notUnderstood'],
    ['4111 1111 1111 1111', 'cardNumber'],
    ['5528-7900-0000-0008', 'cardNumber'],
  ])('is no filter when the search says %j', (q, problem) => {
    expect(request({ q })).toMatchObject({ filter: null, issues: [{ field: 'q', problem }] });
  });

  it('names every field that is wrong, once', () => {
    const { issues } = request({ from: 'x', last4: 'x', q: '4111111111111111' });
    expect(issues.map((issue) => issue.field)).toEqual(['from', 'last4', 'q']);
  });

  it('spans ten years without complaint', () => {
    expect(request({ from: '2020-01-01', to: '2029-12-31' }).issues).toEqual([]);
  });
});

describe('the place in the list', () => {
  it('is older or newer than a row', () => {
    expect(request({ after: toCursor(row) }).place).toEqual({ ...row, direction: 'older' });
    expect(request({ before: toCursor(row) }).place).toEqual({ ...row, direction: 'newer' });
  });

  it('is the newest rows, with a word about it, when it is broken', () => {
    for (const values of [{ after: 'x' }, { before: `${toCursor(row)}x` }]) {
      const { filter, place, issues } = request(values);
      expect(filter).toEqual([]);
      expect(place).toBeNull();
      expect(issues).toEqual([{ field: Object.keys(values)[0], problem: 'place' }]);
    }
    expect(request({ after: toCursor(row), before: toCursor(row) }).issues).toHaveLength(1);
  });

  it.each(['-1', '0', '1e9', 'all', '51'])('has fifty rows whatever limit=%s says', (limit) => {
    const { filter, issues } = request({ limit });
    expect(filter).not.toBeNull();
    expect(issues).toEqual([{ field: 'limit', problem: 'limit' }]);
  });

  it('is ordered by time whatever else is asked for', () => {
    expect(request({ sort: 'password_hash' }).issues).toEqual([{ field: 'sort', problem: 'sort' }]);
    expect(request({ sort: 'newest', limit: '50' }).issues).toEqual([]);
  });
});
