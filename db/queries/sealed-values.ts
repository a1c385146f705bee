import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/**
 * Where sealed values stand: the table, what names a row in it, the column, and whether the row names its provider. What is a
 * person's, and no merchant's, is seen by the system alone.
 */
const PLACES = {
  credentials: { table: 'connections', id: 'id', column: 'sealed_credentials', hasProvider: true },
  session: { table: 'connections', id: 'id', column: 'sealed_session', hasProvider: true },
  waiting: { table: 'approvals', id: 'id', column: 'sealed_waiting', hasProvider: false },
  callback: { table: 'inbox', id: 'id', column: 'sealed_content', hasProvider: true },
  page: { table: 'payment_links', id: 'transaction_id', column: 'sealed_page', hasProvider: false },
  photo: { table: 'resolutions', id: 'id', column: 'sealed_photo', hasProvider: false },
  letter: { table: 'mails', id: 'id', column: 'sealed_letter', hasProvider: false },
  factor: { table: 'authenticators', id: 'id', column: 'sealed_secret', hasProvider: false },
} as const;

/** What is kept sealed in the database. */
export type SealedKind = keyof typeof PLACES;

/** All of them. */
export const SEALED_KINDS = Object.keys(PLACES) as SealedKind[];

/** The kind that belongs to people. */
export const PERSONAL_KIND = 'factor' satisfies SealedKind;

/** A sealed value, what names its row and whose it is, and its provider where the row has one. */
export type SealedValue = { id: string; owner: string; provider: string; sealed: string };

/** The next values of a kind that another key than this one sealed, by the names of their rows; people's without a merchant. */
export async function listSealedByOthers(
  db: Db,
  merchantId: MerchantId | null,
  kind: SealedKind,
  { keyId, after, limit }: { keyId: string; after: string; limit: number },
): Promise<SealedValue[]> {
  const { table, id, owner, column, hasProvider } = namesOf(kind);
  return [
    ...(await db.execute<SealedValue>(sql`
      select ${id} as id, ${owner} as owner, ${hasProvider ? sql`provider` : sql`''`} as provider, ${column} as sealed from ${table}
      where ${ownedBy(merchantId)} and ${id} > ${after} and ${column} <> '' and ${keyOf(column)} <> ${keyId}
      order by ${id} limit ${limit}`)),
  ];
}

/** Puts a value in the place of what it was resealed from; false when that is not there any more. */
export async function replaceSealed(
  db: Db,
  merchantId: MerchantId | null,
  kind: SealedKind,
  { id: rowId, sealed }: Pick<SealedValue, 'id' | 'sealed'>,
  resealed: string,
): Promise<boolean> {
  const { table, id, column } = namesOf(kind);
  const written = await db.execute(sql`
    update ${table} set ${column} = ${resealed}
    where ${ownedBy(merchantId)} and ${id} = ${rowId} and ${column} = ${sealed} returning 1`);
  return written.length === 1;
}

/** How many values of a kind each key seals. */
export async function countByKey(
  db: Db,
  merchantId: MerchantId | null,
  kind: SealedKind,
): Promise<{ keyId: string; count: number }[]> {
  const { table, column } = namesOf(kind);
  const rows = await db.execute<{ key: string; count: string }>(sql`
    select ${keyOf(column)} as key, count(*) as count from ${table}
    where ${ownedBy(merchantId)} and ${column} <> '' group by 1`);
  return rows.map((row) => ({ keyId: row.key, count: Number(row.count) }));
}

function ownedBy(merchantId: MerchantId | null) {
  return merchantId === null ? sql`true` : sql`merchant_id = ${merchantId}`;
}

function namesOf(kind: SealedKind) {
  const { table, id, column, hasProvider } = PLACES[kind];
  return {
    owner: sql.identifier(kind === PERSONAL_KIND ? 'user_id' : 'merchant_id'),
    table: sql.identifier(table),
    id: sql.identifier(id),
    column: sql.identifier(column),
    hasProvider,
  };
}

/** `v1.<key id>.<…>` */
function keyOf(column: ReturnType<typeof sql.identifier>) {
  return sql`split_part(${column}, '.', 2)`;
}
