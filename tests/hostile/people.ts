import type { Sql } from 'postgres';
import { kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { plantedVisitor } from '../support/planted-visitor.ts';
import type { Visitor } from '../support/visitor.ts';

/** Somebody who sends what they like. */
export type Attacker = {
  name: string;
  visitor: Visitor;
  /** The merchant whose people they are of; null: of none. */
  home: string | null;
  /** Ids of things that are not theirs, which they name all the same. */
  foreignIds: readonly string[];
  isOfBoth?: boolean;
};

type Who = Parameters<typeof plantedVisitor>[0];

/** Everybody who attacks: each role of either merchant, nobody, and somebody whose cookie is none of ours. */
export async function attackers(sql: Sql): Promise<Attacker[]> {
  const ofKahve = await idsOf(sql, kahveDuragi.id);
  const ofMaple = await idsOf(sql, mapleBakery.id);
  const all = [...ofKahve, ...ofMaple];
  const known = async (who: Who, home: string | null, foreignIds: string[]): Promise<Attacker> => ({
    ...{ name: who, home, foreignIds },
    visitor: await plantedVisitor(who),
  });
  const stranger = (name: string, visitor: Visitor): Attacker => ({
    name,
    visitor,
    home: null,
    foreignIds: all,
  });
  return [
    await known('manager', kahveDuragi.slug, ofMaple),
    await known('support', kahveDuragi.slug, ofMaple),
    await known('admin', kahveDuragi.slug, ofMaple),
    // Works for both: nothing of either is foreign.
    { ...(await known('accountant', null, MADE_UP)), isOfBoth: true },
    await known('montrealManager', mapleBakery.slug, ofKahve),
    stranger('nobody', {}),
    stranger('a forged cookie', { cookie: `vezne.session=${'e'.repeat(400)}` }),
    stranger('a cookie too large', { cookie: `vezne.session=${'x'.repeat(12_000)}` }),
  ];
}

const MADE_UP = ['txn', 'dev', 'bat', 'eod', 'con', 'var', 'exp', 'usr'].map(
  (kind) => `${kind}_${'0'.repeat(26)}`,
);

/** Ids of things of a merchant, some of each kind. */
async function idsOf(sql: Sql, merchantId: string): Promise<string[]> {
  const tables = ['transactions', 'devices', 'batches', 'connections', 'branches', 'eod_runs', 'variances'];
  const found = await Promise.all(
    tables.map(
      (table) =>
        sql<{ id: string }[]>`select id from ${sql(table)} where merchant_id = ${merchantId} limit 5`,
    ),
  );
  return found.flat().map(({ id }) => id);
}

/** What only people of a merchant know: names of it and of what it has, and numbers of its operations. */
export async function knownOf(
  sql: Sql,
  { id, name, legalName, taxNumber }: DemoMerchantNames,
): Promise<string[]> {
  const branches = await sql<{ name: string }[]>`select name from branches where merchant_id = ${id}`;
  const devices = await sql<{ label: string }[]>`select label from devices where merchant_id = ${id}`;
  const references = await sql<{ reference: string }[]>`
    select reference from transactions where merchant_id = ${id} order by created_at desc limit 200`;
  return [
    ...[name, legalName, taxNumber],
    ...branches.map((one) => one.name),
    ...devices.map((one) => one.label),
    ...references.map((one) => one.reference),
    ...(await idsOf(sql, id)),
  ].filter((text) => text.length >= 6);
}
type DemoMerchantNames = { id: string; name: string; legalName: string; taxNumber: string };
