import { describe, expect, it } from 'vitest';
import { composeSlip } from './compose-slip.ts';
import { parseMarkup } from './parse-markup.ts';
import { chooseVersion, receiptOf, versionsOf } from './slip-version.ts';
import { saleFacts, VECTOR } from './testing.ts';

const merchant = parseMarkup(VECTOR).receipt;
const FILE = { kind: 'file' } as const;
const FIRST = { kind: 'print', number: 1, printedAt: null } as const;

describe('the versions of a slip', () => {
  it('are ours alone where the terminal printed none', () => {
    expect(versionsOf(null)).toEqual(['composed']);
    expect(chooseVersion(null, 'merchant')).toBe('composed');
    expect(receiptOf(saleFacts(), null, 'merchant', 'tr', FILE)).toEqual(
      composeSlip(saleFacts(), 'tr', FILE),
    );
  });

  it('are the terminal’s first, as far as it printed them', () => {
    const printed = { customer: null, merchant };
    expect(versionsOf(printed)).toEqual(['merchant', 'composed']);
    expect(chooseVersion(printed, undefined)).toBe('merchant');
    expect(chooseVersion(printed, 'customer')).toBe('merchant');
    expect(chooseVersion(printed, 'composed')).toBe('composed');
  });

  it('show the terminal’s lines unchanged, between the marks of a duplicate and of the sandbox', () => {
    const facts = saleFacts({ environment: 'sandbox' });
    const shown = receiptOf(facts, { customer: null, merchant }, 'merchant', 'fr', FILE);
    expect(shown.mark).toBe('DUPLICATA');
    expect(shown.lines.slice(2, -2)).toEqual(merchant.lines);
    const [band, duplicate] = shown.lines;
    expect(band).toMatchObject({ centre: [{ text: 'TEST · SANS VALEUR', inverse: true }] });
    expect(duplicate).toMatchObject({ centre: [{ text: '** DUPLICATA **' }] });
    expect(shown.lines.slice(-2)).toEqual([duplicate, band]);
  });

  it('leave the first print of a live sale exactly as the terminal printed it', () => {
    expect(receiptOf(saleFacts(), { customer: null, merchant }, 'merchant', 'en', FIRST)).toEqual(merchant);
  });
});
