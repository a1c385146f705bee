import { NARROWING_FIELDS, type QueryValues } from './transaction-filter.ts';

/** What of a filter is a day or a stretch of them. */
const DAY_FIELDS = ['period', 'from', 'to'] as const;

/**
 * The filter of an address as text, always the same for the same filter: its tab and what narrows it, without the place in the
 * list, what is open beside it and fields that were left empty.
 */
export function listQuery(values: QueryValues): string {
  const asked = new Map(
    (['state', ...NARROWING_FIELDS] as const).flatMap((name) => {
      const value = [values[name] ?? []].flat()[0]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  if (asked.get('state') === 'all') asked.delete('state');
  // A period that was chosen stands before days that stayed in the form.
  if (asked.get('period') === 'custom') asked.delete('period');
  else if (asked.has('period')) for (const name of ['from', 'to'] as const) asked.delete(name);
  return new URLSearchParams([...asked]).toString();
}

/** The same values without any days. */
export function withoutDays(values: QueryValues): QueryValues {
  return { ...values, ...Object.fromEntries(DAY_FIELDS.map((name) => [name, undefined])) };
}

/** The days of an address alone. */
export function onlyDays(values: QueryValues): QueryValues {
  return Object.fromEntries(DAY_FIELDS.map((name) => [name, values[name]]));
}
