import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '#db/schema/audit-log.ts';
import { savedViews } from '#db/schema/saved-views.ts';
import { NotFound, type Person } from '#server/auth/context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import type { ViewId } from '#server/kernel/ids.ts';
import { listViews } from '#server/saved-views/list-views.ts';
import { removeSharedView, removeView } from '#server/saved-views/remove-view.ts';
import { MOST_VIEWS, saveView, shareView } from '#server/saved-views/save-view.ts';
import { viewForm } from '#server/saved-views/view-form.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeListReader } from '#tests/factories/list-reader.ts';
import { makePerson } from '#tests/factories/person.ts';
import { openShops, type Shop, type Shops } from '#tests/support/shops.ts';

let shops: Shops;
let shop: Shop;
let accountant: Person;
let support: Person;
const reader = makeListReader();

beforeAll(async () => {
  shops = await openShops();
  shop = await shops.open();
  accountant = await makePerson(shops.owner, shop.merchant.id, 'accountant');
  support = await makePerson(shops.owner, shop.merchant.id, 'support');
});
afterAll(() => shops.close());

function as<P extends Permission>(person: Person, permission: P, here: Shop = shop) {
  return makeReadContext(shops.app, here.merchant, person, permission);
}

async function namesOf(person: Person, here: Shop = shop): Promise<string[]> {
  const views = await listViews(as(person, 'transactions:see', here));
  return views.map(({ name, isShared }) => (isShared ? `${name} (everybody)` : name));
}

async function saved(person: Person, name: string, query = 'state=failed'): Promise<ViewId> {
  const result = await saveView(as(person, 'transactions:see'), { name, query }, reader);
  if (!result.ok) throw new Error(result.error);
  return result.value.id;
}

async function shared(name: string, query = 'state=failed', here: Shop = shop): Promise<ViewId> {
  const result = await shareView(as(here.manager, 'views:share', here), { name, query }, reader);
  if (!result.ok) throw new Error(result.error);
  return result.value.id;
}

describe('a saved view', () => {
  test('is its owner’s alone; a shared one is everybody’s of the merchant and nobody else’s', async () => {
    const here = await shops.open();
    const colleague = await makePerson(shops.owner, here.merchant.id, 'support');
    const elsewhere = await shops.open();
    await saveView(
      as(here.manager, 'transactions:see', here),
      { name: 'Mine', query: 'kind=refund' },
      reader,
    );
    await shared('Ours', 'state=failed', here);
    expect(await namesOf(here.manager, here)).toEqual(['Ours (everybody)', 'Mine']);
    expect(await namesOf(colleague, here)).toEqual(['Ours (everybody)']);
    expect(await namesOf(elsewhere.manager, elsewhere)).toEqual([]);
  });

  test('holds the filter and nothing of the place in the list, and is replaced under its name', async () => {
    const first = await saved(
      support,
      'Çaylar',
      'after=x&kind=sale&open=txn_1&state=all&q=çay%20kasa%3A&sort=newest&q=',
    );
    expect(first).toBeDefined();
    expect(await saved(support, 'Çaylar', 'kind=refund&period=today')).toBe(first);
    expect(await listViews(as(support, 'transactions:see'))).toMatchObject([
      { id: first, name: 'Çaylar', query: 'period=today&kind=refund', isShared: false },
    ]);
  });

  test('is not saved when there is nothing in it, when it is not understood, or when there are too many', async () => {
    const ctx = as(accountant, 'transactions:see');
    const attempt = (query: string) => saveView(ctx, { name: 'x', query }, reader);
    expect(await attempt('state=all&after=x')).toEqual({ ok: false, error: 'nothing' });
    for (const query of ['q=colour:red', 'state=paid', `device=${ids.next('device')}`, 'min=1e3'])
      expect(await attempt(query), query).toEqual({ ok: false, error: 'not_understood' });
    for (let made = 0; made < MOST_VIEWS; made++) await saved(accountant, `View ${made}`);
    expect(await attempt('state=failed')).toEqual({ ok: false, error: 'too_many' });
    expect(await saved(accountant, 'View 3', 'state=unknown')).toBeDefined();
    expect(await namesOf(accountant)).toHaveLength(MOST_VIEWS);
  });

  test('is removed by its owner alone, a shared one by whoever may share', async () => {
    const mine = await saved(support, 'Gone soon');
    const ours = await shared('Gone too');
    await expect(removeView(as(accountant, 'transactions:see'), mine)).rejects.toThrow(NotFound);
    await expect(removeSharedView(as(accountant, 'views:share'), mine)).rejects.toThrow(NotFound);
    await expect(removeView(as(shop.manager, 'transactions:see'), ours)).rejects.toThrow(NotFound);
    const abroad = await shops.open();
    await expect(removeSharedView(as(abroad.manager, 'views:share', abroad), ours)).rejects.toThrow(NotFound);
    await removeView(as(support, 'transactions:see'), mine);
    await removeSharedView(as(accountant, 'views:share'), ours);
    await expect(removeView(as(support, 'transactions:see'), mine)).rejects.toThrow(NotFound);
    expect(await namesOf(support)).not.toContain('Gone soon');
  });

  test('that is everybody’s is in the audit with its filter when it is saved and when it is removed', async () => {
    const here = await shops.open();
    const id = await shared('Failures', 'state=failed', here);
    await removeSharedView(as(here.manager, 'views:share', here), id);
    await saveView(as(here.manager, 'transactions:see', here), { name: 'Own', query: 'kind=sale' }, reader);
    const entries = (await shops.owner.select().from(auditLog)).filter(
      (entry) => entry.merchantId === here.merchant.id,
    );
    expect(entries.map(({ action, objectId, data }) => ({ action, objectId, data }))).toEqual([
      { action: 'view.shared', objectId: id, data: { name: 'Failures', query: 'state=failed' } },
      { action: 'view.removed', objectId: id, data: { name: 'Failures', query: 'state=failed' } },
    ]);
  });

  test('is one under its name, even when it is saved twice at once', async () => {
    await Promise.all([1, 2, 3].map(() => saved(support, 'At once')));
    const rows = (await shops.owner.select().from(savedViews)).filter((row) => row.name === 'At once');
    expect(rows).toHaveLength(1);
  });
});

describe('the form of a view', () => {
  test.each([
    [{ name: '', query: 'state=failed' }],
    [{ name: 'x'.repeat(41), query: 'state=failed' }],
    [{ name: 'a\u202eb', query: 'state=failed' }],
    [{ name: '4111 1111 1111 1111', query: 'state=failed' }],
    [{ name: 'Card', query: 'q=4111111111111111' }],
    [{ name: 'Card', query: 'q=4111%201111%201111%201111' }],
    [{ name: 'Long', query: 'q'.repeat(2_001) }],
    [{ name: 'No query' }],
    [{ name: ['a'], query: {} }],
  ])('%# is refused', (form) => {
    expect(viewForm.safeParse(form).success).toBe(false);
  });

  test('takes a name as people write it', () => {
    expect(viewForm.parse({ name: '  Günün iadeleri ', query: 'kind=refund' })).toEqual({
      name: 'Günün iadeleri',
      query: 'kind=refund',
    });
  });
});
