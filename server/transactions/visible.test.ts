import { describe, expect, it } from 'vitest';
import { visibleBody, visibleText } from './visible.ts';

const body = {
  binNumber: '454360',
  lastFourDigits: '0006',
  notificationEmail: 'ayse@example.com',
  price: 240,
  receipts: [{ bin_number: '454360', text: 'CARD 454360******0006', notificationPhone: '5551112233' }],
  systemTime: null,
};

describe('what a role sees of a kept provider call', () => {
  it('is only the last four digits of the card, and no contact, for support', () => {
    const seen = JSON.stringify(visibleBody('support', body));
    expect(seen).not.toContain('454360');
    expect(seen).not.toContain('ayse');
    expect(seen).not.toContain('5551112233');
    expect(seen).toContain('0006');
    expect(seen).toContain('240');
  });

  it('is no contact for an admin', () => {
    const seen = JSON.stringify(visibleBody('admin', body));
    expect(seen).toContain('454360');
    expect(seen).not.toContain('ayse');
    expect(seen).not.toContain('5551112233');
  });

  it('is everything kept for managers and accountants', () => {
    expect(visibleBody('manager', body)).toEqual(body);
    expect(visibleBody('accountant', body)).toEqual(body);
  });

  it('hides the first digits of a masked number inside a text too', () => {
    expect(visibleText('support', 'declined for 454360******0006')).toBe('declined for ************0006');
    expect(visibleText('manager', 'declined for 454360******0006')).toBe('declined for 454360******0006');
    expect(visibleText('support', null)).toBeNull();
  });
});
