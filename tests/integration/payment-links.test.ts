import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renewLink } from '#server/payment-links/renew-link.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { createOnlineWorld, type OnlineWorld, opened } from '#tests/support/online-world.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let world: OnlineWorld;
let shop: OnlineWorld['alfa'];

beforeAll(async () => {
  world = await createOnlineWorld();
  shop = world.alfa;
});
afterAll(() => world.close());

const MINUTES = 60_000;

describe('a payment that is asked for by a link', () => {
  test('is a sale of its till whose page can be shown', async () => {
    const { id } = await shop.askFor();
    const view = await shop.view(id);
    expect(view).toMatchObject({ status: 'open', price: { minor: 12_050 }, renewObstacle: 'still_open' });
    expect(view.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/pay\?token=/);
    expect(view.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 29 * MINUTES);
    expect(await shop.read(id)).toMatchObject({
      kind: 'sale',
      provider: 'pay_with_iyzico',
      amountMinor: 12_050,
    });
    expect(await world.booked(id)).toMatchObject({ buyerName: 'Ayşe Işık', installments: [1, 3, 6] });
  });

  test('is in the books within the minute although its browser never came back and no notice did', async () => {
    const { id, token } = await shop.askFor();
    await world.act(token, { action: 'pay-and-lose-browser' });
    const row = await shop.until(id, 'approved', 60_000);
    expect(row).toMatchObject({ amountMinor: 12_050, last4: '0006', cardBrand: 'mastercard', flags: [] });
    expect(await shop.view(id)).toMatchObject({
      status: 'paid',
      url: null,
      settlement: { payout: { minor: 11_604 }, fee: { minor: 25 } },
    });
    expect(await shop.letters()).toEqual([]);
  });

  test('runs beside others on the same till', async () => {
    const links = await Promise.all([1, 2, 3, 4].map(() => shop.askFor()));
    await Promise.all(links.map(({ token }) => world.act(token, { action: 'pay' })));
    for (const { id } of links) await shop.until(id, 'approved');
  });

  test('is paid with what instalments cost on top', async () => {
    const { id, token } = await shop.askFor();
    await world.act(token, { action: 'pay', installment: 6 });
    const row = await shop.until(id, 'approved');
    expect(row).toMatchObject({ amountMinor: 12_954, surchargeMinor: 904, installmentCount: 6 });
    expect(await shop.view(id)).toMatchObject({ price: { minor: 12_050 }, surcharge: { minor: 904 } });
  });

  test('may be declined and then paid on the same page', async () => {
    const { id, token } = await shop.askFor();
    await world.act(token, { action: 'pay', card: '4111111111111129' });
    await waitFor(async () => (await shop.link(id)).lastDecline, 'the decline to be heard of');
    expect(await shop.view(id)).toMatchObject({ status: 'open', lastDecline: '10051' });
    await world.act(token, { action: 'pay' });
    await shop.until(id, 'approved');
    const kinds = (await shop.timeline(id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['requested', 'sending', 'page_opened', 'asked', 'settled']);
  });

  test('stays open when its payer leaves', async () => {
    const { id, token } = await shop.askFor();
    await world.act(token, { action: 'leave' });
    const before = (await shop.read(id)).queryCount;
    await waitFor(async () => (await shop.read(id)).queryCount > before + 1, 'it to be asked about again');
    expect(await shop.view(id)).toMatchObject({ status: 'open' });
  });

  test('says that the goods stay here while it is looked into, and is paid when that ends well', async () => {
    const { id, token } = await shop.askFor();
    await world.act(token, { action: 'pay-under-review' });
    await waitFor(async () => (await shop.view(id)).status === 'in_review', 'the review to be heard of');
    expect((await shop.view(id)).sale.outcome).toMatchObject({ reason: 'in_review' });
    expect((await shop.read(id)).state).toBe('awaiting');
    await world.control('POST', `pages/${token}/fraud`, { verdict: 'approve' });
    await shop.askLater(id, 2 * MINUTES);
    expect(await shop.view(id)).toMatchObject({ status: 'paid', sale: { outcome: null } });
  });

  test('is declined when the look into it ends badly', async () => {
    const { id, token } = await shop.askFor();
    await world.act(token, { action: 'pay-under-review' });
    await waitFor(async () => (await shop.view(id)).status === 'in_review', 'the review to be heard of');
    await world.control('POST', `pages/${token}/fraud`, { verdict: 'reject' });
    await shop.askLater(id, 2 * MINUTES);
    expect(await shop.read(id)).toMatchObject({ state: 'declined', outcomeReason: 'review_rejected' });
  });

  test('by somebody’s double click is one', async () => {
    const wish = { intentKey: '3f1f0d3e-5f0c-4d39-9c0e-1f2a3b4c5d6e' };
    const [first, second] = await Promise.all([shop.ask(wish), shop.ask(wish)]);
    expect(second).toBe(first);
  });
});

describe('an answer that is not as it must be', () => {
  test.each([
    ['lie', 'amount', 'amount'],
    ['lie', 'paid', 'amount'],
    ['lie', 'currency', 'amount'],
    ['lie', 'basket', 'reference'],
    ['signature', 'wrong', 'signature'],
    ['signature', 'missing', 'signature'],
  ] as const)(
    '(%s: %s) moves nothing, is flagged, and a right one is believed after it',
    async (what, how, field) => {
      const { id, token } = await shop.askFor();
      await world.set({ [what]: how });
      await world.act(token, { action: 'pay' });
      await waitFor(async () => (await shop.read(id)).flags.includes('contradiction'), 'the contradiction');
      const row = await shop.read(id);
      expect(row.state).toBe('awaiting');
      const said = (await shop.timeline(id)).filter((entry) => entry.kind === 'contradiction');
      expect(said).toHaveLength(1);
      expect(said[0]?.fields).toContain(field);
      await world.set({ lie: null, signature: 'right' });
      await shop.until(id, 'approved');
    },
  );

  test('without the conversation is believed: some leave it out', async () => {
    const { id, token } = await shop.askFor();
    await world.set({ conversationId: 'missing' });
    await world.act(token, { action: 'pay' });
    await shop.until(id, 'approved').finally(() => world.set({ conversationId: 'echoed' }));
  });
});

describe('a link nobody paid', () => {
  test('is watched until nothing can come to light, and only then expires', async () => {
    const { id } = await shop.askFor();
    await shop.askLater(id, 31 * MINUTES);
    expect((await shop.read(id)).state).toBe('awaiting');
    await shop.askLater(id, 81 * MINUTES);
    expect(await shop.read(id)).toMatchObject({ state: 'failed', outcomeReason: 'link_expired' });
  });

  test('is renewed with one click once it cannot be paid, and once only', async () => {
    const { id } = await shop.askFor();
    const at = new Date(Date.now() + 31 * MINUTES);
    const later = { ...shop.as('sale:start'), clock: { now: () => at } };
    const early = await renewLink(shop.as('sale:start'), { intentKey: crypto.randomUUID(), id });
    expect(early).toMatchObject({ error: { kind: 'not_renewable', obstacle: 'still_open' } });
    const wish = { intentKey: crypto.randomUUID(), id };
    const [first, second] = await Promise.all([renewLink(later, wish), renewLink(later, wish)]);
    const renewed = opened(first);
    expect(opened(second)).toBe(renewed);
    const again = await renewLink(later, { intentKey: crypto.randomUUID(), id });
    expect(again).toMatchObject({ error: { obstacle: 'already_renewed' } });
    expect(await shop.view(renewed)).toMatchObject({ renews: id, price: { minor: 12_050 } });
    expect(await shop.view(id)).toMatchObject({ renewedBy: renewed });
    await shop.until(renewed, 'awaiting');
  });

  test('and renewed, that was paid in the last moment after all, is booked late for a person to look at', async () => {
    const { id, token } = await shop.askFor();
    const at = new Date(Date.now() + 31 * MINUTES);
    const later = { ...shop.as('sale:start'), clock: { now: () => at } };
    opened(await renewLink(later, { intentKey: crypto.randomUUID(), id }));
    await world.act(token, { action: 'pay' });
    expect(await shop.until(id, 'approved')).toMatchObject({ flags: ['late'] });
  });
});

describe('a page that cannot be opened', () => {
  test.each(['drop', 'server-error', 'garbled', 'empty', 'html', 'redirect', 'never-ends'])(
    '(%s) ends the payment, and nothing is asked for twice',
    async (fault) => {
      await world.control('POST', 'faults', { call: 'initialize', when: 'after', fault });
      const id = await shop.ask();
      const row = await shop.until(id, 'failed');
      expect(row.outcomeReason).toBe('page_not_opened');
      const { reference } = row;
      expect(world.gateway.book().filter((entry) => entry.basketId === reference)).toHaveLength(1);
      expect(await shop.view(id)).toMatchObject({ status: 'failed', url: null, renewObstacle: null });
    },
  );
});

test('a page whose answer is not signed is shown to nobody, and its payment is for somebody to look at', async () => {
  await world.set({ signature: 'wrong' });
  const id = await shop.ask();
  const row = await shop.until(id, 'failed').finally(() => world.set({ signature: 'right' }));
  expect(row).toMatchObject({ outcomeReason: 'page_not_opened', flags: ['contradiction'] });
  expect(await shop.view(id)).toMatchObject({ status: 'failed', url: null });
  const unresolved = await listUnresolved(shop.as('transactions:see'));
  expect(unresolved.find((one) => one.id === id)).toMatchObject({ doubt: 'contradiction' });
});

describe('the database itself', () => {
  const change = (id: string, set: string) =>
    shop
      .system()
      .inTransaction((tx) => tx.execute(sql.raw(`update transactions set ${set} where id = '${id}'`)))
      .then(
        () => null,
        (error: { cause?: { code?: string } }) => error.cause?.code ?? 'other',
      );
  const PAID = "settled_at = now(), batch_id = null, state = 'approved'";

  test('lets the amount of a link change with its payment alone, by what instalments cost, and once', async () => {
    const { id, token } = await shop.askFor();
    for (const set of [
      'amount_minor = 1',
      'amount_minor = 13000, surcharge_minor = 950, installment_count = 3',
      `amount_minor = 13000, surcharge_minor = 900, installment_count = 3, ${PAID}`,
      `amount_minor = 11000, ${PAID}`,
    ])
      expect(await change(id, set), set).toBe('VZ001');
    await world.act(token, { action: 'pay', installment: 3 });
    await shop.until(id, 'approved');
    expect(await change(id, 'amount_minor = 12050, surcharge_minor = 0, installment_count = 1')).toBe(
      'VZ001',
    );
  });

  test('lets nothing of what a link asks for change', async () => {
    const { id } = await shop.askFor();
    for (const set of ["description = 'x'", "items = '[]'", "language = 'en'", "sealed_page = 'x'"]) {
      const refused = shop
        .system()
        .inTransaction((tx) =>
          tx.execute(sql.raw(`update payment_links set ${set} where transaction_id = '${id}'`)),
        );
      await expect(refused, set).rejects.toMatchObject({ cause: { code: 'VZ001' } });
    }
  });
});
