import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLinkAction, renewLinkAction } from '#app/[merchant]/payment-links/actions.ts';
import { isWrappedAction } from '#server/auth/action.ts';
import { NotFound } from '#server/auth/context.ts';
import { createContext } from '#server/auth/create-context.ts';
import { createLink } from '#server/payment-links/create-link.ts';
import { findLinkView, getLink } from '#server/payment-links/get-link.ts';
import { listLinks } from '#server/payment-links/list-links.ts';
import { listOnlineTills } from '#server/payment-links/list-online-tills.ts';
import { readResult } from '#server/payment-links/read-result.ts';
import { composeSlip } from '#server/receipts/compose-slip.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { listSellableDevices } from '#server/terminals/list-sellable-devices.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { createOnlineWorld, type OnlineShop, type OnlineWorld, opened } from '#tests/support/online-world.ts';

let world: OnlineWorld;
let shop: OnlineShop;

beforeAll(async () => {
  world = await createOnlineWorld();
  shop = world.alfa;
});
afterAll(() => world.close());

const roleOf = (role: 'support' | 'accountant' | 'admin') =>
  createContext(world.running.runtime, shop.merchant, { ...shop.manager, role }, 'transactions:see');

test('a till whose payers pay on pages is offered for links, and never for a sale at a terminal', async () => {
  expect(await listOnlineTills(shop.as('sale:start'))).toMatchObject([
    { id: shop.till, currencies: ['TRY', 'EUR'], installmentCounts: [1, 2, 3, 6, 9, 12] },
  ]);
  expect(await listSellableDevices(shop.as('sale:start'))).toEqual([]);
  const sale = {
    intentKey: crypto.randomUUID(),
    deviceId: shop.till,
    amount: { minor: 100, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  } as const;
  expect(await startSale(shop.as('sale:start'), sale)).toMatchObject({ error: { kind: 'device_not_found' } });
});

test('a link is asked for and renewed by wrapped actions alone', () => {
  expect([createLinkAction, renewLinkAction].every(isWrappedAction)).toBe(true);
});

describe('a link', () => {
  test('is listed newest first, page by page, without what opens it', async () => {
    const ids = [await shop.ask(), await shop.ask(), await shop.ask()];
    for (const id of ids) await shop.until(id, 'awaiting');
    const { page } = await listLinks(shop.as('transactions:see'), { tab: 'open' }, {});
    expect(page.rows.slice(0, 3).map(({ sale }) => sale.id)).toEqual(ids.toReversed());
    expect(page.rows.every(({ url }) => url === null)).toBe(true);
    const older = await listLinks(shop.as('transactions:see'), { tab: 'paid' }, {});
    expect(older.page.rows).toEqual([]);
  });

  test('is opened by those alone who may ask for payments, and its payer seen by those who deal with customers', async () => {
    const { id, token } = await shop.askFor();
    expect((await getLink(shop.as('transactions:see'), id)).url).toContain(token);
    for (const role of ['support', 'accountant', 'admin'] as const) {
      expect(JSON.stringify(await getLink(roleOf(role), id)), role).not.toContain(token);
      expect(JSON.stringify(await getTransaction(roleOf(role), id)), role).not.toContain(token);
    }
    expect((await getLink(roleOf('admin'), id)).payer).toBeNull();
    expect((await getLink(roleOf('support'), id)).payer).toMatchObject({ name: 'A***', isMasked: true });
    const kept = await getTransaction(shop.as('transactions:see'), id);
    expect(JSON.stringify(kept)).not.toContain(token);
    expect(kept.references.sessionId).toBeNull();
  });

  test('of another merchant is not there', async () => {
    const { id } = await shop.askFor();
    await expect(getLink(world.beta.as('transactions:see'), id)).rejects.toBeInstanceOf(NotFound);
    expect(await findLinkView(world.beta.as('transactions:see'), id)).toBeNull();
    const wish = shop.wish();
    expect(await createLink(world.beta.as('sale:start'), wish)).toMatchObject({
      error: { kind: 'device_not_found' },
    });
  });

  test('under a form key that was used for another one is refused', async () => {
    const intentKey = crypto.randomUUID();
    await shop.ask({ intentKey });
    expect(
      await createLink(shop.as('sale:start'), shop.wish({ intentKey, description: 'Başka' })),
    ).toMatchObject({
      error: { kind: 'intent_reused' },
    });
  });

  test('is on the list of what is unresolved while its end is open, and asks nobody to decide while it lives', async () => {
    const { id } = await shop.askFor();
    const row = (await listUnresolved(shop.as('transactions:see'))).find((one) => one.id === id);
    expect(row).toMatchObject({ device: { isOnline: true }, doubt: null, next: { kind: 'ask' } });
    const at = new Date(Date.now() + 10 * 60_000);
    const later = { ...shop.as('transactions:see'), clock: { now: () => at } };
    expect((await listUnresolved(later)).find((one) => one.id === id)?.doubt).toBeNull();
  });

  test('can be asked about by a person, also after it expired', async () => {
    const { id, token } = await shop.askFor();
    await shop.askLater(id, 81 * 60_000);
    expect((await shop.read(id)).state).toBe('failed');
    await world.act(token, { action: 'pay-and-lose-browser' });
    expect(await askNow(shop.as('transactions:ask'), id)).toMatchObject({ ok: true });
    expect(await shop.until(id, 'approved')).toMatchObject({ flags: ['late'] });
  });

  test('that was paid has a slip, made of what its provider told', async () => {
    const { id, token } = await shop.askFor();
    await world.act(token, { action: 'pay', installment: 6 });
    await shop.until(id, 'approved');
    const { facts } = await getSlip(shop.as('transactions:see'), id);
    expect(facts).toMatchObject({ transaction: { last4: '0006', amountMinor: 12_954 } });
    if (!facts) throw new Error('It has no slip');
    const slip = JSON.stringify(composeSlip(facts, 'tr', { kind: 'file' }));
    expect(slip).toContain('0006');
  });

  test('tells its payer how it stands by our books, and nothing to who has another address', async () => {
    const { id, token } = await shop.askFor();
    const back = world.gateway.book().find((entry) => entry.token === token)?.callbackUrl ?? '';
    const secret = new URL(back).pathname.split('/').at(-2) ?? '';
    const { runtime } = world.running;
    expect(await readResult(runtime, secret)).toMatchObject({ status: 'waiting', language: 'tr' });
    await world.act(token, { action: 'pay', installment: 3 });
    await shop.until(id, 'approved');
    const result = await readResult(runtime, secret);
    expect(result).toMatchObject({ status: 'paid', surcharge: { minor: 452 }, description: 'Düğün pastası' });
    expect(JSON.stringify(result)).not.toContain('ayse@');
    const size = { by: 'amount', amountMinor: 12_502 } as const;
    const wish = { intentKey: crypto.randomUUID(), saleId: id, size, reason: null };
    await shop.until(opened(await startRefund(shop.as('refund:start'), wish)), 'approved');
    expect(await readResult(runtime, secret)).toMatchObject({ status: 'given_back' });
    for (const wrong of [
      '',
      'unknown',
      token,
      secret.slice(1),
      `${world.beta.merchant.id.slice(4)}${secret.slice(26)}`,
    ])
      expect(await readResult(runtime, wrong), wrong).toBeNull();
  });
});
