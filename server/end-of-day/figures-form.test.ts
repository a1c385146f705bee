import { describe, expect, it } from 'vitest';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import { type FilledIn, filledIn, sourceOf } from './figure-source.ts';
import { sideBySide } from './figures-form.ts';
import type { OursLine } from './report.ts';

const none = { captureCount: 0, captureMinor: 0, refundCount: 0, refundMinor: 0, voidCount: 0, voidMinor: 0 };

function ours(acquirerId: string, netMinor: number): OursLine {
  const acquirerName = CARD_BRANDS.get(acquirerId) ?? null;
  return { acquirerId, acquirerName, currency: 'CAD', ...none, saleCount: 1, saleMinor: netMinor, netMinor };
}

const READ: FilledIn = {
  kind: 'figures',
  at: new Date('2026-03-05T14:00:00Z'),
  batchNumber: '012',
  figures: [
    { group: 'visa', currency: 'CAD', amountMinor: 99_99 },
    { group: 'Z', currency: 'CAD', amountMinor: 1_00 },
    { group: 'amex', currency: 'CAD', amountMinor: 2_00 },
  ],
  strangers: [],
};

describe('the form of the bank’s figures', () => {
  const { rows, beside, others } = sideBySide(
    [ours('visa', 100_00), ours('interac', 5_00)],
    READ,
    CARD_BRANDS,
  );

  it('has what was read beside each line of ours, and says of which the bank lists none', () => {
    expect(rows).toMatchObject([
      { group: 'visa', netMinor: 100_00, read: { listed: 99_99 } },
      { group: 'interac', netMinor: 5_00, read: { listed: null } },
    ]);
  });

  it('has what only the bank lists, a card type nobody knows without a name', () => {
    expect(beside).toEqual([
      { group: 'Z', name: null, currency: 'CAD', listed: 1_00 },
      { group: 'amex', name: 'American Express', currency: 'CAD', listed: 2_00 },
    ]);
  });

  it('offers the card types that neither side has', () => {
    const offered = others.map(({ group }) => group);
    expect(offered).toContain('discover');
    for (const known of ['visa', 'interac', 'amex']) expect(offered).not.toContain(known);
  });

  it('is empty where nothing was read', () => {
    expect(sideBySide([ours('visa', 100_00)], null, CARD_BRANDS)).toMatchObject({
      rows: [{ read: null }],
      beside: [],
    });
  });
});

describe('a figure of the bank', () => {
  const figure = (group: string, amountMinor: number) => ({ group, currency: 'CAD', amountMinor });

  it('is read as long as it stands as the bank told it', () => {
    expect(sourceOf(figure('visa', 99_99), READ)).toBe('read');
    expect(sourceOf(figure('interac', 0), READ)).toBe('read');
  });

  it('is typed once somebody changed it, in another currency, or where nothing was read', () => {
    expect(sourceOf(figure('visa', 100_00), READ)).toBe('typed');
    expect(sourceOf(figure('interac', 5_00), READ)).toBe('typed');
    expect(sourceOf({ ...figure('visa', 99_99), currency: 'USD' }, READ)).toBe('typed');
    expect(sourceOf(figure('visa', 99_99), null)).toBe('typed');
  });

  it('fills in nothing from an answer that brought none', () => {
    expect(filledIn({ kind: 'no_report' }, READ.at)).toBeNull();
    expect(filledIn(READ, READ.at)).toMatchObject({ at: READ.at, batchNumber: '012' });
  });
});
