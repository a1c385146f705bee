import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { demoPeople } from '#db/seeds/demo-world.ts';
import { LOCALE_COOKIE, type Locale } from '#server/kernel/locale.ts';
import { chromiumInstallCommand, findChromium } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { OWN_PAGE, openPlace, PLACES } from '../support/pages.ts';
import { signInByHand } from '../support/signed-in.ts';

// `npm run screenshots`: every page of the demo as people see it, into `.screenshots/`. `-- --only /pictures` takes those whose
// route begins so. Ends with 1 when a page does not answer.

const DIRECTORY = '.screenshots';

type Who = keyof typeof demoPeople;
/** Who looks at which merchant, in which language, on what. */
type Shoot = {
  name: string;
  who: Who;
  merchant: string;
  locale: Locale;
  width: number;
  height: number;
  isDark?: boolean;
  /** Only these; all unless said. */
  routes?: readonly string[];
};

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 780 };
const TURKISH = { who: 'manager', merchant: 'kahve-duragi', locale: 'tr' } as const;
const FRENCH = { who: 'montrealManager', merchant: 'maple-bakery', locale: 'fr' } as const;

const OF_ADMINS = PLACES.flatMap(({ route, isForAdmin }) => (isForAdmin ? [route] : []));

const SHOOTS: readonly Shoot[] = [
  { name: 'desktop', ...TURKISH, ...DESKTOP },
  { name: 'phone', ...TURKISH, ...PHONE },
  { name: 'dark', ...TURKISH, ...DESKTOP, isDark: true },
  { name: 'phone-dark', ...TURKISH, ...PHONE, isDark: true, routes: ['', '/transactions', '/pictures'] },
  { name: 'french', ...FRENCH, ...DESKTOP },
  { name: 'french-phone', ...FRENCH, ...PHONE },
  {
    name: 'english',
    ...TURKISH,
    locale: 'en',
    ...DESKTOP,
    routes: ['', '/transactions', '/end-of-day', '/pictures'],
  },
  ...(['accountant', 'support', 'admin'] as const).map(
    (who): Shoot => ({ name: `home-${who}`, ...TURKISH, who, ...DESKTOP, routes: [''] }),
  ),
  { name: 'admin', ...TURKISH, who: 'admin', ...DESKTOP, routes: OF_ADMINS },
  { name: 'admin-dark', ...TURKISH, who: 'admin', ...DESKTOP, isDark: true, routes: OF_ADMINS },
  { name: 'admin-phone', ...TURKISH, who: 'admin', ...PHONE, routes: OF_ADMINS },
  { name: 'home-support-phone', ...TURKISH, who: 'support', ...PHONE, routes: [''] },
];

const { values: options } = parseArgs({ options: { only: { type: 'string' }, shoot: { type: 'string' } } });

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error(`There is no Chromium; this installs one: ${chromiumInstallCommand()}`);
  say('Starting the demo …');
  const demo = await startDemo('screenshots');
  try {
    const browser = await chromium.launch({ executablePath, args: ['--disable-gpu', '--no-sandbox'] });
    const failed: string[] = [];
    for (const shoot of SHOOTS.filter(({ name }) => !options.shoot || name === options.shoot)) {
      rmSync(path.join(DIRECTORY, shoot.name), { recursive: true, force: true });
      failed.push(...(await take(browser, demo, shoot)));
    }
    await browser.close();
    for (const one of failed) say(`✗ ${one}`);
    process.exitCode = failed.length > 0 ? 1 : 0;
  } finally {
    await demo.stop();
  }
}

/** Takes the pictures of one shoot; what did not answer, in words. */
async function take(browser: Browser, demo: DemoProcess, shoot: Shoot): Promise<string[]> {
  const { name, who, merchant, locale, width, height, isDark } = shoot;
  const context = await browser.newContext({
    baseURL: demo.portalUrl,
    viewport: { width, height },
    deviceScaleFactor: 1,
    colorScheme: isDark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale,
  });
  await context.addCookies([{ name: LOCALE_COOKIE, value: locale, url: demo.portalUrl }]);
  const page = await context.newPage();
  await signInByHand(page, who, locale);
  const failed: string[] = [];
  let taken = 0;
  const wanted = PLACES.filter(({ route, isOnline, isForAdmin }) => {
    if (isForAdmin && who !== 'admin') return false;
    const isHere = !isOnline || merchant === TURKISH.merchant;
    return isHere && (!shoot.routes || shoot.routes.includes(route)) && route.startsWith(options.only ?? '');
  });
  for (const place of wanted) {
    try {
      if (!(await openPlace(page, merchant, place))) continue;
      taken += 1;
      await takeWhole(page, shoot, fileOf(name, place.route));
    } catch (error) {
      failed.push(
        `${name} ${place.route || '/'}: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
      );
    }
  }
  if (!shoot.routes && !options.only) {
    await page.goto(OWN_PAGE);
    await takeWhole(page, shoot, fileOf(name, OWN_PAGE));
    taken += 1;
  }
  say(`✓ ${path.join(DIRECTORY, name)}: ${taken} pages`);
  await context.close();
  return failed;
}

/** The page in a window as high as it is, so that what sticks to the window stands where it belongs. */
async function takeWhole(page: Page, { width, height }: Shoot, file: string): Promise<void> {
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), 12_000) });
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.setViewportSize({ width, height });
}

function fileOf(shoot: string, route: string): string {
  const directory = path.join(DIRECTORY, shoot);
  mkdirSync(directory, { recursive: true });
  const name = route.replace(/[[\]]/g, '').replace(/^\//, '').replaceAll('/', '-') || 'home';
  return path.join(directory, `${name}.png`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
