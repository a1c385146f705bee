import { describe, expect, it } from 'vitest';
import { hrefWith, oneParam, type SearchParams, textsOf } from './search-params.ts';

describe('the address of a filtered list', () => {
  it('keeps every other filter and drops the place in the old list', () => {
    expect(
      hrefWith(
        '/kahve/transactions',
        { state: 'approved', device: ['a', 'b'], after: 'x' },
        { kind: 'sale' },
      ),
    ).toBe('/kahve/transactions?state=approved&device=a&device=b&kind=sale');
  });

  it('replaces and removes', () => {
    expect(hrefWith('/t', { state: 'approved', q: 'é&=' }, { state: 'unknown' })).toBe(
      '/t?q=%C3%A9%26%3D&state=unknown',
    );
    expect(hrefWith('/t', { state: 'approved' }, { state: null })).toBe('/t');
  });

  it('can move the place itself', () => {
    expect(hrefWith('/t', { before: 'x', state: 'approved' }, { after: 'y' })).toBe(
      '/t?state=approved&after=y',
    );
  });

  it('has no value that is not a text: of a name like a method’s the framework gives that method too', () => {
    const params = { toString: [Object.prototype.toString, 'x'], q: 'y' } as unknown as SearchParams;
    expect(textsOf(params.toString as unknown as string[])).toEqual(['x']);
    expect(hrefWith('/t', params, {})).not.toContain('native');
    expect(textsOf(undefined)).toEqual([]);
  });

  it('reads the first of repeated values', () => {
    expect(oneParam({ a: ['1', '2'] }, 'a')).toBe('1');
    expect(oneParam({}, 'a')).toBeUndefined();
  });
});
