import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import type { Dice } from '#db/seeds/dice.ts';
import { kahveOnline } from '#db/seeds/online-till.ts';
import type { Tally } from '#tests/campaign/tally.ts';
import { type ActionAnswer, callAction } from '#tests/support/action-call.ts';
import { type Visitor, visit } from '#tests/support/visitor.ts';
import { devicesOf, type SoakWorld } from './world.ts';

/** What keeps a shop busy: everything that is done in it again and again. */
type Chore = { name: string; everyMs: number; work: () => Promise<void> };

type Shop = { world: SoakWorld; dice: Dice; tally: Tally };
type People = Record<'manager' | 'second' | 'accountant' | 'baker', Visitor>;

/** Some of what happens to a card or a call, by the kuruş that choose it at the sandbox. */
const KURUS = [51, 54, 57, 61, 65, 67, 68, 71] as const;
const INTERPAY_SCENARIOS = ['SIM-DECLINE', 'SIM-ISSUER', 'SIM-DUP', 'SIM-EARLY', 'SIM-DROP'] as const;
const GOODS = ['Filtre kahve', 'Çay', 'Simit', 'Ayran', 'Kaşarlı tost'] as const;

/** Sales on all terminals, payments by links, money given back, days closed, files made, slips taken along; until stopped. */
export async function keepShop(shop: Shop, signal: AbortSignal): Promise<void> {
  const { letIn } = shop.world;
  const people: People = {
    manager: await letIn('manager'),
    second: await letIn('kadikoyManager'),
    accountant: await letIn('accountant'),
    baker: await letIn('montrealManager'),
  };
  const chores: Chore[] = [
    { name: 'sale on iyzico', everyMs: 2_500, work: () => sellCoffee(shop, people.manager) },
    { name: 'sale on iyzico', everyMs: 2_500, work: () => sellCoffee(shop, people.second) },
    { name: 'sale on Interpay', everyMs: 2_500, work: () => sellBread(shop, people) },
    { name: 'money back', everyMs: 12_000, work: () => giveBack(shop, people) },
    { name: 'link', everyMs: 20_000, work: () => askByLink(shop, people) },
    { name: 'end of day', everyMs: 180_000, work: () => closeDay(shop, people) },
    { name: 'export', everyMs: 200_000, work: () => takeExport(shop, people) },
    { name: 'slip', everyMs: 8_000, work: () => takeSlip(shop, people) },
  ];
  await Promise.all(chores.map((chore) => keepDoing(shop, chore, signal)));
}

/** Does something again and again, around so often, and counts what went wrong. */
export async function keepDoing(
  { dice, tally }: Pick<Shop, 'dice' | 'tally'>,
  { name, everyMs, work }: Chore,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await delay(everyMs * (0.5 + dice.next()), null, { signal }).catch(() => null);
    if (signal.aborted) return;
    try {
      await work();
      tally.add(name);
    } catch (error) {
      tally.add(`problem ${name}: ${error instanceof Error ? error.message.slice(0, 160) : error}`);
    }
  }
}

async function sellCoffee({ dice, tally }: Shop, seller: Visitor): Promise<void> {
  const model = dice.chance(0.5) ? '507' : '509';
  const device = dice.pick(devicesOf(model) as [ReturnType<typeof devicesOf>[number]]);
  const kurus = dice.chance(0.12) ? dice.pick(KURUS) : 0;
  const amount = `${dice.between(20, 400)}.${String(kurus).padStart(2, '0')}`;
  const line = { name: dice.pick(GOODS), unitCode: 'C62', vatRate: '10', quantity: 1, unitPrice: amount };
  const answer = await call(seller, 'startSaleAction', 'transactions', {
    ...{ intentKey: randomUUID(), deviceId: device.id, currency: 'TRY', amount, installmentCount: '1' },
    ...(model === '507' ? { lines: JSON.stringify([line]) } : {}),
  });
  await look(seller, kahveDuragi.slug, count(tally, 'sale', answer));
}

