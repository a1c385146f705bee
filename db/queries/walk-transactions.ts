import { and, eq, gte, lt, type SQL, Subquery, sql } from 'drizzle-orm';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { addDays, type CalendarDay } from '#server/kernel/time.ts';
import { type Place, pastPlace, type Slice } from './keyset.ts';
import {
  bears,
  type Condition,
  type FoundFilter,
  isOneOf,
  type Mark,
  meets,
  type Span,
  settledLater,
  UNHAPPY_STATES,
} from './transaction-conditions.ts';

/**
 * How many rows one walk looks at before a page is shown all the same: whatever a list is narrowed by, it costs no more than
 * this. What is narrowed further than the index it walks along says how far back it has looked.
 */
const LOOKED_AT = 10_000;

/** More places than this are no narrowing: they are walked as one history. */
const MOST_WALKS = 24;
const MOST_DAYS = 31;

/** Rows with the columns of `transactions`, under its name: whatever is said of the table can be said of them. */
type Source = Subquery<'transactions', Record<string, unknown>>;

/**
 * The rows of a filter as a source named `transactions`, newest first, or oldest first before a place: one walk along an
 * index for each thing that narrows it most, none of them further than `LOOKED_AT` rows. The conditions that no walk
 * stands for are not applied here.
 */
export function walkedRows(merchantId: MerchantId, filter: FoundFilter, slice: Slice): Source {
  const order = orderOf(slice);
  return asSource(
    walksOf(filter).map(
      (walk) => sql`(select transactions.* from transactions where ${within(merchantId, walk, slice)}
        order by ${order} limit ${sql.raw(String(LOOKED_AT))})`,
    ),
  );
}

/** The same without an end and without an order, for sums: all conditions may be pushed into it. */
export function countedRows(merchantId: MerchantId, filter: FoundFilter): Source {
  return asSource(
    walksOf(filter).map(
      (walk) => sql`select transactions.* from transactions where ${within(merchantId, walk, null)}`,
    ),
  );
}

/** The last row that each walk looked at, of those that did not come to their end. */
export function lastLookedAt(merchantId: MerchantId, filter: FoundFilter, slice: Slice): Source {
  const order = orderOf(slice);
  return asSource(
    walksOf(filter).map(
      (walk) => sql`(select transactions.created_at, transactions.id from transactions
        where ${within(merchantId, walk, slice)} order by ${order} offset ${sql.raw(String(LOOKED_AT - 1))} limit 1)`,
    ),
  );
}

/** The order of a slice, for a source named `transactions`. */
export function orderOf(slice: Slice): SQL {
  const direction = sql.raw('before' in slice ? 'asc' : 'desc');
  return sql`transactions.created_at ${direction}, transactions.id ${direction}`;
}

/** Whether a row comes after a place in the order of a slice. */
export function isBeyond(row: Place, place: Place, slice: Slice): boolean {
  const difference = row.at.getTime() - place.at.getTime() || (row.id < place.id ? -1 : 1);
  return row.id !== place.id && ('before' in slice ? difference > 0 : difference < 0);
}

function asSource(walks: SQL[]): Source {
  return new Subquery(sql.join(walks, sql` union all `), {}, 'transactions');
}

function within(merchantId: MerchantId, walk: SQL | undefined, slice: Slice | null): SQL | undefined {
  return and(
    eq(transactions.merchantId, merchantId),
    walk,
    slice ? pastPlace(transactions.createdAt, transactions.id, slice) : undefined,
  );
}

/** The walks that hold every row of a filter, each row in one of them. */
function walksOf(filter: FoundFilter): (SQL | undefined)[] {
  const driver = filter
    .flatMap((condition) => driverOf(condition) ?? [])
    .reduce<Driver | null>((best, one) => (best && best.rank <= one.rank ? best : one), null);
  if (driver?.isByDay) return driver.walks;
  const { from, to } = spanOf(filter);
  const inTime = and(
    from ? gte(transactions.createdAt, from) : undefined,
    to ? lt(transactions.createdAt, to) : undefined,
  );
  const walks = (driver?.walks ?? [undefined]).map((walk) => and(walk, inTime));
  if (!from) return walks;
  const days = filter.filter((condition) => condition.by === 'days').map(meets);
  return [...walks, and(settledLater, ...days, lt(transactions.createdAt, from))];
}

