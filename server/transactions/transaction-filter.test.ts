import { describe, expect, it } from 'vitest';
import { toCursor } from './list-cursor.ts';
import { type QueryValues, type ReadAmount, readListRequest } from './transaction-filter.ts';

const read: ReadAmount = (text) => (/^\d+$/.test(text) ? Number(text) * 100 : 'amountUnreadable');
const request = (values: QueryValues) => readListRequest(values, { read, currency: 'TRY' });
const device = 'dev_01jqz3k4m5n6p7q8r9s0t1v2w3';
const row = {
  createdAt: new Date('2026-03-04T05:06:07.089Z'),
  id: 'txn_01jqz3k4m5n6p7q8r9s0t1v2w3',
} as const;

describe('the filter in the address of the list', () => {
  it('asks for everything when it says nothing, or says it with empty values', () => {
    const { filter, place, issues } = request({ state: '', q: '  ', from: undefined });
    expect(filter).toEqual({
      tab: 'all',
      kind: null,
      deviceId: null,
      branchId: null,
      from: null,
      to: null,
      amount: null,
      last4: null,
      reference: null,
    });
    expect([place, issues]).toEqual([null, []]);
  });

  it('is read field by field', () => {
    const { filter, issues } = request({
      state: 'unknown',
      kind: 'refund',
      device,
      from: '2026-02-28',
      to: '2026-03-01',
      min: '10',
      max: '20',
      last4: '0042',
      q: ' 704311 ',
    });
    expect(issues).toEqual([]);
    expect(filter).toMatchObject({
      tab: 'unknown',
      kind: 'refund',
      deviceId: device,
      from: '2026-02-28',
      to: '2026-03-01',
      amount: { minMinor: 1000, maxMinor: 2000, currency: 'TRY' },
      last4: '0042',
      reference: '704311',
    });
  });

  it('takes the first of a repeated name and ignores names it does not know', () => {
    expect(request({ state: ['failed', 'all'], __proto__: 'x', page: '7' }).filter?.tab).toBe('failed');
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
    [{ q: 'a'.repeat(65) }, 'q', 'reference'],
    [{ q: 'a\u0000b' }, 'q', 'reference'],
    [{ q: 'a\r\nb' }, 'q', 'reference'],
    [{ q: '<script>' }, 'q', 'reference'],
    [{ q: "' or 1=1 --" }, 'q', 'reference'],
    [{ q: '100%' }, 'q', 'reference'],
    [{ q: '4111 1111 1111 1111' }, 'q', 'cardNumber'],
    [{ q: '5528-7900-0000-0008' }, 'q', 'cardNumber'],
  ])('names the field of %j and what is wrong with it, and asks for no list', (values, field, problem) => {
    expect(request(values as QueryValues)).toEqual({
      filter: null,
      place: null,
      issues: [{ field, problem }],
    });
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
      expect(filter?.tab).toBe('all');
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
