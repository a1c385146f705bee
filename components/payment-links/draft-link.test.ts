import { describe, expect, it } from 'vitest';
import { linkForm } from '#server/payment-links/link-form.ts';
import type { OnlineTill } from '#server/payment-links/list-online-tills.ts';
import { ids } from '#tests/factories/ids.ts';
import { askedMinor, type DraftItem, type DraftLink, emptyLink, linkFields } from './draft-link.ts';

const till: OnlineTill = {
  id: ids.next('device'),
  label: 'Online',
  branchName: 'Merkez',
  currencies: ['TRY', 'EUR'],
  maxAmountMinor: null,
  installmentCounts: [1, 3, 6],
  pageLivesMs: 1_800_000,
};

const item = (name: string, price: string): DraftItem => ({ key: name, name, price, isShipped: false });

const draft = (changes: Partial<DraftLink> = {}): DraftLink => ({
  ...emptyLink([till], 'tr'),
  ...{
    description: 'Pasta',
    name: 'Ayşe',
    surname: 'Işık',
    email: 'ayse@example.com',
    phone: '0532 111 22 33',
  },
  amount: '12.50',
  ...changes,
});

describe('what a link asks for', () => {
  it('is the amount, and with items their sum, so that they always add up', () => {
    expect(askedMinor(draft())).toBe(12_50);
    expect(askedMinor(draft({ items: [item('Pasta', '10.00'), item('Mum', '0.75')] }))).toBe(10_75);
  });

  it('is nothing while part of it is missing', () => {
    expect(askedMinor(draft({ amount: null }))).toBeNull();
    expect(askedMinor(draft({ items: [item('Pasta', '10.00'), item('Mum', '')] }))).toBeNull();
    expect(askedMinor(draft({ items: [item(' ', '10.00')] }))).toBeNull();
  });
});

describe('the fields of a link', () => {
  /** As the server reads a form: lists for names that end in `[]`. */
  function read(written: DraftLink) {
    const fields: Record<string, string | string[]> = { intentKey: crypto.randomUUID() };
    for (const [name, value] of linkFields(written, askedMinor(written) ?? 0)) {
      if (name.endsWith('[]')) fields[name.slice(0, -2)] = [...(fields[name.slice(0, -2)] ?? []), value];
      else fields[name] = value;
    }
    return linkForm.parse(fields);
  }

  it('are read by the server as they were meant', () => {
    const items = [item('Pasta', '10.00'), { ...item('Kutu', '2.50'), isShipped: true }];
    expect(read(draft({ items, installmentCounts: [3, 6] }))).toMatchObject({
      deviceId: till.id,
      amount: { minor: 12_50, currency: 'TRY' },
      items: [
        { name: 'Pasta', isVirtual: true, priceMinor: 10_00 },
        { name: 'Kutu', isVirtual: false, priceMinor: 2_50 },
      ],
      payer: { phone: '+905321112233', identityNumber: null, place: null },
      installmentCounts: [3, 6],
      language: 'tr',
    });
  });

  it('name no item and no instalment where none was written', () => {
    expect(read(draft())).toMatchObject({ items: [], installmentCounts: [], amount: { minor: 12_50 } });
  });
});
