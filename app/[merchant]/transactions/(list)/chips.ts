import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '#components/money/format-amount.ts';
import type { ActiveFilter } from '#components/tables/filter-bar.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatDay, hourEnds } from '#components/time/format-time.ts';
import { CARD_BRANDS } from '#components/transactions/card-brand.tsx';
import type { ListReader } from '#server/transactions/list-reader.ts';
import { PERIODS } from '#server/transactions/period.ts';
import type { SearchTerm } from '#server/transactions/read-search.ts';
import { FILTER_KINDS, type ListRequest, NARROWING_FIELDS } from '#server/transactions/transaction-filter.ts';
import { sayProvider } from './say-provider.ts';
import { sayReason } from './say-reason.ts';

/** A condition of the list, as the search or a field of the address has it. */
type Condition = SearchTerm['condition'];
type Field = Exclude<(typeof NARROWING_FIELDS)[number], 'q'>;

/** Behind a period that was chosen stand days that are not in force. */
const DAYS: readonly string[] = ['from', 'to'];

/**
 * What narrows the list, in words, each with the address of the list without it: first what the search was understood to say,
 * word by word, then the fields of the address.
 */
export async function chipsOf(
  pathname: string,
  asked: SearchParams,
  { terms }: Pick<ListRequest, 'terms'>,
  reader: ListReader,
): Promise<ActiveFilter[]> {
  const say = await filterWords(reader);
  const searched = terms.map((term, index) => {
    const others = terms.filter((_other, place) => place !== index).map((other) => other.source);
    const q = others.length > 0 ? others.join(' ') : null;
    return { ...say.term(term), hrefWithout: hrefWith(pathname, asked, { q, open: null }) };
  });
  const period = oneParam(asked, 'period');
  const isPreset = period !== undefined && period !== '' && period !== 'custom';
  const fields = NARROWING_FIELDS.flatMap((field) => {
    const value = oneParam(asked, field)?.trim();
    const isInForce = value && field !== 'q' && value !== 'custom' && !(isPreset && DAYS.includes(field));
    if (!isInForce) return [];
    const hrefWithout = hrefWith(pathname, asked, { [field]: null, open: null });
    return [{ name: say.fieldName(field), value: say.fieldValue(field, value), hrefWithout }];
  });
  return [...searched, ...fields];
}

