import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';

const PAN = '4543601234560006';

describe('a text as it may be kept and shown', () => {
  it.each([
    [`kart ${PAN} reddedildi`],
    ['kart 4543 6012 3456 0006 reddedildi'],
    ['kart 4543-6012-3456-0006 reddedildi'],
    [`x${PAN}y`],
    [`99${PAN}99`],
    ['378282246310005'],
    ['4222222222222'],
  ])('shows no card number: %s', (text) => {
    const kept = cleanText(text);
    expect(kept.replace(/\D/g, '')).not.toMatch(/\d{13}/);
    expect(kept).toContain('******');
  });

  it('keeps nothing a database refuses or a reader is misled by', () => {
    expect(cleanText('a\u0000b\u202ec\ud800d\r\ne')).toBe('a b c\ufffdd e');
    expect(cleanText('x'.repeat(10_000))).toHaveLength(500);
  });

  it('never cuts a character in half, which a database refuses too', () => {
    for (const text of ['😀'.repeat(300), `a${'😀'.repeat(300)}`]) {
      expect(cleanText(text).isWellFormed()).toBe(true);
    }
  });

  it('does not leave the head of a card number at the end of a cut text', () => {
    for (let at = 480; at < 1010; at++) {
      const kept = cleanText(`${'x'.repeat(at)}${PAN}${'y'.repeat(600)}`);
      expect(kept).not.toMatch(/\d{7}/);
    }
  });
});
