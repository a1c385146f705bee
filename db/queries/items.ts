import { and, desc, eq, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { items } from '#db/schema/items.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

export type ItemRow = typeof items.$inferSelect;

/**
 * Writes what was sold last into the merchant's items; `rows` are of one merchant and currency, each name once. An item that
 * was written in other letters before is the same item and takes the new ones; two spellings written in the same moment
 * both stand until the next sale of either.
 */
export async function rememberItems(db: Db, rows: readonly ItemRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const names = rows.map((row) => row.name);
  await db
    .delete(items)
    .where(
      and(
        eq(items.merchantId, first.merchantId),
        eq(items.currency, first.currency),
        inArray(folded(items.name), names.map(folded)),
        notInArray(items.name, names),
      ),
    );
  await db
    .insert(items)
    // In one order, so that two sales of the same things wait for each other and never in a circle.
    .values([...rows].sort((a, b) => (a.name < b.name ? -1 : 1)))
    .onConflictDoUpdate({
      target: [items.merchantId, items.name, items.currency],
      set: {
        unitCode: sql`excluded.unit_code`,
        vatRate: sql`excluded.vat_rate`,
        unitPriceMinor: sql`excluded.unit_price_minor`,
        lastSoldAt: sql`excluded.last_sold_at`,
      },
    });
}

/** Items of which the name, or a word of it, begins with the text in whatever letters; the last sold first. */
export async function listItemRows(
  db: Db,
  merchantId: MerchantId,
  wish: { currency: CurrencyCode; beginning: string; limit: number },
): Promise<ItemRow[]> {
  const name = folded(items.name);
  const beginning = folded(wish.beginning);
  return db
    .select()
    .from(items)
    .where(
      and(
        eq(items.merchantId, merchantId),
        eq(items.currency, wish.currency),
        or(sql`starts_with(${name}, ${beginning})`, sql`position(' ' || ${beginning} in ${name}) > 0`),
      ),
    )
    .orderBy(desc(items.lastSoldAt), items.name)
    .limit(wish.limit);
}

/** Small letters, with all four Turkish i as one: people type İ, I, ı and i as their keyboard has them. */
function folded(text: typeof items.name | string): SQL {
  return sql`lower(translate(${text}, 'İIı', 'iii') collate "und-x-icu")`;
}
