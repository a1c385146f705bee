import type { Tx } from '#db/client.ts';
import { listItemRows, rememberItems } from '#db/queries/items.ts';
import type { Context } from '#server/auth/context.ts';
import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import type { CurrencyCode, Money } from '#server/kernel/money.ts';

/** How many are offered while somebody types. */
const OFFERED = 20;

/** Something the merchant sold before, with what it was sold for last, before discount. */
export type SoldItem = Pick<SaleLine, 'name' | 'unitCode' | 'vatRate'> & { unitPrice: Money };

/** Remembers the lines of a sale for the next one, in the commit that starts it. */
export async function rememberLines(
  ctx: Pick<Context, 'merchant' | 'clock'>,
  tx: Tx,
  lines: readonly SaleLine[],
  currency: CurrencyCode,
): Promise<void> {
  const rows = lines.map(({ name, unitCode, vatRate, unitPriceMinor }) => ({
    merchantId: ctx.merchant.id,
    name,
    currency,
    unitCode,
    vatRate,
    unitPriceMinor,
    lastSoldAt: ctx.clock.now(),
  }));
  // The same thing on two lines, in whatever letters: the later one counts.
  await rememberItems(tx, [...new Map(rows.map((row) => [folded(row.name), row])).values()]);
}

/** What was sold before in a currency and begins with a text, the last sold first, at most 20. */
export async function listSoldItems(
  ctx: Context<'sale:start'>,
  wish: { currency: CurrencyCode; beginning: string },
): Promise<SoldItem[]> {
  const rows = await ctx.inTransaction((tx) =>
    listItemRows(tx, ctx.merchant.id, { ...wish, limit: OFFERED }),
  );
  return rows.map(({ name, unitCode, vatRate, unitPriceMinor: minor, currency }) => ({
    name,
    unitCode,
    vatRate,
    unitPrice: { minor, currency },
  }));
}

function folded(name: string): string {
  return name.replace(/[İIı]/g, 'i').toLowerCase();
}
