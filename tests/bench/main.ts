import { chromium, type Locator, type Page } from '@playwright/test';
import { findChromium } from '../support/chromium.ts';
import { startDemo } from '../support/demo-process.ts';
import { openNewSale } from '../support/new-sale.ts';
import { signInByHand } from '../support/signed-in.ts';
import { type Figures, figuresOf } from './figures.ts';
import { memoryOf } from './memory.ts';

// `npm run bench`: what a cashier waits for, measured through the browser on a demo world of its own. Everything shares
// this machine: the browser, the portal, the database and the provider's sandbox.

const ROUNDS = 20;
const DEVICE = 'P00201';
const DEVICE_LABEL = 'Giriş kasası';

const demo = await startDemo('bench');
try {
  await run();
} finally {
  await demo.stop();
}

async function run(): Promise<void> {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--disable-gpu', '--no-sandbox'],
  });
  const page = await browser.newPage({ locale: 'en-GB', baseURL: demo.portalUrl });
  await signIn(page);
  const idleMegabytes = memoryOf(demo.process.pid ?? 0, 'next-server');
  const toWire: number[] = [];
  const toScreen: number[] = [];
  // The first round warms everything up and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const measured = await measureSale(page);
    if (round === 0) continue;
    toWire.push(measured.wireMs);
    toScreen.push(measured.screenMs);
  }
  await browser.close();
  report(
    'click on send → first byte at the provider',
    figuresOf(toWire),
    'budget: median 150 ms, p95 300 ms',
  );
  report('tap answered by the terminal → approved on the screen', figuresOf(toScreen), 'budget: 1000 ms');
  process.stdout.write(`portal after sign-in: ${idleMegabytes} MB resident (budget 350 MB)\n`);
}

async function signIn(page: Page): Promise<void> {
  await signInByHand(page, 'manager');
  await page.getByRole('button', { name: 'New sale' }).waitFor();
}

async function measureSale(page: Page): Promise<{ wireMs: number; screenMs: number }> {
  const before = (await readLog()).length;
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: DEVICE_LABEL });
  await sheet.getByLabel('Amount', { exact: true }).fill('100');
  await sheet.getByRole('button', { name: 'Review' }).click();
  const clickedAt = await clickTimed(sheet.getByRole('button', { name: /^Send / }));
  await act('tap');
  const answeredAt = Date.now();
  // Looks at every frame; an assertion would look again after whole seconds only.
  await page.locator('section[data-state="approved"]').waitFor();
  const screenMs = Date.now() - answeredAt;
  const request = (await readLog()).slice(before).find((entry) => entry.path.endsWith('/payment'));
  if (!request) throw new Error('The provider received no payment');
  await page.keyboard.press('Escape');
  return { wireMs: new Date(request.at).getTime() - clickedAt, screenMs };
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

async function readLog(): Promise<{ at: string; path: string }[]> {
  return (await control('GET', 'log')) as { at: string; path: string }[];
}

/** Does on the drawn terminal what a person would, as soon as it waits for somebody; returns when it has answered. */
async function act(action: string): Promise<void> {
  await control('POST', `devices/${DEVICE}/act`, { action, waitMs: 10_000 });
}

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${demo.gatewayUrl}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}`);
  return answer.json();
}

function report(what: string, { medianMs, p95Ms, count }: Figures, budget: string): void {
  process.stdout.write(`${what}: median ${medianMs} ms, p95 ${p95Ms} ms, n=${count} (${budget})\n`);
}
