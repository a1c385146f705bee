import { z } from 'zod';
import { LIST_TABS, type ListFilter, type ListPlace } from '#db/queries/transaction-list.ts';
import { TOTAL_KINDS } from '#db/schema/totals.ts';
import { type BranchId, type DeviceId, isId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { textProblem } from '#server/kernel/plain-text.ts';
import { type CalendarDay, parseDay } from '#server/kernel/time.ts';
import { readCursor } from './list-cursor.ts';

/** Names the list understands in an address. */
export const FILTER_FIELDS = [
  'state',
  'kind',
  'device',
  'branch',
  'from',
  'to',
  'min',
  'max',
  'last4',
  'q',
  'limit',
  'sort',
  'after',
  'before',
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** The kinds a list can be narrowed to. */
export const FILTER_KINDS = TOTAL_KINDS;

/** What is wrong with a value; each has its sentence in `transactions.filter.problems`. */
const PROBLEMS = [
  'choice',
  'day',
  'endBeforeStart',
  'amountUnreadable',
  'amountTooFine',
  'amountTooLarge',
  'maxBelowMin',
  'last4',
  'reference',
  'cardNumber',
  'limit',
  'sort',
  'place',
] as const;
export type FilterProblem = (typeof PROBLEMS)[number];

/** A value that does not fit, and why. */
export type FilterIssue = { field: FilterField; problem: FilterProblem };

/** The list an address asks for. `filter` is null while part of it cannot be understood: then no list is shown as if it fitted. */
export type ListRequest = {
  filter: ListFilter | null;
  place: ListPlace | null;
  issues: FilterIssue[];
};

/** Reads an amount as its writer's language does: minor units, or what is wrong. */
export type ReadAmount = (text: string) => number | 'amountUnreadable' | 'amountTooFine' | 'amountTooLarge';

/** Query values as a page or a request has them; of repeated names the first counts. */
export type QueryValues = Record<string, string | string[] | undefined>;

/** Rows on a page of the list. */
export const PAGE_SIZE = 50;

/** Understands the query part of the list's address. Never throws: what does not fit is an issue with its field. */
export function readListRequest(
  values: QueryValues,
  amounts: { read: ReadAmount; currency: CurrencyCode },
): ListRequest {
  const asked = Object.fromEntries(
    FILTER_FIELDS.flatMap((name) => {
      const first = [values[name] ?? []].flat()[0]?.trim();
      return first ? [[name, first]] : [];
    }),
  );
  const { place, issues } = readPlace(asked);
  const parsed = filterSchema(amounts).safeParse(asked);
  const filterIssues = parsed.success ? [] : parsed.error.issues.map(toIssue);
  return {
    filter: parsed.success ? parsed.data : null,
    place: parsed.success ? place : null,
    issues: [...filterIssues, ...issues],
  };
}

function filterSchema({ read, currency }: { read: ReadAmount; currency: CurrencyCode }) {
  return z
    .object({
      state: z.enum(LIST_TABS, 'choice').optional(),
      kind: z.enum(FILTER_KINDS, 'choice').optional(),
      device: z
        .string()
        .refine((text): text is DeviceId => isId('device', text), 'choice')
        .optional(),
      branch: z
        .string()
        .refine((text): text is BranchId => isId('branch', text), 'choice')
        .optional(),
      from: day.optional(),
      to: day.optional(),
      min: amount(read).optional(),
      max: amount(read).optional(),
      last4: z
        .string()
        .regex(/^[0-9]{4}$/, 'last4')
        .optional(),
      q: z
        .string()
        .refine((text) => textProblem(text) !== 'card_number', { error: 'cardNumber', abort: true })
        // What a slip prints: letters, figures and a few signs. Control signs would be refused by the database.
        .refine((text) => text.length <= 64 && /^[\p{L}\p{N} ._:/#-]+$/u.test(text), 'reference')
        .transform((text) => text.normalize('NFC'))
        .optional(),
    })
    .refine(({ from, to }) => !from || !to || from <= to, { error: 'endBeforeStart', path: ['to'] })
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
      error: 'maxBelowMin',
      path: ['max'],
    })
    .transform(
      (asked): ListFilter => ({
        tab: asked.state ?? 'all',
        kind: asked.kind ?? null,
        deviceId: asked.device ?? null,
        branchId: asked.branch ?? null,
        from: asked.from ?? null,
        to: asked.to ?? null,
        amount:
          asked.min === undefined && asked.max === undefined
            ? null
            : { minMinor: asked.min ?? null, maxMinor: asked.max ?? null, currency },
        last4: asked.last4 ?? null,
        reference: asked.q ?? null,
      }),
    );
}

const day = z.string().transform((text, context): CalendarDay => {
  const read = parseDay(text);
  if (read) return read;
  context.addIssue({ code: 'custom', message: 'day' });
  return z.NEVER;
});

function amount(read: ReadAmount) {
  return z.string().transform((text, context): number => {
    const minor = read(text);
    if (typeof minor === 'number') return minor;
    context.addIssue({ code: 'custom', message: minor });
    return z.NEVER;
  });
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
