import { describe, expect, it } from 'vitest';
import { formatAge, formatDay, formatElapsed, formatInstant } from './format-time.ts';

const justBeforeMidnightInIstanbul = new Date('2026-11-20T20:59:59Z');

describe('an instant on the screen', () => {
  it('is on the wall clock of the store, not of the machine', () => {
    expect(formatInstant(justBeforeMidnightInIstanbul, 'Europe/Istanbul', 'en', 'full')).toBe(
      '20 Nov 2026, 23:59:59',
    );
    expect(formatInstant(justBeforeMidnightInIstanbul, 'America/Toronto', 'en')).toBe('20 Nov, 15:59');
  });

  it('is written in the reader’s language, in 24 hours', () => {
    expect(formatInstant(justBeforeMidnightInIstanbul, 'Europe/Istanbul', 'tr')).toBe('20 Kas 23:59');
    expect(formatInstant(justBeforeMidnightInIstanbul, 'Europe/Istanbul', 'fr', 'clock')).toBe('23:59:59');
    expect(formatInstant(new Date('2026-11-20T21:00:00Z'), 'Europe/Istanbul', 'en', 'clock')).toBe(
      '00:00:00',
    );
  });

  it('never moves a calendar day', () => {
    expect(formatDay('2026-11-20', 'en')).toBe('Fri, 20 Nov 2026');
    expect(formatDay('2026-01-01', 'tr')).toBe('1 Oca 2026 Per');
  });
});

describe('elapsed time', () => {
  it('is a clock that grows an hour when it needs one and never runs backwards', () => {
    expect([-5000, 0, 7_900, 61_000, 3_723_000].map(formatElapsed)).toEqual([
      '0:00',
      '0:00',
      '0:07',
      '1:01',
      '1:02:03',
    ]);
  });
});

describe('an age', () => {
  const minute = 60_000;

  it('is said in the largest unit that fits, in the reader’s language', () => {
    expect(formatAge(4 * minute, 'tr')).toMatch(/^4 dk\.? önce$/);
    expect(formatAge(59 * minute + 59_000, 'en')).toMatch(/^59 min\.? ago$/);
    expect(formatAge(60 * minute, 'fr')).toMatch(/^il y a 1\sh$/);
    expect(formatAge(24 * 60 * minute, 'en')).toBe('yesterday');
    expect(formatAge(10 * 24 * 60 * minute, 'tr')).toMatch(/^10 gün önce$/);
  });

  it('is now below a minute, also when the clocks disagree', () => {
    expect(formatAge(59_999, 'en')).toBe('now');
    expect(formatAge(-5 * minute, 'en')).toBe('now');
  });
});
