import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { isUnreachable } from '#db/client.ts';
import type { DeviceId, EndOfDayRunId, SplitSaleId, TransactionId } from '#server/kernel/ids.ts';

/** Somebody who only looks, straight into the database and past the line that is cut. */
export type Eyes = {
  /** The state a transaction ends in; null when it is still open after the time given. */
  end(id: TransactionId, withinMs: number): Promise<string | null>;
  /** The state in which a run of the end of day stays for now: closed, failed, blocked or unknown; null as above. */
  endOfRun(id: EndOfDayRunId, withinMs: number): Promise<string | null>;
  /** The state in which a split sale stays until a person does something, or for ever; null as above. */
  restOfSplit(id: SplitSaleId, withinMs: number): Promise<string | null>;
  /** Why a transaction or a run stands as it does; null when nothing is said of it. */
  reasonOf(id: TransactionId | EndOfDayRunId): Promise<string | null>;
  /** Whether nothing holds the device any more, within the time given. */
  isFree(id: DeviceId, withinMs: number): Promise<boolean>;
  /** Asks again while the database is away: looking changes nothing. */
  sql: Look;
  /** The same without asking again, for those who read whole tables. */
  raw: postgres.Sql;
  close(): Promise<void>;
};

/** One query of somebody who only looks. */
export type Look = <T extends readonly object[] = postgres.Row[]>(
  template: TemplateStringsArray,
  ...values: readonly unknown[]
) => Promise<T>;

type Question = { id: string; endsAt: number; answer: (state: string | null) => void };

const LOOK_EVERY_MS = 100;
/** The longest time a killed server needs to be there again, and more. */
const AWAY_AT_MOST_MS = 300_000;

/** Opens the eyes as the owner of the database; all questions of a moment are one query each kind. */
export function openEyes(ownerUrl: string): Eyes {
  const raw = postgres(ownerUrl, {
    max: 4,
    onnotice: () => {},
    connection: { application_name: 'campaign-eyes' },
  });
  const sql: Look = async <T extends readonly object[]>(
    template: TemplateStringsArray,
    ...values: readonly unknown[]
  ) => {
    for (const end = Date.now() + AWAY_AT_MOST_MS; ; ) {
      try {
        return (await raw(template, ...(values as postgres.ParameterOrFragment<never>[]))) as unknown as T;
      } catch (error) {
        if (!isUnreachable(error) || Date.now() > end) throw error;
        await delay(LOOK_EVERY_MS);
      }
    }
  };
  const transactions = new Set<Question>();
  const runs = new Set<Question>();
  const splits = new Set<Question>();
  const devices = new Set<Question>();
  let isOpen = true;

  const look = async () => {
    while (isOpen) {
      await settle(
        transactions,
        (ids) => sql`select id, state from transactions where id = any(${ids})
          and state in ('approved', 'declined', 'failed', 'cancelled')`,
      );
      await settle(
        runs,
        (ids) => sql`select id, state from eod_runs where id = any(${ids})
          and state in ('closed', 'failed', 'blocked', 'unknown')`,
      );
      await settle(
        splits,
        (ids) => sql`select id, state from split_sales s where id = any(${ids}) and (
          state in ('completed', 'given_up', 'failed') or (
            state in ('open', 'giving_up') and next_query_at is null and not exists (
              select 1 from transactions t left join transactions o on o.id = t.original_id
              where coalesce(t.split_sale_id, o.split_sale_id) = s.id
                and t.state in ('created', 'sending', 'awaiting', 'unknown'))))`,
      );
      await settle(
        devices,
        (ids) => sql`select id, 'free' as state from unnest(${ids}::text[]) id
          where not exists (select 1 from device_holds h where h.device_id = id)`,
      );
      await delay(LOOK_EVERY_MS);
    }
  };
  const looking = look();

  const ask = (questions: Set<Question>, id: string, withinMs: number) =>
    new Promise<string | null>((answer) => {
      questions.add({ id, endsAt: Date.now() + withinMs, answer });
    });
  return {
    end: (id, withinMs) => ask(transactions, id, withinMs),
    endOfRun: (id, withinMs) => ask(runs, id, withinMs),
    restOfSplit: (id, withinMs) => ask(splits, id, withinMs),
    async reasonOf(id) {
      const [row] = await sql<{ reason: string | null }[]>`
        select outcome_reason as reason from transactions where id = ${id}
        union all select outcome_reason from eod_runs where id = ${id}`;
      return row?.reason ?? null;
    },
    isFree: async (id, withinMs) => (await ask(devices, id, withinMs)) !== null,
    sql,
    raw,
    async close() {
      isOpen = false;
      await looking;
      await raw.end({ timeout: 5 });
    },
  };
}

async function settle(
  questions: Set<Question>,
  read: (ids: string[]) => Promise<Iterable<object>>,
): Promise<void> {
  if (questions.size === 0) return;
  const rows = await read([...new Set([...questions].map(({ id }) => id))]);
  const states = new Map([...rows].map((row) => [String(Object(row).id), String(Object(row).state)]));
  for (const question of [...questions]) {
    const state = states.get(question.id) ?? null;
    if (state === null && Date.now() < question.endsAt) continue;
    questions.delete(question);
    question.answer(state);
  }
}
