import { expect, type Page } from '@playwright/test';

/** A page of a merchant, by its address below theirs. */
export type Place = {
  /** The page in the source tree, below `[merchant]`. */
  route: string;
  /**
   * Its address; or that of a thing, whose id stands in the address for `*`: of the kind `id` begins with, the first one that
   * `list` leads to.
   */
  at: string | { list: string; id: string; path: string };
  /** Only where the merchant has an account with pages. */
  isOnline?: boolean;
  /** Only where there is one. */
  isSometimes?: boolean;
  /** Nobody else may see it. */
  isForAdmin?: boolean;
};

const thing = (list: string, id: string, path: string) => ({ list, id, path });
const link = (path: string) => thing('/payment-links', 'txn_', path);

/** Every page of a merchant. `tests/pages.test.ts` holds that none is forgotten. */
export const PLACES: readonly Place[] = [
  { route: '', at: '' },
  { route: '/transactions', at: '/transactions' },
  { route: '/transactions/[id]', at: thing('/transactions', 'txn_', '/transactions/*') },
  { route: '/unresolved', at: '/unresolved' },
  { route: '/receipts', at: '/receipts' },
  { route: '/receipts/[id]', at: thing('/receipts', 'txn_', '/receipts/*') },
  // Without a print of its own it says so.
  { route: '/receipts/[id]/print', at: thing('/receipts', 'txn_', '/receipts/*/print') },
  { route: '/devices', at: '/devices' },
  { route: '/devices/[deviceId]', at: thing('/devices', 'dev_', '/devices/*') },
  { route: '/batches', at: '/batches' },
  { route: '/batches/[batchId]', at: thing('/batches', 'bat_', '/batches/*') },
  { route: '/end-of-day', at: '/end-of-day' },
  { route: '/end-of-day/[runId]', at: thing('/end-of-day', 'eod_', '/end-of-day/*') },
  { route: '/reports', at: '/reports' },
  { route: '/reports/chain', at: '/reports/chain' },
  { route: '/reports/statements', at: '/reports/statements' },
  {
    route: '/reports/differences/[varianceId]',
    at: thing('/reports', 'var_', '/reports/differences/*'),
    isSometimes: true,
  },
  { route: '/pictures', at: '/pictures' },
  { route: '/approvals', at: '/approvals' },
  {
    route: '/approvals/[approvalId]',
    at: thing('/approvals', 'apr_', '/approvals/*'),
    isSometimes: true,
  },
  { route: '/audit', at: '/audit' },
  { route: '/payment-links', at: '/payment-links' },
  { route: '/payment-links/payouts', at: '/payment-links/payouts', isOnline: true },
  { route: '/payment-links/[id]', at: link('/payment-links/*'), isOnline: true, isSometimes: true },
  {
    route: '/payment-links/[id]/print',
    at: link('/payment-links/*/print'),
    isOnline: true,
    isSometimes: true,
  },
  { route: '/split-sales/[id]', at: thing('/unresolved', 'spl_', '/split-sales/*'), isSometimes: true },
  { route: '/exports', at: '/exports' },
  { route: '/exports/new', at: '/exports/new' },
  { route: '/exports/accounts', at: '/exports/accounts?target=xero' },
  { route: '/settings/connections', at: '/settings/connections' },
  { route: '/settings/merchant', at: '/settings/merchant', isForAdmin: true },
  { route: '/settings/devices', at: '/settings/devices', isForAdmin: true },
  { route: '/settings/branches', at: '/settings/branches', isForAdmin: true },
  { route: '/settings/limits', at: '/settings/limits' },
  { route: '/settings/users', at: '/settings/users' },
  { route: '/settings/slips', at: '/settings/slips', isForAdmin: true },
  { route: '/settings/privacy', at: '/settings/privacy', isForAdmin: true },
];

/** A person’s own page, whatever merchants they work for. */
export const OWN_PAGE = '/account';

/** Opens a page of a merchant and waits until it is there; false when there is no such thing to open yet. */
export async function openPlace(page: Page, merchant: string, { at, isSometimes }: Place): Promise<boolean> {
  const path = typeof at === 'string' ? at : await findFirst(page, merchant, at);
  if (path === null) {
    if (isSometimes) return false;
    throw new Error(`${page.url()} leads to nothing`);
  }
  const answer = await page.goto(`/${merchant}${path}`);
  if (!answer?.ok()) throw new Error(`${page.url()} answers ${answer?.status()}`);
  await whole(page);
  return true;
}

/** Waits until a page is there: its heading, or of one for paper what is on it, and nothing on its way any more. */
async function whole(page: Page): Promise<void> {
  const content = page.getByRole('main').getByRole('link').or(page.getByRole('article'));
  await expect(page.getByRole('heading', { level: 1 }).or(content).first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"], main span.animate-breathe')).toHaveCount(0);
}

const found = new Map<string, string>();

/** The address of the first thing of a list, below the merchant's; null when the list has none. */
async function findFirst(
  page: Page,
  merchant: string,
  { list, id, path }: Exclude<Place['at'], string>,
): Promise<string | null> {
  const key = `${merchant} ${list} ${id}`;
  if (!found.has(key)) {
    await page.goto(`/${merchant}${list}`);
    await whole(page);
    const first = page.getByRole('main').locator(`a[href*="${id}"]`).first();
    const href = (await first.count()) > 0 ? ((await first.getAttribute('href')) ?? '') : '';
    const thingId = new RegExp(`${id}\\w+`).exec(href)?.[0];
    if (thingId) found.set(key, thingId);
  }
  const thingId = found.get(key);
  return thingId ? path.replace('*', thingId) : null;
}
