import { describe, expect, it } from 'vitest';
import { listQuery, onlyDays, withoutDays } from './list-query.ts';

describe('the filter of an address as text', () => {
  it('is the same for the same filter, whatever else and in whatever order the address says it', () => {
    const values = { kind: 'sale', q: ' 704311 ', state: 'failed', min: '' };
    expect(listQuery(values)).toBe('state=failed&q=704311&kind=sale');
    expect(listQuery({ after: 'x', open: 'txn_', limit: '50', sort: 'newest', ...values })).toBe(
      listQuery(values),
    );
    expect(listQuery({ state: 'all', __proto__: 'x', page: '7' })).toBe('');
  });

  it('keeps days only where no period was chosen', () => {
    expect(listQuery({ period: 'today', from: '2026-03-01' })).toBe('period=today');
    expect(listQuery({ period: 'custom', from: '2026-03-01' })).toBe('from=2026-03-01');
  });

  it('can be taken apart into its days and the rest', () => {
    const values = { kind: 'sale', from: '2026-03-01', to: '2026-03-04' };
    expect(listQuery(withoutDays(values))).toBe('kind=sale');
    expect(listQuery(onlyDays(values))).toBe('from=2026-03-01&to=2026-03-04');
  });
});
