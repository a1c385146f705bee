import { hrefWith, type ParamChanges, type SearchParams } from '#components/tables/search-params.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { PictureDays } from '#server/pictures/read-picture-request.ts';

/** By what a picture tells things apart. */
export type Side = 'day' | 'hour' | 'device' | 'acquirer' | 'card' | 'brand';

/** What a bar stands for; money is of one currency, numbers of all of them. */
type Bar = { side: Side | 'declined'; value: string; currency?: CurrencyCode };

/** The name in the address that narrows the list to the value of a side; a day is a period of its own. */
const FIELD = {
  hour: 'hour',
  device: 'device',
  acquirer: 'acquirer',
  card: 'cardType',
  brand: 'brand',
  declined: 'declined',
} as const;

/**
 * The list behind a bar: the filter of the picture with its days written out, narrowed to what the bar stands for. Null where
 * nothing was told, which no list is narrowed to.
 */
export function hrefBehind(
  merchant: string,
  asked: SearchParams,
  { days }: { days: PictureDays },
  { side, value, currency }: Bar,
): string | null {
  if (value === '' || value === 'cash') return null;
  const narrowed: ParamChanges =
    side === 'day' ? { from: value, to: value } : { from: days.from, to: days.to, [FIELD[side]]: value };
  const inCurrency: ParamChanges = currency ? { currency } : {};
  return hrefWith(`/${merchant}/transactions`, asked, { period: null, ...narrowed, ...inCurrency });
}
