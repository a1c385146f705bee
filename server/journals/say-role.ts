import type { Messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { LedgerKey } from './account-map.ts';

/** What an account is for, in words: «Card takings, Akbank», «Sales, VAT 20%». `nameOf` names who owes takings by card. Pure. */
export function sayRole(
  key: LedgerKey,
  words: Messages['journal']['roles'],
  locale: Locale,
  nameOf: (card: string) => string,
): string {
  const [kind, of = ''] = key.split(':');
  switch (kind) {
    case 'card':
      return `${words.card}, ${nameOf(of)}`;
    case 'sales':
      return of === '' ? words.sales : `${words.salesAt} ${percent(of, locale)}`;
    case 'vat':
      return `${words.vat} ${percent(of, locale)}`;
    default: {
      const single = SINGLES.find((one) => one === key);
      return single ? words[single] : key;
    }
  }
}

const SINGLES = ['cash', 'refunds', 'surcharge', 'commission', 'blocked', 'clearing', 'untaxed'] as const;

function percent(rate: string, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(Number(rate) / 100);
}
