import { openDatabase } from '#db/client.ts';
import { sumForPictures, sumKeptForPictures } from '#db/queries/picture-sums.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { withinDays } from '#server/transactions/period.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';
import { makeReadContext } from '../factories/context.ts';
import { makeListReader } from '../factories/list-reader.ts';
import { HISTORY_ENDS } from './big-table.ts';
import { medianFigures } from './figures.ts';
import { type Line, plainLine } from './line.ts';
import { inTurns } from './load.ts';
import type { BigTable } from './open-table.ts';

const CLOCK = { now: () => HISTORY_ENDS };
const MONTH: { from: CalendarDay; to: CalendarDay } = { from: '2025-10-01', to: '2025-10-31' };

/** P3, P4: what the server needs for the one search box, and for the count of all rows, which no page waits for. */
export async function measureBox(table: BigTable, repetitions: number): Promise<Line[]> {
  const app = openDatabase(table.appUrl, { maxConnections: 4, name: 'bench' });
  try {
    const ctx = makeReadContext(app.db, table.merchant, table.person, 'transactions:see', CLOCK);
    const choices = await listFilterChoices(ctx);
    const reader = makeListReader({ choices, me: ctx.actor.id });
    const box = async (q: string) => {
      const { filter } = readListRequest({ q }, reader);
      if (!filter) throw new Error(`${q} was not understood`);
      return listTransactions(ctx, filter, null, choices);
    };
    const { box: found, count } = await inTurns(
      { box: () => box('704311'), count: () => sumTransactions(ctx, []) },
      { atOnce: 1, count: 20 },
      repetitions,
    );
    const totals = await sumTransactions(ctx, []);
    const isRight = totals?.count === 10_000 && totals.isMore;
    const under = `${table.rows / 1_000_000} M`;
    return [
      boxLine(under, found),
      plainLine(
        { mark: 'P4', job: 'count of all rows, beside the page', under },
        'ms',
        medianFigures(count).p95Ms,
        2_000,
        {
          figures: medianFigures(count),
        },
      ),
      plainLine(
        { mark: 'P4', job: 'counts that are wrong about «more than 10,000»', under },
        '×',
        isRight ? 0 : 1,
        0,
      ),
    ];
  } finally {
    await app.close();
  }
}

function boxLine(under: string, found: Parameters<typeof medianFigures>[0]): Line {
  const figures = medianFigures(found);
  return plainLine({ mark: 'P3', job: 'the search box, server time', under }, 'ms', figures.p95Ms, 30, {
    figures,
  });
}

/** P5: what each acquirer approved in a month, from the kept sums and from the rows; and by how much the two differ. */
export async function measureMonth(table: BigTable, repetitions: number): Promise<Line[]> {
  const app = openDatabase(table.appUrl, { maxConnections: 2, name: 'bench' });
  try {
    const ctx = makeReadContext(app.db, table.merchant, table.person, 'reports:see', CLOCK);
    const { id, calendar } = ctx.merchant;
    const all = { deviceIds: null, acquirerIds: null };
    const kept = () => ctx.inTransaction((tx) => sumKeptForPictures(tx, id, MONTH, all));
    const live = () =>
      ctx.inTransaction((tx) =>
        sumForPictures(tx, id, [withinDays(MONTH, calendar)], ['acquirer'], calendar.timeZone),
      );
    const times = await inTurns({ kept, live }, { atOnce: 1, count: 5 }, repetitions);
    const [fromKept, fromRows] = [await kept(), (await live()).sums];
    const figures = medianFigures(times.kept);
    const floor = medianFigures(times.live).medianMs;
    const under = `${table.rows / 1_000_000} M`;
    return [
      plainLine(
        { mark: 'P5', job: 'a month by acquirer, against its rows', under },
        'ms',
        figures.medianMs,
        0.5,
        {
          ...{ floor, figures, judged: figures.medianMs / floor },
        },
      ),
      plainLine(
        { mark: 'P5', job: 'sums of that month that differ', under },
        '×',
        differences(fromKept, fromRows),
        0,
      ),
    ];
  } finally {
    await app.close();
  }
}

type Sum = Awaited<ReturnType<typeof sumKeptForPictures>>[number];

function differences(kept: readonly Sum[], rows: readonly Sum[]): number {
  const told = (sums: readonly Sum[]) =>
    sums
      .filter((sum) => sum.side === 'acquirer' && sum.count !== 0)
      .map(({ value, kind, currency, count, amountMinor }) =>
        [value, kind, currency, count, amountMinor].join(' '),
      );
  const [a, b] = [told(kept), told(rows)];
  return a.filter((one) => !b.includes(one)).length + b.filter((one) => !a.includes(one)).length;
}
