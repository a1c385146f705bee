import type { Tx } from '#db/client.ts';
import { findLink } from '#db/queries/payment-links.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { PageOrder, PagesGateway } from '#server/gateways/hosted-gateway.ts';
import type { TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import { openSealedPage } from './keep-page.ts';
import { toPageOrder } from './page-order.ts';

/** The page a sale is paid on, as its provider is spoken to about it; no token: it was not opened. */
export type LoadedPage = {
  pages: PagesGateway;
  order: Omit<PageOrder, 'returnUrl'>;
  token: string | null;
};

/** The page an operation is paid on; null for everything that is not paid on one. Throws when it cannot be opened. */
export async function loadPage(
  ctx: Pick<SystemContext, 'sealingKeys'>,
  tx: Tx,
  row: TransactionRow,
  { pages }: TerminalGateway,
): Promise<LoadedPage | null> {
  if (!pages || row.kind !== 'sale') return null;
  const link = await findLink(tx, row.merchantId, row.id);
  if (!link) throw new Error(`${row.id} is paid on a page that nobody described`);
  const { reference, currency } = row;
  const order = toPageOrder(link, {
    reference,
    priceMinor: row.amountMinor - row.surchargeMinor,
    currency,
  });
  return { pages, order, token: openSealedPage(ctx, link)?.token ?? null };
}
