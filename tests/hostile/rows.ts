import type { Sql } from 'postgres';

/** Tables that requests which are refused may write, and why; each is looked at without these columns, or not at all. */
const EXCEPTIONS: Record<string, { but: readonly string[] | 'all'; why: string }> = {
  sessions: { but: 'all', why: 'a request of a person notes that they were there' },
  audit_log: { but: 'all', why: 'refusals and readings are recorded; its chain is verified instead' },
  audit_heads: { but: 'all', why: 'the end of that chain' },
  address_tries: { but: 'all', why: 'wrong tries to sign in are counted by where they came from' },
  users: { but: ['failed_sign_ins', 'locked_until'], why: 'wrong tries to sign in are counted' },
};

/** A sum over every row of every table of the product, by table, without what is written knowingly. */
export async function sumsOfTables(sql: Sql): Promise<Map<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`;
  const sums = new Map<string, string>();
  for (const { name } of tables) {
    const without = EXCEPTIONS[name]?.but ?? [];
    if (without === 'all') continue;
    const [row] = await sql<{ sum: string }[]>`
      select count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - ${[...without]}::text[])::text, 0)), 0) as sum
      from ${sql(name)} t`;
    sums.set(name, row?.sum ?? '');
  }
  return sums;
}

/** The tables whose sums differ. */
export function changedTables(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
}

/** What is not looked at, in words. */
export function exceptionsInWords(): string[] {
  return Object.entries(EXCEPTIONS).map(
    ([table, { but, why }]) => `${table}${but === 'all' ? '' : ` (${but.join(', ')})`}: ${why}`,
  );
}