async function sellBread({ world, dice, tally }: Shop, { baker }: People): Promise<void> {
  const [connection] = mapleBakery.connections;
  const device = dice.pick((connection?.devices ?? []) as [ReturnType<typeof devicesOf>[number]]);
  if (dice.chance(0.12)) {
    await fetch(`${world.interpay.url}/sim/devices/${device.providerDeviceId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scenario: dice.pick(INTERPAY_SCENARIOS), times: 1 }),
    });
  }
  const answer = await call(
    baker,
    'startSaleAction',
    'transactions',
    {
      ...{ intentKey: randomUUID(), deviceId: device.id, currency: 'CAD' },
      ...{ amount: `${dice.between(4, 90)}.00`, installmentCount: '1' },
    },
    mapleBakery.slug,
  );
  await look(baker, mapleBakery.slug, count(tally, 'sale', answer));
}

/** Stays with an operation as the browser that started it does. */
async function look(visitor: Visitor, slug: string, id: string | null): Promise<void> {
  for (let left = 3; id !== null && left > 0; left--) {
    await delay(800);
    await visit(visitor, `/api/live/${slug}/transactions/${id}`);
  }
}

async function giveBack({ world, dice, tally }: Shop, { manager, baker }: People): Promise<void> {
  const [sale] = await world.sql<
    { id: string; merchant: string; currency: string; provider: string; hasLines: boolean }[]
  >`
    select t.id, m.slug as merchant, t.currency, c.provider, d.connection_id = ${kahveDuragi.connections[0]?.id ?? ''} as "hasLines"
    from transactions t join merchants m on m.id = t.merchant_id
    join devices d on d.merchant_id = t.merchant_id and d.id = t.device_id
    join connections c on c.merchant_id = d.merchant_id and c.id = d.connection_id
    where t.kind = 'sale' and t.state = 'approved' and t.created_at > now() - interval '10 minutes'
      and t.refunded_minor = 0 and t.voided_at is null order by random() limit 1`;
  if (!sale) return;
  const visitor = sale.merchant === mapleBakery.slug ? baker : manager;
  const page = `transactions/${sale.id}`;
  const own = { intentKey: randomUUID(), saleId: sale.id };
  const isVoid = sale.hasLines || dice.chance(0.3);
  const answer = isVoid
    ? await call(visitor, 'voidSaleAction', page, own, sale.merchant)
    : await call(
        visitor,
        'startRefundAction',
        page,
        { ...own, currency: sale.currency, amount: '1.00' },
        sale.merchant,
      );
  count(tally, isVoid ? 'void' : 'refund', answer);
}

async function askByLink({ world, dice, tally }: Shop, { manager }: People): Promise<void> {
  const answer = await call(manager, 'createLinkAction', 'payment-links', {
    ...{ intentKey: randomUUID(), deviceId: kahveOnline.deviceId, currency: 'TRY', language: 'tr' },
    ...{ amount: `${dice.between(20, 400)}.00`, description: 'Çay', name: 'Ayşe', surname: 'Işık' },
    ...{ email: 'ayse@example.com', phone: '0532 111 22 33' },
  });
  const id = count(tally, 'link', answer);
  if (id === null) return;
  await delay(2_500);
  const [row] = await world.sql<{ reference: string }[]>`select reference from transactions where id = ${id}`;
  const page = world.online.book().find(({ basketId }) => basketId === row?.reference);
  // Some payers never come.
  if (!page || dice.chance(0.15)) return;
  await fetch(`${world.online.url}/sim/pages/${page.token}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'pay-and-lose-browser' }),
  });
}

async function closeDay({ dice, tally }: Shop, { accountant }: People): Promise<void> {
  const device = dice.pick([...devicesOf('507'), ...devicesOf('509')] as [ReturnType<typeof devicesOf>[0]]);
  const answer = await call(accountant, 'closeBatchAction', 'end-of-day', { deviceId: device.id });
  tally.add(answer.leadsTo ? 'answer end of day started' : 'answer end of day refused');
}

async function takeExport({ world, dice, tally }: Shop, { accountant, manager }: People): Promise<void> {
  const visitor = dice.chance(0.5) ? accountant : manager;
  const form = dice.chance(0.5) ? 'csv' : 'xlsx';
  const answer = await call(visitor, 'requestExportAction', 'exports/new', {
    ...{ intentKey: randomUUID(), form, query: 'kind=sale' },
  });
  tally.add(answer.leadsTo ? 'answer export begun' : 'answer export refused');
  await delay(8_000);
  const [file] = await world.sql<{ id: string }[]>`
    select id from exports where state = 'ready' order by created_at desc limit 1`;
  if (file) await visit(visitor, `/api/files/exports/${kahveDuragi.slug}/${file.id}`);
}

async function takeSlip({ world, dice }: Shop, { manager }: People): Promise<void> {
  const [sale] = await world.sql<{ id: string }[]>`
    select id from transactions where merchant_id = ${kahveDuragi.id} and state = 'approved'
    order by created_at desc offset ${dice.between(0, 30)} limit 1`;
  const form = dice.pick(['pdf', 'png', 'text'] as const);
  if (sale) await visit(manager, `/api/files/receipts/${kahveDuragi.slug}/${sale.id}?form=${form}`);
}

function call(
  visitor: Visitor,
  action: string,
  page: string,
  fields: Record<string, string>,
  merchant: string = kahveDuragi.slug,
): Promise<ActionAnswer> {
  return callAction(visitor, { action, page: `/${merchant}/${page}`, merchant, fields });
}

/** Notes what an action answered; the operation it started, if it did. */
function count(tally: Tally, what: string, { status, state }: ActionAnswer): string | null {
  tally.add(`answer ${what} ${state?.status ?? `status ${status}`}`);
  return state?.status === 'done' ? (/txn_[0-9a-z]{26}/.exec(JSON.stringify(state))?.[0] ?? null) : null;
}
