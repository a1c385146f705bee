import { LINK_TABS, type LinkFilter, listLinkRows } from '#db/queries/payment-links.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import { type Page, type PageWish, toPage, toSlice } from '#server/batches/place.ts';
import { parseDay } from '#server/kernel/time.ts';
import { type LinkView, toLinkView } from './link-view.ts';

const PAGE_SIZE = 50;

/** The links an address asks for: a tab, or the paid ones of one day of payout (`none`: without a day); all if unreadable. */
export function readLinkFilter(asked: { state: string | undefined; payout: string | undefined }): LinkFilter {
  const payoutDay = asked.payout === undefined ? null : parseDay(asked.payout);
  if (payoutDay || asked.payout === 'none') return { payoutDay };
  return { tab: LINK_TABS.find((tab) => tab === asked.state) ?? 'all' };
}

/** One page of the merchant's payments by links, newest first. No address is in it: a link is shown one at a time. */
export async function listLinks(
  ctx: Context<'transactions:see'>,
  filter: LinkFilter,
  wish: PageWish,
): Promise<{ at: Date; page: Page<LinkView> }> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  const slice = toSlice('transaction', wish, PAGE_SIZE);
  const [rows, places] = await ctx.inTransaction((tx) =>
    Promise.all([listLinkRows(tx, merchantId, filter, slice), listDevicePlaces(tx, merchantId)]),
  );
  const devices = new Map(places.map((place) => [place.deviceId, place]));
  const { rows: some, ...beside } = toPage(rows, slice, ({ link }) => ({
    at: link.createdAt,
    id: link.transactionId,
  }));
  const views = some.map((row) => ({ ...toLinkView(ctx, row, devices, at), url: null }));
  return { at, page: { rows: views, ...beside } };
}
