import { getLocale, getTranslations } from 'next-intl/server';
import { formatDay, formatShortDay, hourEnds } from '#components/time/format-time.ts';
import { CARD_BRANDS } from '#components/transactions/card-brand.tsx';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import type { Side } from './href-behind.ts';

/** A value of a side in words, and as short as it has to be below a column. */
type SayValue = (side: Side, value: string) => { name: string; shortName: string };

/** Says what the bars of a picture stand for. */
export async function sayValue({ devices, acquirers }: FilterChoices): Promise<SayValue> {
  const [t, types, brands, locale] = await Promise.all([
    getTranslations('pictures'),
    getTranslations('transactions.detail.cardTypes'),
    getTranslations('transactions.detail.cardBrands'),
    getLocale(),
  ]);
  const known = <Word extends string>(
    words: readonly Word[],
    value: string,
    name: (word: Word) => string,
  ) => {
    const word = words.find((one) => one === value);
    return word ? name(word) : value;
  };
  function nameOf(side: Exclude<Side, 'day' | 'hour'>, value: string): string {
    if (value === '') return t('notTold');
    switch (side) {
      case 'device': {
        const device = devices.find((one) => one.deviceId === value);
        return device ? `${device.label} · ${device.branchName}` : value;
      }
      case 'acquirer':
        return acquirers.find((one) => one.id === value)?.name ?? value;
      case 'card':
        return value === 'cash' ? t('cash') : known(['credit', 'debit', 'prepaid'], value, types);
      case 'brand':
        return known(CARD_BRANDS, value, brands);
    }
  }
  return (side, value) => {
    if (side === 'day') return { name: formatDay(value, locale), shortName: formatShortDay(value, locale) };
    if (side === 'hour') {
      const { from, to } = hourEnds(Number(value));
      return { name: `${from}–${to}`, shortName: from.slice(0, 2) };
    }
    const name = nameOf(side, value);
    return { name, shortName: name };
  };
}
