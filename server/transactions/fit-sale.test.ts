import { expect, test } from 'vitest';
import { interpayCapabilities, settingsSchema } from '#server/gateways/interpay/settings.ts';
import { iyzicoCapabilities } from '#server/gateways/iyzico/index.ts';
import { misfitOf } from './fit-sale.ts';
import { saySaleFailure } from './say-failure.ts';
import { type SaleWish, toSale } from './start-sale.ts';

const settings = settingsSchema.parse({ fallbackEmail: 'shop@example.com', maxAmountMinor: 50_000 });
const calling = interpayCapabilities(settings);
const answering = iyzicoCapabilities('509');
const told = { invoiceNumber: 'R-17', description: null, email: null, printsOnTerminal: true };

function wish(changes: Partial<SaleWish> = {}): SaleWish {
  return {
    intentKey: '2f1d3c8e-0b51-4c3b-9a44-6a1a6f0d9b11',
    deviceId: 'dev_01m7xrwre9gsh0ney5z51c5ew5',
    amount: { minor: 11_800, currency: 'CAD' },
    installmentCount: 1,
    lines: [],
    ...changes,
  };
}

test('an account takes as much in one sale as it may, and not a cent more', () => {
  const misfitAt = (minor: number) =>
    misfitOf(toSale(wish({ amount: { minor, currency: 'CAD' } }), calling), calling);
  expect(misfitAt(50_000)).toBeNull();
  expect(misfitAt(50_001)).toEqual({ kind: 'amount_above_limit' });
});

test('what a device can pass on fits, and what it cannot is said beside its field', () => {
  expect(misfitOf(toSale(wish({ options: told }), calling), calling)).toBeNull();
  const amount = { minor: 11_800, currency: 'TRY' } as const;
  const options = [
    ['invoiceNumber', told, 'invoiceNumber'],
    ['description', { ...told, invoiceNumber: null, description: 'Cake' }, 'description'],
    ['email', { ...told, invoiceNumber: null, email: 'a@example.com' }, 'receiptEmail'],
    ['printsOnTerminal', { ...told, invoiceNumber: null, printsOnTerminal: false }, 'noTerminalPrint'],
  ] as const;
  for (const [option, chosen, field] of options) {
    const misfit = misfitOf(toSale(wish({ amount, options: chosen }), answering), answering);
    expect(misfit).toEqual({ kind: 'option_not_supported', option });
    if (misfit)
      expect(saySaleFailure(misfit)).toEqual({ fieldErrors: { [field]: 'sale.problem.optionNotSupported' } });
  }
});

test('a device that takes no options is bothered by none', () => {
  const amount = { minor: 11_800, currency: 'TRY' } as const;
  expect(misfitOf(toSale(wish({ amount }), answering), answering)).toBeNull();
});
