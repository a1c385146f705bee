import { describe, expect, it } from 'vitest';
import { isLocale, negotiateLocale } from './locale.ts';

describe('the language of a visitor', () => {
  it('is the wanted one of highest quality that exists', () => {
    expect(negotiateLocale('de-DE,fr;q=0.4,en-GB;q=0.8')).toBe('en');
    expect(negotiateLocale('fr-CA, tr;q=0.9')).toBe('fr');
  });

  it('keeps the order of the header between equal qualities', () => {
    expect(negotiateLocale('en,tr')).toBe('en');
    expect(negotiateLocale('tr,en')).toBe('tr');
  });

  it('is Turkish when the header is missing, empty, unreadable or names nothing we speak', () => {
    for (const header of [
      null,
      undefined,
      '',
      '*',
      ';;;',
      'de,es;q=0.5',
      'q=1',
      'en;q=0',
      '\u0000',
      ','.repeat(9000),
    ]) {
      expect(negotiateLocale(header)).toBe('tr');
    }
  });

  it('is only ever one of ours, never an inherited property name', () => {
    for (const text of ['__proto__', 'constructor', 'EN', 'en-GB', '', null, 1, ['en']])
      expect(isLocale(text)).toBe(false);
  });
});
