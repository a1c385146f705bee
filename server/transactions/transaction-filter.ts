import { z } from 'zod';
import {
  type Condition,
  LIST_TABS,
  type ListFilter,
  type ListTab,
} from '#db/queries/transaction-conditions.ts';
import type { ListPlace } from '#db/queries/transaction-list.ts';
import { TOTAL_KINDS } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import { type Id, type IdKind, isId } from '#server/kernel/ids.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { type CalendarDay, parseDay } from '#server/kernel/time.ts';
import { readCursor } from './list-cursor.ts';
import type { ListReader } from './list-reader.ts';
import { daysOfPeriod, PERIODS, withinDays } from './period.ts';
import { isPrinted, padded } from './read-bare-word.ts';
import { readSearch, SEARCH_PROBLEMS, type SearchProblem, type SearchTerm } from './read-search.ts';

/** What narrows a list in an address, beside its tab. */
export const NARROWING_FIELDS = [
  'q',
  'period',
  'from',
  'to',
  'kind',
  'branch',
  'device',
  'provider',
  'min',
  'max',
  'currency',
  'cardType',
  'brand',
  'acquirer',
  'user',
  'batch',
  'environment',
  'last4',
  'hour',
  'declined',
] as const;

/** Names the list understands in an address. */
export const FILTER_FIELDS = ['state', ...NARROWING_FIELDS, 'limit', 'sort', 'after', 'before'] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** The kinds and the providers a list can be narrowed to. */
export const FILTER_KINDS = TOTAL_KINDS;
export const FILTER_PROVIDERS = transactions.provider.enumValues;

/** What is wrong with a value; each has its sentence in `find.filter.problems`. */
const PROBLEMS = [...SEARCH_PROBLEMS, 'choice', 'limit', 'sort', 'place'] as const;
export type FilterProblem = (typeof PROBLEMS)[number];

/** A value that does not fit, and why; of the search box the word and the key that it stands behind. */
export type FilterIssue = { field: FilterField; problem: FilterProblem } & Partial<
  Pick<SearchProblem, 'word' | 'key'>
>;

/** The list an address asks for. `filter` is null while part of it cannot be understood: then no list is shown as if it fitted. */
export type ListRequest = {
  filter: ListFilter | null;
  tab: ListTab | null;
  /** What the search box was understood to say. */
  terms: SearchTerm[];
  place: ListPlace | null;
  issues: FilterIssue[];
};

/** Query values as a page or a request has them; of repeated names the first counts. */
export type QueryValues = Record<string, string | string[] | undefined>;

/** Rows on a page of the list. */
export const PAGE_SIZE = 50;

/** Understands the query part of the list's address. Never throws: what does not fit is an issue with its field. */
export function readListRequest(values: QueryValues, reader: ListReader): ListRequest {
  const asked = Object.fromEntries(
    FILTER_FIELDS.flatMap((name) => {
      const first = [values[name] ?? []].flat()[0]?.trim();
      return first ? [[name, first]] : [];
    }),
  ) as Partial<Record<FilterField, string>>;
  const { place, issues: placeIssues } = readPlace(asked);
  const { terms, problems } = readSearch(asked.q ?? '', reader);
  const fields = fieldsSchema(reader).safeParse(asked);
  const issues: FilterIssue[] = [
    ...(fields.success ? [] : fields.error.issues.map(toIssue)),
    ...problems.map((problem) => ({ field: 'q' as const, ...problem })),
  ];
  const isUnderstood = fields.success && issues.length === 0;
  return {
    filter: isUnderstood
      ? [...conditionsOf(fields.data, reader), ...terms.map((term) => term.condition)]
      : null,
    tab: fields.success ? (fields.data.state ?? 'all') : null,
    terms,
    place: isUnderstood ? place : null,
    issues: [...issues, ...placeIssues],
  };
}

type Fields = z.output<ReturnType<typeof fieldsSchema>>;

function fieldsSchema({ currency, readAmount, choices }: ListReader) {
  return z
    .object({
      state: z.enum(LIST_TABS, 'choice').optional(),
      kind: z.enum(FILTER_KINDS, 'choice').optional(),
      device: oneOf(choices.devices.map((one) => one.deviceId)).optional(),
      branch: oneOf(choices.branches.map((one) => one.id)).optional(),
      provider: z.enum(FILTER_PROVIDERS, 'choice').optional(),
      environment: z.enum(transactions.environment.enumValues, 'choice').optional(),
      cardType: z.enum(['credit', 'debit', 'prepaid'], 'choice').optional(),
      brand: z
        .string()
        .regex(/^\w{1,20}$/, 'choice')
        .optional(),
      acquirer: z.string().refine(isPrinted, 'choice').optional(),
      // Whoever works here no longer is still in the history.
      user: z.union([z.literal('me'), idOf('user')], 'choice').optional(),
      batch: z.string().refine(isPrinted, 'mark').optional(),
      currency: z.enum(CURRENCY_CODES, 'choice').optional(),
      period: z.enum([...PERIODS, 'custom'], 'choice').optional(),
      from: day.optional(),
      to: day.optional(),
      min: z.string().optional(),
      max: z.string().optional(),
      last4: z
        .string()
        .regex(/^[0-9]{4}$/, 'last4')
        .optional(),
      hour: z
        .string()
        .regex(/^(?:1?[0-9]|2[0-3])$/, 'choice')
        .optional(),
      declined: z.string().refine(isReason, 'choice').optional(),
    })
    .refine(({ from, to }) => !from || !to || from <= to, { error: 'endBeforeStart', path: ['to'] })
    .transform((asked, context) => {
      const read = (name: 'min' | 'max'): number | null => {
        const text = asked[name];
        if (text === undefined) return null;
        const minor = readAmount(text, asked.currency ?? currency);
        if (typeof minor === 'number') return minor;
        context.addIssue({ code: 'custom', message: minor, path: [name] });
        return null;
      };
      const amounts = { minMinor: read('min'), maxMinor: read('max') };
      if (amounts.minMinor !== null && amounts.maxMinor !== null && amounts.minMinor > amounts.maxMinor)
        context.addIssue({ code: 'custom', message: 'maxBelowMin', path: ['max'] });
      return { ...asked, ...amounts };
    });
}

