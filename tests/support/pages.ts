import { expect, type Page } from '@playwright/test';

/** A page of a merchant, by its address below theirs. */
export type Place = {
  /** The page in the source tree, below `[merchant]`. */
  route: string;
  /** Its address; or the list whose first link of this beginning is followed, and what is added to that. */
  at: string | { list: string; part: string; more?: string };
  /** Only where the merchant has an account with pages. */
  isOnline?: boolean;
  /** Only where the demo has one when it starts. */
  isSometimes?: boolean;
};

/** Every page of a merchant. `tests/pages.test.ts` holds that none is forgotten. */
export const PLACES: readonly Place[] = [
  { route: '', at: '' },
  { route: '/transactions', at: '/transactions' },
  { route: '/transactions/[id]', at: { list: '/transactions', part: '/transactions/txn_' } },
  { route: '/unresolved', at: '/unresolved' },
  { route: '/receipts', at: '/receipts' },
  { route: '/receipts/[id]', at: { list: '/receipts', part: '/receipts/txn_' } },
  { route: '/receipts/[id]/print', at: { list: '/receipts', part: '/receipts/txn_', more: '/print' } },
  { route: '/devices', at: '/devices' },
  { route: '/devices/[deviceId]', at: { list: '/devices', part: '/devices/dev_' } },
  { route: '/batches', at: '/batches' },
  { route: '/batches/[batchId]', at: { list: '/batches', part: '/batches/bat_' } },
  { route: '/end-of-day', at: '/end-of-day' },
  { route: '/end-of-day/[runId]', at: { list: '/end-of-day', part: '/end-of-day/eod_' } },
  { route: '/reports', at: '/reports' },
  { route: '/payment-links', at: '/payment-links' },
  { route: '/payment-links/payouts', at: '/payment-links/payouts', isOnline: true },
  {
    route: '/payment-links/[id]',
    at: { list: '/payment-links', part: '/payment-links/txn_' },
    isOnline: true,
    isSometimes: true,
  },
  {
    route: '/payment-links/[id]/print',
    at: { list: '/payment-links', part: '/payment-links/txn_', more: '/print' },
    isOnline: true,
    isSometimes: true,
  },
  {
    route: '/split-sales/[id]',
    at: { list: '/unresolved', part: '/split-sales/spl_' },
    isSometimes: true,
  },
  { route: '/settings/connections', at: '/settings/connections' },
];

/** Opens a page of a merchant and waits until it is there; false when there is no such thing to open yet. */
export async function openPlace(page: Page, merchant: string, { at, isSometimes }: Place): Promise<boolean> {
  const path = typeof at === 'string' ? at : await findFirst(page, merchant, at);
  if (path === null && isSometimes) return false;
  const answer = await page.goto(`/${merchant}${path ?? ''}`);
  if (path === null || !answer?.ok()) throw new Error(`${page.url()} answers ${answer?.status()}`);
  await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('article')).first()).toBeVisible();
  // Lists are read before their sums are: what is looked at is whole.
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  return true;
}

const found = new Map<string, string>();

/** The address of the first thing that a list leads to, below the merchant's; null when it leads to none. */
async function findFirst(
  page: Page,
  merchant: string,
  { list, part, more = '' }: Exclude<Place['at'], string>,
): Promise<string | null> {
  const key = `${merchant} ${list} ${part}`;
  if (!found.has(key)) {
    await page.goto(`/${merchant}${list}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const link = page.getByRole('main').locator(`a[href*="/${merchant}${part}"]`).first();
    if ((await link.count()) > 0) found.set(key, (await link.getAttribute('href')) ?? '');
  }
  const href = found.get(key);
  return href ? `${new URL(href, 'http://here').pathname.slice(merchant.length + 1)}${more}` : null;
}
