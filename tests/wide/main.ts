import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { buildPortal, isBuilt } from '#tests/demo/build.ts';
import { callAction } from '#tests/support/action-call.ts';
import { findChromium } from '#tests/support/chromium.ts';
import { signInByHand } from '#tests/support/signed-in.ts';
import { cookieHeader, type Visitor } from '#tests/support/visitor.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { findTools } from './tools.ts';
import { openWideWorld, type WideWorld } from './world.ts';

// `npm run wide`: two portals and two workers behind nginx, on one PostgreSQL through PgBouncer in transaction mode. A sale is
// started on one portal, called back on the other and watched in a browser through whichever; every process is restarted, one after
// the other, while sales are open on all terminals; then the provider's book is held against ours. Ends with 1 when anything differs.

const { values } = parseArgs({ options: { sales: { type: 'string', default: '50' } } });
const SALES = Number(values.sales);
const failures: string[] = [];
const say = (line: string) => void process.stdout.write(`${line}\n`);
const check = (isRight: boolean, what: string) => {
  say(`${isRight ? '✓' : '✗'} ${what}`);
  if (!isRight) failures.push(what);
};

const tools = findTools(say);
const executablePath = findChromium();
if (!executablePath) throw new Error('There is no Chromium to watch with.');
if (!isBuilt()) {
  say('Building the portal …');
  await buildPortal(() => {});
}
const world = await openWideWorld(tools, SALES);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  process.env.VEZNE_PORT = String(world.front.port);
  const context = await browser.newContext({ baseURL: world.url });
  const page = await context.newPage();
  await enter(page, 'montrealManager');
  const manager: Visitor = { cookie: cookieHeader(await context.cookies()) };
  await crossing(world, manager, page);
  await rolling(world, manager);
  await logins(world);
} catch (error) {
  failures.push(error instanceof Error ? error.message : String(error));
} finally {
  await browser.close();
  if (failures.length > 0) for (const line of complaints(world.directory)) say(`  ${line}`);
  await world.close();
}
say(failures.length === 0 ? '\nEverything agrees.' : `\n${failures.join('\n')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Starts a sale on a terminal through the portal behind a port; the address in the browser stays that of the front. */
async function sell(visitor: Visitor, deviceId: string, port: number, amount = '12.40'): Promise<string> {
  process.env.VEZNE_PORT = String(port);
  const fields = { intentKey: randomUUID(), deviceId, currency: 'CAD', amount, installmentCount: '1' };
  const slug = mapleBakery.slug;
  const call = { action: 'startSaleAction', page: `/${slug}/transactions`, merchant: slug, fields };
  const answer = await callAction(visitor, call, { origin: world.url });
  process.env.VEZNE_PORT = String(world.front.port);
  const id = /txn_[0-9a-z]{26}/.exec(JSON.stringify(answer.state))?.[0];
  if (answer.state?.status !== 'done' || !id)
    throw new Error(`Not started: ${answer.status} ${JSON.stringify(answer.state)}`);
  return id;
}

async function stateOf(id: string): Promise<string> {
  const [row] = await world.sql<{ state: string }[]>`select state from transactions where id = ${id}`;
  return row?.state ?? 'gone';
}

async function isIn(id: string, state: string, withinMs = 30_000): Promise<void> {
  await waitFor(async () => (await stateOf(id)) === state, `${id} to be ${state}`, withinMs).catch(
    async (error: Error) => {
      throw new Error(`${error.message}; it is ${await stateOf(id)}`);
    },
  );
}

async function tap(deviceId: string): Promise<void> {
  const answer = await fetch(`${world.interpay.url}/sim/devices/${deviceId}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'tap', waitMs: 20_000 }),
  });
  if (!answer.ok) throw new Error(`${deviceId} took no card: ${answer.status}`);
}

/** Of nginx' log: how each answer with this beginning of a path was. */
function frontLog(directory: string): string[] {
  return readFileSync(path.join(directory, 'nginx/access.log'), 'utf8').split('\n').filter(Boolean);
}