const day = z.string().transform((text, context): CalendarDay => {
  const read = parseDay(text);
  if (read) return read;
  context.addIssue({ code: 'custom', message: 'day' });
  return z.NEVER;
});

/** A word of ours for why something was declined; also one that another version wrote. */
function isReason(text: string): boolean {
  return /^[a-z_]{1,40}$/.test(text);
}

/** What the merchant has none of is no choice, whatever it looks like. */
function oneOf<Id extends string>(ids: readonly Id[]) {
  return z.custom<Id>((text) => ids.some((id) => id === text), 'choice');
}

function idOf<K extends IdKind>(kind: K) {
  return z.custom<Id<K>>((text) => typeof text === 'string' && isId(kind, text), 'choice');
}

function conditionsOf(asked: Fields, { today, calendar, me, currency }: ListReader): ListFilter {
  const { state, minMinor, maxMinor } = asked;
  const inCurrency = asked.currency ?? currency;
  // Days that were written stay in the form behind a period that was chosen instead.
  const days =
    asked.period && asked.period !== 'custom'
      ? daysOfPeriod(asked.period, today)
      : { from: asked.from ?? null, to: asked.to ?? null };
  const conditions: (ListFilter[number] | false | '' | undefined | null)[] = [
    state && state !== 'all' && { by: 'tab', tab: state },
    asked.kind && { by: 'kind', kind: asked.kind },
    asked.device && { by: 'device', ids: [asked.device] },
    asked.branch && { by: 'branch', ids: [asked.branch] },
    asked.provider && { by: 'provider', provider: asked.provider },
    asked.environment && { by: 'environment', environment: asked.environment },
    asked.cardType && { by: 'cardType', cardType: asked.cardType },
    asked.brand && { by: 'brand', brand: asked.brand },
    asked.acquirer && { by: 'acquirer', ids: [asked.acquirer] },
    personOf(asked.user, me),
    asked.batch && batchOf(asked.batch),
    (days.from || days.to) && withinDays(days, calendar),
    minMinor !== null || maxMinor !== null
      ? amountWithin(minMinor, maxMinor, inCurrency)
      : asked.currency && { by: 'currency', currency: asked.currency },
    asked.hour && { by: 'hour', hour: Number(asked.hour), timeZone: calendar.timeZone },
    asked.declined && { by: 'declined', reason: asked.declined },
    asked.last4 && { by: 'mark', marks: [{ of: 'last4', values: [asked.last4] }] },
  ];
  return conditions.flatMap((condition) => condition || []);
}

function personOf(user: Fields['user'], me: ListReader['me']): Condition | null {
  if (user === 'me') return { by: 'person', ids: [me] };
  return user ? { by: 'person', ids: [user] } : null;
}

function batchOf(batch: string): ListFilter[number] {
  return isId('batch', batch)
    ? { by: 'mark', marks: [{ of: 'batchId', ids: [batch] }] }
    : { by: 'mark', marks: [{ of: 'batch', values: padded(batch) }] };
}

/** Exactly one amount is looked up; a range is not. */
function amountWithin(
  minMinor: number | null,
  maxMinor: number | null,
  currency: ListReader['currency'],
): Condition {
  return minMinor !== null && minMinor === maxMinor
    ? { by: 'mark', marks: [{ of: 'amount', minor: minMinor, currency }] }
    : { by: 'amount', minMinor, maxMinor, currency };
}

/** Where in the list to begin. A place that is not one only loses the place, not the filter. */
function readPlace(asked: Partial<Record<FilterField, string>>): {
  place: ListPlace | null;
  issues: FilterIssue[];
} {
  const issues: FilterIssue[] = [];
  if (asked.limit !== undefined && asked.limit !== String(PAGE_SIZE))
    issues.push({ field: 'limit', problem: 'limit' });
  if (asked.sort !== undefined && asked.sort !== 'newest') issues.push({ field: 'sort', problem: 'sort' });
  const field = asked.after === undefined ? 'before' : 'after';
  const text = asked[field];
  if (text === undefined) return { place: null, issues };
  const key = asked.after !== undefined && asked.before !== undefined ? null : readCursor(text);
  if (!key) return { place: null, issues: [...issues, { field, problem: 'place' }] };
  return { place: { ...key, direction: field === 'after' ? 'older' : 'newer' }, issues };
}

function toIssue(issue: z.core.$ZodIssue): FilterIssue {
  const field = FILTER_FIELDS.find((name) => name === issue.path[0]) ?? 'q';
  return { field, problem: PROBLEMS.find((problem) => problem === issue.message) ?? 'choice' };
}
