import { chromium, type Page } from '@playwright/test';
import { DEMO_PASSWORD, demoPeople } from '#db/seeds/demo-world.ts';
import { findChromium } from '../support/chromium.ts';
import { startDemo } from '../support/demo-process.ts';
import { figuresOf } from './figures.ts';
import { memoryOf } from './memory.ts';

/** `npm run bench`: what a cashier waits for, measured through the browser on a demo world of its own. */
const SALES = 20;
const DEVICE = 'P00201';
const DEVICE_LABEL = 'Giriş kasası';

const demo = await startDemo('bench');
try {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--disable-gpu', '--no-sandbox'],
  });
  const page = await browser.newPage({ locale: 'en-GB', baseURL: demo.portalUrl });
  await signIn(page);
  await setDevice({ mode: 'auto' });
  const idleMegabytes = memoryOf(demo.process.pid ?? 0, 'next-server');
  await measureSale(page);
  const clickToWire: number[] = [];
  const clickToResult: number[] = [];
  for (let round = 0; round < SALES; round++) {
    const measured = await measureSale(page);
    clickToWire.push(measured.wireMs);
    clickToResult.push(measured.resultMs);
  }
  await browser.close();
  report(
    'click on send → first byte at the provider',
    figuresOf(clickToWire),
    'budget: median 150 ms, p95 300 ms',
  );
  report('click on send → result on the screen (device answers in 50 ms)', figuresOf(clickToResult), '');
  process.stdout.write(`portal idle: ${idleMegabytes} MB resident (budget 350 MB)\n`);
} finally {
  await demo.stop();
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/signin');
  await page.getByLabel('E-mail').fill(demoPeople.manager.email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'New sale' }).waitFor();
}

async function measureSale(page: Page): Promise<{ wireMs: number; resultMs: number }> {
  const before = (await readLog()).length;
  await page.getByRole('button', { name: 'New sale' }).first().click();
  await page.getByLabel('Terminal', { exact: true }).selectOption({ label: DEVICE_LABEL });
  await page.getByLabel('Amount', { exact: true }).fill('100');
  await page.getByRole('button', { name: 'Review' }).click();
  const send = page.getByRole('button', { name: /^Send / });
  await send.waitFor();
  // The click itself is timed in the page: what drives the browser has delays of its own.
  const clickedAt = await send.evaluate((button) => {
    const at = performance.timeOrigin + performance.now();
    (button as HTMLElement).click();
    return at;
  });
  await page.locator('section[data-state="approved"]').waitFor();
  const resultMs = Date.now() - clickedAt;
  const request = (await readLog()).slice(before).find((entry) => entry.path.endsWith('/payment'));
  if (!request) throw new Error('The provider received no payment');
  await page.keyboard.press('Escape');
  return { wireMs: new Date(request.at).getTime() - clickedAt, resultMs };
}

async function readLog(): Promise<{ at: string; path: string }[]> {
  const answer = await fetch(`${demo.gatewayUrl}/_sandbox/log`);
  const body = (await answer.json()) as
    | { requests?: { at: string; path: string }[] }
    | { at: string; path: string }[];
  return Array.isArray(body) ? body : (body.requests ?? []);
}

async function setDevice(settings: object): Promise<void> {
  const answer = await fetch(`${demo.gatewayUrl}/_sandbox/devices/${DEVICE}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}`);
}

function report(what: string, figures: ReturnType<typeof figuresOf>, budget: string): void {
  process.stdout.write(
    `${what}: median ${figures.medianMs} ms, p95 ${figures.p95Ms} ms, n=${figures.count}${budget && ` (${budget})`}\n`,
  );
}