/** One sale over three processes: started on the first portal, called back on the second, watched through the front. */
async function crossing(
  { devices, portals, directory, front }: WideWorld,
  manager: Visitor,
  page: Page,
): Promise<void> {
  const [device] = devices;
  if (!device) throw new Error('There is no terminal');
  const id = await sell(manager, device.id, front.firstOnly);
  await isIn(id, 'awaiting');
  await page.goto(`/${mapleBakery.slug}/transactions/${id}`);
  const before = await page.locator('main').innerText();
  const tappedAt = performance.now();
  await tap(device.providerDeviceId);
  await isIn(id, 'approved');
  const bookedMs = performance.now() - tappedAt;
  await page.waitForFunction((text) => document.querySelector('main')?.innerText !== text, before, {
    timeout: 5_000,
  });
  check(
    true,
    `a sale started on portal 1 was booked ${Math.round(bookedMs)} ms after the tap and seen in a third tab without a reload`,
  );
  const calls = frontLog(directory).filter((line) => line.includes('/api/callbacks/'));
  check(
    calls.length > 0 && calls.every((line) => line.includes(`"->${portals[1]}"`)),
    `its result was called back on portal 2 (${calls.length} callback)`,
  );
}

/** Every process is restarted while sales are open on all terminals, customers pay meanwhile, and people look at pages. */
async function rolling({ devices, crew, front, interpay, sql }: WideWorld, manager: Visitor): Promise<void> {
  const ids = new Map<string, string>();
  for (const device of devices) ids.set(device.providerDeviceId, await sell(manager, device.id, front.port));
  for (const id of ids.values()) await isIn(id, 'awaiting', 60_000);
  check(true, `${ids.size} sales are open on ${ids.size} terminals`);
  const visits = keepVisiting(manager);
  let isPaying = true;
  const paying = (async () => {
    // Spread over all restarts: the last few are paid after them.
    for (const [device, id] of ids) {
      if ((await stateOf(id)) === 'awaiting') await tap(device);
      if (isPaying) await delay(600);
    }
  })();
  for (const member of crew) {
    const took = await member.restart();
    say(`  ${member.name} ended in ${(took / 1_000).toFixed(1)} s and is back`);
  }
  isPaying = false;
  await paying;
  for (const id of ids.values()) await isIn(id, 'approved', 60_000);
  const { asked, refused, slowestMs } = await visits.stop();
  check(
    refused.length === 0,
    `${asked} pages were asked for meanwhile, ${refused.length} not answered with 200 (slowest ${slowestMs} ms)${refused.length > 0 ? `: ${refused.slice(0, 5).join(', ')}` : ''}`,
  );
  await compare(ids, { interpay, sql });
}

/** The provider's book against ours, sale by sale. */
async function compare(
  ids: Map<string, string>,
  { interpay, sql }: Pick<WideWorld, 'interpay' | 'sql'>,
): Promise<void> {
  const rows = await sql<
    { id: string; reference: string; amount: string; approvals: string; entries: string }[]
  >`
    select t.id, t.reference, t.amount_minor as amount,
      (select count(*) from audit_log a where a.merchant_id = t.merchant_id and a.object_id = t.id and a.action = 'sale.settled') as approvals,
      (select count(*) from transaction_events e where e.merchant_id = t.merchant_id and e.transaction_id = t.id and e.data->>'kind' = 'settled') as entries
    from transactions t where t.id = any (${[...ids.values()]})`;
  const book = Map.groupBy(interpay.book(), ({ requestId }) => requestId);
  const log = interpay.log().filter((one) => one.kind === 'request');
  const starts = Map.groupBy(
    log.filter(({ call }) => call === 'start'),
    ({ requestId }) => requestId,
  );
  const lost = rows.filter(
    ({ reference, amount }) => book.get(reference)?.[0]?.chargedMinor !== Number(amount),
  );
  const double = rows.filter(({ reference }) => book.get(reference)?.length !== 1);
  const sentAgain = rows.filter(({ reference }) => starts.get(reference)?.length !== 1);
  const appliedAgain = rows.filter(({ approvals, entries }) => approvals !== '1' || entries !== '1');
  check(
    rows.length === ids.size && lost.length === 0,
    `${lost.length} of ${ids.size} results lost: each is charged at the provider as it is in our books`,
  );
  check(
    double.length === 0 && sentAgain.length === 0,
    `${double.length} double charges, ${sentAgain.length} sent more than once: each job was done once`,
  );
  check(appliedAgain.length === 0, `${appliedAgain.length} applied more than once, in timeline and audit`);
}

