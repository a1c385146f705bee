import type { Locale } from '#server/kernel/locale.ts';
import { type CurrencyCode, parseDecimal, toDecimal } from '#server/kernel/money.ts';
import type { OnlineTill } from '#server/payment-links/list-online-tills.ts';

/** One thing sold by a link, as it is being written; `price` is canonical decimal text, empty while there is none. */
export type DraftItem = { key: string; name: string; price: string; isShipped: boolean };

/** The texts of a link as they are being written. */
export const TEXTS = [
  'description',
  'name',
  'surname',
  'email',
  'phone',
  'identityNumber',
  'address',
  'city',
  'country',
] as const;
type Text = (typeof TEXTS)[number];

/** Those without which nobody is asked for a payment. */
export const NEEDED = ['description', 'name', 'surname', 'email', 'phone'] as const satisfies Text[];

/** A payment link as it is being written. */
export type DraftLink = Record<Text, string> & {
  deviceId: string;
  currency: CurrencyCode;
  /** Counts only while there are no items. */
  amount: string | null;
  items: DraftItem[];
  /** Beside the payment at once. */
  installmentCounts: number[];
  language: Locale;
};

/** A link nobody has written anything of, on the first till. */
export function emptyLink([first]: readonly OnlineTill[], language: Locale): DraftLink {
  return {
    deviceId: first?.id ?? '',
    currency: first?.currencies[0] ?? 'TRY',
    amount: null,
    items: [],
    installmentCounts: [],
    language,
    ...{ description: '', name: '', surname: '', email: '', phone: '', identityNumber: '' },
    ...{ address: '', city: '', country: '' },
  };
}

/** What is asked for, in minor units: the amount, or the sum of the items; null while part of it is missing. */
export function askedMinor({ amount, items, currency }: DraftLink): number | null {
  if (items.length === 0) return minorOf(amount ?? '', currency);
  return items.reduce<number | null>((sum, item) => {
    const minor = minorOf(item.price, currency);
    return sum === null || minor === null || item.name.trim() === '' ? null : sum + minor;
  }, 0);
}

function minorOf(decimal: string, currency: CurrencyCode): number | null {
  const money = parseDecimal(decimal, currency);
  return money && money.minor > 0 ? money.minor : null;
}

/** The fields of the form of a link, as `server/payment-links/link-form.ts` reads them. */
export function linkFields(draft: DraftLink, minor: number): [name: string, value: string][] {
  const { deviceId, currency, items, installmentCounts, language } = draft;
  return [
    ['deviceId', deviceId],
    ['currency', currency],
    ['amount', toDecimal({ minor, currency })],
    ['language', language],
    ...TEXTS.map((name): [string, string] => [name, draft[name].trim()]),
    [
      'items',
      JSON.stringify(
        items.map(({ name, price, isShipped }) => ({ name: name.trim(), price, isVirtual: !isShipped })),
      ),
    ],
    ...installmentCounts.map((count): [string, string] => ['installments[]', String(count)]),
  ];
}
