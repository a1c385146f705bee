import type { Merchant } from '#server/auth/context.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { composeSlip } from './compose-slip.ts';
import type { Receipt } from './receipt.ts';
import type { SlipLook } from './slip-look.ts';

/** A slip of a sale that never was, to show what a merchant's slips look like; it says that it has no value. Pure. */
export function sampleSlip(merchant: Merchant, look: SlipLook, language: Locale, at: Date): Receipt {
  const { name, legalName, taxNumber, country, calendar, currency } = merchant;
  return composeSlip(
    {
      merchant: { name, legalName, taxNumber, country, timeZone: calendar.timeZone },
      branch: { name: '—', address: '', city: '' },
      deviceLabel: '—',
      look,
      sale: null,
      transaction: {
        kind: 'sale',
        state: 'approved',
        environment: 'sandbox',
        amountMinor: 12_345,
        currency,
        installmentCount: 1,
        paymentType: 'card',
        surchargeMinor: 0,
        fiscal: null,
        lines: [],
        createdAt: at,
        settledAt: at,
        voidedAt: null,
        capturedAt: null,
        reference: 'ref_0000000000',
        outcomeReason: null,
        outcomeCode: null,
        providerBatchNumber: '1',
        authCode: '000000',
        rrn: null,
        stan: null,
        acquirerName: null,
        tid: null,
        mid: null,
        last4: '0000',
        cardType: 'credit',
        entryMode: 'contactless',
        saleNumber: null,
      },
    },
    language,
    { kind: 'print', number: 1, printedAt: null },
  );
}
