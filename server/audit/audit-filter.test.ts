import { expect, it } from 'vitest';
import { MONEY_SUBJECTS } from './actions.ts';
import { auditQuery, conditionsOf, readAuditFilter, readPlace, writePlace } from './audit-filter.ts';

it('a search survives its way into an address and back', () => {
  const asked = {
    from: '2026-03-01',
    to: '2026-03-05',
    who: 'usr_01abc',
    what: 'end-of-day',
    result: 'refused',
    object: 'eod_01xyz',
  };
  const { filter, problems } = readAuditFilter(asked);
  expect(problems).toEqual([]);
  expect(Object.fromEntries(new URLSearchParams(auditQuery(filter)))).toEqual(asked);
});

it('what cannot be understood is named and asks for nothing', () => {
  const asked = {
    from: '2026-02-31',
    to: 'x',
    who: "' or 1=1",
    what: 'toString',
    result: 'maybe',
    object: '../x',
  };
  expect(readAuditFilter(asked)).toEqual({
    filter: {},
    problems: ['from', 'to', 'who', 'what', 'result', 'object'],
  });
  expect(readAuditFilter({ from: '', who: '  ' })).toEqual({ filter: {}, problems: [] });
});

it('days are whole days of the merchant’s zone', () => {
  const { filter } = readAuditFilter({ from: '2026-03-05', to: '2026-03-05' });
  expect(conditionsOf(filter, 'manager', 'Europe/Istanbul')).toMatchObject({
    from: new Date('2026-03-04T21:00:00Z'),
    until: new Date('2026-03-05T21:00:00Z'),
  });
});

it('an accountant reads what is about money, and gets no further by asking for something else', () => {
  expect(conditionsOf({}, 'accountant', 'UTC').subjects).toEqual(MONEY_SUBJECTS);
  expect(conditionsOf({ what: 'refund' }, 'accountant', 'UTC').subjects).toEqual(['refund']);
  expect(conditionsOf({ what: 'sign_in' }, 'accountant', 'UTC').subjects).toEqual([]);
  expect(conditionsOf({ what: 'sign_in' }, 'manager', 'UTC').subjects).toEqual(['sign_in']);
  expect(conditionsOf({}, 'admin', 'UTC').subjects).toBeNull();
  expect(conditionsOf({}, 'support', 'UTC').subjects).toEqual([]);
});

it('a place in the list survives its way into an address and back', () => {
  const place = { at: new Date('2026-03-05T09:00:00.123Z'), sequence: 42 };
  expect(readPlace(writePlace(place))).toEqual(place);
  for (const text of [undefined, '', 'x', '1', '-1-2', '1-2-3', '99999999999999999-1'])
    expect(readPlace(text)).toBeNull();
});