/** What a walk can follow: the less it leaves, the lower its rank. */
type Driver = { rank: number; walks: SQL[]; isByDay?: boolean };

function driverOf(condition: Condition): Driver | null {
  switch (condition.by) {
    case 'mark':
      return { rank: condition.marks.some(isCommon) ? 2 : 1, walks: eachOnce(condition.marks) };
    case 'tab':
      return condition.tab === 'approved' ? null : whole(condition, isOpen(condition.tab) ? 1 : 5);
    case 'state':
      if (condition.state === 'approved') return null;
      return isUnhappy(condition.state)
        ? { rank: 5, walks: [isOneOf(transactions.state, UNHAPPY_STATES)] }
        : whole(condition, 1);
    case 'declined':
      return { rank: 5, walks: [isOneOf(transactions.state, UNHAPPY_STATES)] };
    case 'device':
      return each(condition.ids, (id) => eq(transactions.deviceId, id), 3);
    case 'person':
      return each(condition.ids, (id) => eq(transactions.createdBy, id), 4);
    case 'kind':
      return condition.kind === 'sale' ? null : whole(condition, 5);
    case 'acquirer':
      return each(condition.ids, (id) => eq(transactions.acquirerId, id), 6);
    case 'branch':
      return each(condition.ids, (id) => eq(transactions.branchId, id), 7);
    case 'days': {
      const days = daysOf(condition);
      return days && { rank: 8, walks: days.map((day) => eq(transactions.businessDate, day)), isByDay: true };
    }
    default:
      return null;
  }
}

function whole(condition: Condition, rank: number): Driver {
  const walk = meets(condition);
  return { rank, walks: walk ? [walk] : [] };
}

function each<Id>(ids: readonly Id[], walk: (id: Id) => SQL, rank: number): Driver | null {
  return ids.length > MOST_WALKS ? null : { rank, walks: ids.length === 0 ? [sql`false`] : ids.map(walk) };
}

/** A row that bears several of the marks is met by the first walk that finds it. */
function eachOnce(marks: readonly Mark[]): SQL[] {
  const found = marks.flatMap((mark) => bears(mark) ?? []);
  if (found.length === 0) return [sql`false`];
  return found.map((walk, index) =>
    sql.join([walk, ...found.slice(0, index).map((met) => sql`(${met}) is not true`)], sql` and `),
  );
}

/** Marks that many operations of a history bear; a number of a batch means one of each device. */
function isCommon(mark: Mark): boolean {
  return mark.of === 'amount' || mark.of === 'last4' || (mark.of === 'batchId' && mark.ids.length > 1);
}

function isOpen(tab: string): boolean {
  return tab === 'open' || tab === 'unknown';
}

function isUnhappy(state: string): boolean {
  return UNHAPPY_STATES.some((unhappy) => unhappy === state);
}

/** The days of a short stretch; null for one that is long or has no end. */
function daysOf({ from, to }: { from: CalendarDay | null; to: CalendarDay | null }): CalendarDay[] | null {
  if (!from || !to) return null;
  const days: CalendarDay[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    if (days.push(day) > MOST_DAYS) return null;
  }
  return days;
}

/** When the operations of all the days asked for were started, as far as they ended soon. */
function spanOf(filter: FoundFilter): Span {
  const spans = filter.flatMap((condition) => (condition.by === 'days' ? [condition.started] : []));
  const latest = (a: Date | null, b: Date | null) => (a && b ? (a > b ? a : b) : (a ?? b));
  const earliest = (a: Date | null, b: Date | null) => (a && b ? (a < b ? a : b) : (a ?? b));
  return spans.reduce<Span>(
    (span, one) => ({ from: latest(span.from, one.from), to: earliest(span.to, one.to) }),
    { from: null, to: null },
  );
}
