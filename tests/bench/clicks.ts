import { rmSync } from 'node:fs';
import { chromium, type Locator, type Page } from '@playwright/test';
import postgres from 'postgres';
import { findChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { openNewSale } from '../support/new-sale.ts';
import { demoOwnerUrl, plantedVisitor } from '../support/planted-visitor.ts';
import { signInByHand } from '../support/signed-in.ts';
import { throwAwayPath } from '../support/throw-away.ts';
import { listen } from '../support/visitor.ts';
import { figuresOf } from './figures.ts';
import { type Line, plainLine } from './line.ts';

const ROUNDS = 20;
const DEVICE = 'P00201';
const DEVICE_LABEL = 'Giriş kasası';
/** Fewer than one account may have open; together the other open pages. */
const LISTENERS = {
  manager: 40,
  accountant: 40,
  support: 40,
  kadikoyManager: 40,
  besiktasManager: 39,
} as const;
const UNDER = 'the browser, the portal, the database and the provider on this machine';

/**
 * P7 and P8, through a browser on a demo world: how long after a click the provider has the first byte, and how long after its answer
 * is stored the page shows it, with 200 pages open: one that somebody looks at, and 199 that only hear what changes, as pages do that
 * nobody has touched for five minutes. P13: how long the demo takes to start a second time.
 */
export async function measureClicks(): Promise<Line[]> {
  const directory = throwAwayPath('bench-clicks');
  const demo = await startDemo('bench-clicks', { VEZNE_DATA: directory, VEZNE_THROW_AWAY: '' });
  try {
    const lines = await measureSales(demo).finally(demo.stop);
    const from = performance.now();
    const again = await demo.startAgain();
    const seconds = (performance.now() - from) / 1000;
    await again.stop();
    return [
      ...lines,
      plainLine({ mark: 'P13', job: 'second start of the demo', under: '' }, 's', seconds, 15),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureSales(demo: DemoProcess): Promise<Line[]> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--disable-gpu', '--no-sandbox'],
  });
  const sql = postgres(demoOwnerUrl(), { max: 1, onnotice: () => undefined });
  const open: { stop: () => void }[] = [];
  try {
    const page = await browser.newPage({ locale: 'en-GB', baseURL: demo.portalUrl });
    await signInByHand(page, 'manager');
    await page.getByRole('button', { name: 'New sale' }).waitFor();
    for (const [who, count] of Object.entries(LISTENERS)) {
      const visitor = await plantedVisitor(who as keyof typeof LISTENERS);
      for (let one = 0; one < count; one++) open.push(await listen(visitor));
    }
    const toWire: number[] = [];
    const toScreen: number[] = [];
    // The first round warms everything up and is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      const { wireMs, screenMs } = await measureSale(demo, page, sql);
      if (round === 0) continue;
      toWire.push(wireMs);
      toScreen.push(screenMs);
    }
    return [
      ...linesOf('P7', 'click on send to the first byte at the provider', toWire, [150, 300]),
      ...linesOf('P8', `answer stored to seen, ${open.length + 1} pages open`, toScreen, [200, 500]),
    ];
  } finally {
    for (const one of open) one.stop();
    await sql.end();
    await browser.close();
  }
}

function linesOf(mark: string, job: string, measured: number[], [median, slow]: [number, number]): Line[] {
  const figures = figuresOf(measured);
  return [
    plainLine({ mark, job: `${job}, median`, under: UNDER }, 'ms', figures.medianMs, median, { figures }),
    plainLine({ mark, job: `${job}, p95`, under: UNDER }, 'ms', figures.p95Ms, slow, { figures }),
  ];
}

async function measureSale(
  demo: DemoProcess,
  page: Page,
  sql: postgres.Sql,
): Promise<{ wireMs: number; screenMs: number }> {
  const before = (await readLog(demo)).length;
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: DEVICE_LABEL });
  await sheet.getByLabel('Amount', { exact: true }).fill('100');
  await sheet.getByRole('button', { name: 'Review' }).click();
  const clickedAt = await clickTimed(sheet.getByRole('button', { name: /^Send / }));
  const seen = page.evaluate(seenAt, 'section[data-state="approved"]');
  // Does on the drawn terminal what a person would, as soon as it waits for somebody; returns when it has answered.
  await control(demo, 'POST', `devices/${DEVICE}/act`, { action: 'tap', waitMs: 10_000 });
  const seenMs = await seen;
  const [stored] =
    await sql`select settled_at from transactions where state = 'approved' order by settled_at desc limit 1`;
  const request = (await readLog(demo)).slice(before).find((entry) => entry.path.endsWith('/payment'));
  if (!request || !stored) throw new Error('The provider received no payment');
  await page.keyboard.press('Escape');
  return {
    wireMs: new Date(request.at).getTime() - clickedAt,
    screenMs: seenMs - stored.settled_at.getTime(),
  };
}

/** Clicks in the page and tells when: what drives the browser has delays of its own. */
async function clickTimed(button: Locator): Promise<number> {
  await button.waitFor();
  return button.evaluate((element) => {
    const at = performance.timeOrigin + performance.now();
    (element as HTMLElement).click();
    return at;
  });
}

/** In the page: the first frame in which something is there. */
function seenAt(selector: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(selector)) resolve(performance.timeOrigin + performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

async function readLog(demo: DemoProcess): Promise<{ at: string; path: string }[]> {
  return (await control(demo, 'GET', 'log')) as { at: string; path: string }[];
}

async function control(
  { gatewayUrl }: DemoProcess,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${gatewayUrl}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}`);
  return answer.json();
}
