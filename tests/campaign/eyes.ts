import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
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
  sql: postgres.Sql;
  close(): Promise<void>;
};

type Question = { id: string; endsAt: number; answer: (state: string | null) => void };

const LOOK_EVERY_MS = 100;

/** Opens the eyes as the owner of the database; all questions of a moment are one query each kind. */
export function openEyes(ownerUrl: string): Eyes {
  const sql = postgres(ownerUrl, {
    max: 4,
    onnotice: () => {},
    connection: { application_name: 'campaign-eyes' },
  });
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
    async close() {
      isOpen = false;
      await looking;
      await sql.end();
    },
  };
}

async function settle(
  questions: Set<Question>,
  read: (ids: string[]) => Promise<Iterable<postgres.Row>>,
): Promise<void> {
  if (questions.size === 0) return;
  const rows = await read([...new Set([...questions].map(({ id }) => id))]);
  const states = new Map([...rows].map((row) => [String(row.id), String(row.state)]));
  for (const question of [...questions]) {
    const state = states.get(question.id) ?? null;
    if (state === null && Date.now() < question.endsAt) continue;
    questions.delete(question);
    question.answer(state);
  }
}
