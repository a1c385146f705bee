import type { Sql } from 'postgres';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { callAction } from '../support/action-call.ts';
import { wellFormed } from '../support/money-actions.ts';
import { type Answer, postToAuth, visit } from '../support/visitor.ts';
import type { Attacker } from './people.ts';

const HOME = kahveDuragi.slug;

/** A table that is away, and what then throws: the layer, and what must not be in its answer. */
const AWAY = ['transactions', 'devices', 'memberships', 'sessions', 'users', 'inbox', 'audit_log'] as const;

const TELLS =
  /PostgresError|DrizzleQueryError|Failed query|relation "|_away|select .{1,200} from |insert into |\.ts:\d|node_modules|\bat \w+ \(/;

/** Takes tables away one after another, so that everything above them throws, and looks at what people are told. */
export async function breakLayers(
  sql: Sql,
  people: readonly Attacker[],
): Promise<{ count: number; problems: string[] }> {
  const manager = people.find(({ name }) => name === 'manager')?.visitor ?? {};
  const problems: string[] = [];
  let count = 0;
  for (const table of AWAY) {
    await sql`alter table ${sql(table)} rename to ${sql(`${table}_away`)}`;
    try {
      const answers: [where: string, answer: Answer][] = [
        ['page', await visit(manager, `/${HOME}/transactions`)],
        ['navigation', await visit(manager, `/${HOME}/transactions`, { headers: { rsc: '1' } })],
        ['read', await visit(manager, `/api/live/${HOME}/in-flight`)],
        ['file', await visit(manager, `/api/files/transactions/${HOME}?last4=0000`)],
        ['action', await callAction(manager, wellFormed('startSaleAction', {}))],
        ['callback', await visit({}, callbackAddress(), { method: 'POST', body: '{}' })],
        [
          'sign-in',
          await postToAuth({}, 'callback/credentials', { email: 'manager@demo.vezne.test', password: 'x' }),
        ],
        ['health', await visit({}, '/api/internal/health')],
      ];
      for (const [where, { text, status }] of answers) {
        if (/5\d\d/.test(String(status)) || text.includes('digest')) count += 1;
        const told = TELLS.exec(text)?.[0];
        if (told !== undefined)
          problems.push(`${where} without ${table} answers ${status} and tells «${told}»`);
      }
    } finally {
      await sql`alter table ${sql(`${table}_away`)} rename to ${sql(table)}`;
    }
  }
  const back = await visit(manager, `/${HOME}/transactions`);
  if (back.status !== 200) problems.push(`with every table back the list answers ${back.status}`);
  if (count < AWAY.length * 2) problems.push(`only ${count} errors were forced`);
  return { count, problems };
}

function callbackAddress(): string {
  return `/api/callbacks/interpay/${'0'.repeat(26)}${'a'.repeat(43)}/s`;
}
