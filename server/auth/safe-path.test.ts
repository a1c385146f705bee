import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

describe('the way back after signing in', () => {
  it('is the page one came for, with its filters', () => {
    expect(safePath('/kahve/transactions?state=unknown&q=a%20b')).toBe(
      '/kahve/transactions?state=unknown&q=a%20b',
    );
  });

  it('never leaves our own host', () => {
    for (const wanted of [
      'https://evil.example/',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '/./\\evil.example',
      '/.//evil.example',
      '/a/..//evil.example',
      'javascript:alert(1)',
      ' /kahve',
      'kahve',
      '@evil.example',
      '',
      '/'.repeat(3000),
      undefined,
      null,
      ['/kahve'],
      {},
    ]) {
      expect(safePath(wanted)).toBe('/');
    }
  });

  it('does not go round in circles', () => {
    expect(safePath('/signin?callbackUrl=/kahve')).toBe('/');
  });
});