/** Somebody who looks at the list all the time, over a connection of its own each time. */
function keepVisiting(manager: Visitor) {
  let isOver = false;
  let asked = 0;
  let slowestMs = 0;
  const refused: string[] = [];
  const going = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      asked += 1;
      const answer = await fetch(`${world.url}/${mapleBakery.slug}/transactions`, {
        headers: { cookie: manager.cookie ?? '' },
        redirect: 'manual',
      }).catch((error: unknown) => ({ status: String(error), text: async () => '' }));
      await answer.text().catch(() => refused.push('cut'));
      if (answer.status !== 200) refused.push(String(answer.status));
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - startedAt));
      await delay(100);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await going;
      return { asked, refused, slowestMs };
    },
  };
}

/** Sales on all terminals of iyzico at once, taken up by both workers: each account signs in once. */
async function logins({ sql, iyzico }: WideWorld): Promise<void> {
  const context = await browser.newContext({ baseURL: world.url });
  const page = await context.newPage();
  await enter(page, 'manager');
  const manager: Visitor = { cookie: cookieHeader(await context.cookies()) };
  const devices = await sql<{ id: string; connection: string }[]>`
    select d.id, d.connection_id as connection from devices d join connections c on c.merchant_id = d.merchant_id and c.id = d.connection_id
    where d.merchant_id = ${kahveDuragi.id} and c.provider = 'iyzico' and c.settings->>'model' = '509'`;
  const before = iyzico.log().length;
  const slug = kahveDuragi.slug;
  const started = await Promise.all(
    devices.map(({ id: deviceId }) =>
      callAction(
        manager,
        {
          action: 'startSaleAction',
          page: `/${slug}/transactions`,
          merchant: slug,
          fields: {
            intentKey: randomUUID(),
            deviceId,
            currency: 'TRY',
            amount: '7.50',
            installmentCount: '1',
          },
        },
        { origin: world.url },
      ),
    ),
  );
  const begun = started.filter(({ state }) => state?.status === 'done').length;
  await waitFor(
    async () =>
      iyzico
        .log()
        .slice(before)
        .filter(({ transactionReferenceId }) => transactionReferenceId).length >= begun,
    'every sale to reach the provider',
  );
  const codes = iyzico
    .log()
    .slice(before)
    .filter(({ path: at }) => /oauth2\/authorize/.test(at));
  const perClient = Map.groupBy(codes, ({ clientId, path: at }) => `${clientId} ${at}`);
  const most = Math.max(...[...perClient.values()].map((calls) => calls.length));
  check(
    begun === devices.length && most === 1,
    `${begun} sales at once on ${devices.length} terminals of ${new Set(devices.map((one) => one.connection)).size} account(s): each step of a sign-in was done ${most} time(s) per account`,
  );
}

/** Signs in; the first page of a process that has just started takes its time. */
async function enter(page: Page, who: 'montrealManager' | 'manager'): Promise<void> {
  page.setDefaultTimeout(90_000);
  await signInByHand(page, who);
}

/** What the processes complained of. */
function complaints(directory: string): string[] {
  return ['portal-1', 'portal-2', 'worker-1', 'worker-2'].flatMap((name) =>
    readFileSync(path.join(directory, 'logs', `${name}.log`), 'utf8')
      .split('\n')
      .filter((line) => /"level":(?:40|50|60)|Error/.test(line))
      .slice(0, 8)
      .map((line) => `${name}: ${line.slice(0, 400)}`),
  );
}