/** Names and values of filters as a person reads them: labels for ids, days as days; what is no choice stays as written. */
async function filterWords({ choices }: ListReader) {
  const [t, kinds, states, tabs, types, brands, providers, reasonName, locale] = await Promise.all([
    getTranslations('find'),
    getTranslations('transactions.kind'),
    getTranslations('state'),
    getTranslations('transactions.tabs'),
    getTranslations('transactions.detail.cardTypes'),
    getTranslations('transactions.detail.cardBrands'),
    sayProvider(),
    sayReason(),
    getLocale(),
  ]);
  const list = new Intl.ListFormat(locale, { type: 'disjunction' });
  const { devices, branches, people, acquirers } = choices;
  const deviceName = (id: string) => devices.find((one) => one.deviceId === id)?.label ?? id;
  const branchName = (id: string) => branches.find((one) => one.id === id)?.name ?? id;
  const personName = (id: string) => people.find((one) => one.id === id)?.name ?? id;
  const acquirerName = (id: string) => acquirers.find((one) => one.id === id)?.name ?? id;
  const hourName = (hour: number) => t('between', hourEnds(hour));
  const named = <Word extends string>(words: readonly Word[], word: string, name: (word: Word) => string) => {
    const known = words.find((one) => one === word);
    return known ? name(known) : word;
  };

  function conditionValue(condition: Condition): string | null {
    switch (condition.by) {
      case 'device':
        return condition.ids.length > 3
          ? t('several', { count: condition.ids.length })
          : condition.ids.map(deviceName).join(', ');
      case 'branch':
        return condition.ids.map(branchName).join(', ');
      case 'person':
        return condition.ids.map(personName).join(', ');
      case 'acquirer':
        return condition.ids.map(acquirerName).join(', ');
      case 'days':
        return daysOf(condition);
      case 'amount':
        return amountOf(condition);
      case 'kind':
        return kinds(condition.kind);
      case 'state':
        return states(`${condition.state}.word`);
      case 'tab':
        return tabs(condition.tab);
      case 'cardType':
        return types(condition.cardType);
      case 'brand':
        return named(CARD_BRANDS, condition.brand, brands);
      case 'environment':
        return t(`environment.${condition.environment}`);
      case 'provider':
        return providers(condition.provider);
      case 'currency':
        return condition.currency;
      case 'hour':
        return hourName(condition.hour);
      case 'declined':
        return reasonName(condition.reason);
      case 'mark': {
        const [mark, ...more] = condition.marks;
        const isAmount = mark?.of === 'amount' && more.length === 0;
        return isAmount ? formatAmount({ minor: mark.minor, currency: mark.currency }, locale) : null;
      }
    }
  }

  function daysOf({ from, to }: Extract<Condition, { by: 'days' }>): string {
    const [first, last] = [from && formatDay(from, locale), to && formatDay(to, locale)];
    if (first && last) return first === last ? first : t('between', { from: first, to: last });
    return first ? t('since', { day: first }) : t('until', { day: last ?? '' });
  }

  function amountOf({ minMinor, maxMinor, currency }: Extract<Condition, { by: 'amount' }>): string {
    const written = (minor: number) => formatAmount({ minor, currency }, locale);
    if (minMinor !== null && maxMinor !== null)
      return t('between', { from: written(minMinor), to: written(maxMinor) });
    // What is asked for as «above» begins with the next amount there is.
    return minMinor === null
      ? t('upTo', { amount: written(maxMinor ?? 0) })
      : t('above', { amount: written(minMinor - 1) });
  }

  function nameOf({ key, condition }: SearchTerm): string {
    if (key) return t(`keys.${key}`);
    if (condition.by !== 'mark') return t(`keys.${KEY_OF[condition.by]}`);
    return meaningsOf(condition.marks);
  }

  /** What a word on its own is tried as; of many the first two. */
  function meaningsOf(marks: Extract<Condition, { by: 'mark' }>['marks']): string {
    const names = marks.map((mark) => t(`keys.${mark.of === 'batchId' ? 'batch' : mark.of}`));
    return names.length <= 3
      ? list.format(names)
      : list.format([...names.slice(0, 2), t('others', { count: names.length - 2 })]);
  }

  return {
    term: (term: SearchTerm) => ({
      name: nameOf(term),
      value: conditionValue(term.condition) ?? term.source.replace(/^[^:]{1,40}: ?/, term.key ? '' : '$&'),
    }),
    fieldName: (field: Field) => t(`filter.${field}`),
    fieldValue(field: Field, value: string): string {
      switch (field) {
        case 'kind':
          return named(FILTER_KINDS, value, kinds);
        case 'cardType':
          return named(['credit', 'debit', 'prepaid'], value, types);
        case 'environment':
          return named(['live', 'sandbox'], value, (one) => t(`environment.${one}`));
        case 'period':
          return named(PERIODS, value, (one) => t(`filter.periods.${one}`));
        case 'brand':
          return named(CARD_BRANDS, value, brands);
        case 'hour':
          return /^\d{1,2}$/.test(value) ? hourName(Number(value)) : value;
        case 'declined':
          return reasonName(value);
        case 'provider':
          return providers(value);
        case 'device':
          return deviceName(value);
        case 'branch':
          return branchName(value);
        case 'acquirer':
          return acquirerName(value);
        case 'user':
          return value === 'me' ? t('me') : personName(value);
        case 'from':
        case 'to':
          return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
            ? formatDay(value, locale)
            : value;
        default:
          return value;
      }
    },
  };
}

const KEY_OF = {
  device: 'device',
  branch: 'branch',
  person: 'person',
  acquirer: 'acquirer',
  days: 'date',
  amount: 'amount',
  kind: 'kind',
  state: 'state',
  tab: 'state',
  cardType: 'cardType',
  brand: 'brand',
  environment: 'environment',
  provider: 'provider',
  currency: 'currency',
  hour: 'hour',
  declined: 'declined',
} as const;
