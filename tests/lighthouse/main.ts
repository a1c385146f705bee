import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { chromiumInstallCommand, findChromium } from '../support/chromium.ts';
import { startDemo } from '../support/demo-process.ts';
import { openPlace, PLACES, type Place } from '../support/pages.ts';
import { plantedVisitor } from '../support/planted-visitor.ts';
import { freePort } from '../support/ports.ts';
import { type Audited, audit, BUDGETS, type Category, isMet } from './audit.ts';
import { INTERACTION_BUDGET_MS, measureInteractions } from './interactions.ts';

// `npm run lighthouse`: Lighthouse over every page of the demo, signed in, as on a desktop, and how long the list with 200 rows
// takes from a person's touch to the next paint; a table, and all of it as JSON in test-results/lighthouse. `-- --only /batches` takes
// the pages whose address begins so. Ends with 1 when a page is below its budget.

const RESULTS = 'test-results/lighthouse';
const { values: options } = parseArgs({ options: { only: { type: 'string', default: '' } } });

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error(`There is no Chromium; this installs one: ${chromiumInstallCommand()}`);
  say('Starting the demo …');
  const demo = await startDemo('lighthouse');
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-gpu', '--no-sandbox', `--remote-debugging-port=${port}`],
  });
  try {
    const audited: Audited[] = [];
    say(`${'performance'.padStart(12)}${'accessibility'.padStart(15)}${'best practices'.padStart(16)}  page`);
    for (const place of PLACES.filter(({ route }) => route.startsWith(options.only))) {
      const found = await addressOf(browser, demo.portalUrl, place);
      if (!found) continue;
      const one = await audit(port, { route: place.route || '/', ...found });
      audited.push(one);
      say(rowOf(one));
    }
    const { cookie = '' } = await plantedVisitor('manager');
    const context = await signedIn(browser, demo.portalUrl, cookie);
    const interactions = await measureInteractions(
      await context.newPage(),
      `${demo.portalUrl}/${kahveDuragi.slug}/transactions`,
    );
    const slowest = Math.max(...interactions.map(({ ms }) => ms));
    for (const { what, ms } of interactions) say(`${String(ms).padStart(8)} ms  ${what}, list with 200 rows`);
    mkdirSync(RESULTS, { recursive: true });
    const file = path.join(RESULTS, `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`);
    writeFileSync(file, `${JSON.stringify({ budgets: BUDGETS, audited, interactions }, null, 2)}\n`);
    const below = audited.filter((one) => !isMet(one));
    for (const { route, failing } of below) say(`✗ ${route}: ${failing.join('; ')}`);
    say(
      `${audited.length} pages, ${below.length} below their budget; slowest interaction ${slowest} ms (budget ${INTERACTION_BUDGET_MS} ms); written to ${file}`,
    );
    process.exitCode = below.length > 0 || slowest > INTERACTION_BUDGET_MS ? 1 : 0;
  } finally {
    await browser.close();
    await demo.stop();
  }
}

type Signed = { url: string; cookie: string };

/** Where a page is in the demo and who sees it; null where there is none to open. */
async function addressOf(browser: Browser, portalUrl: string, place: Place): Promise<Signed | null> {
  const { cookie = '' } = await plantedVisitor(place.isForAdmin ? 'admin' : 'manager');
  const context = await signedIn(browser, portalUrl, cookie);
  try {
    const page: Page = await context.newPage();
    const isThere = await openPlace(page, kahveDuragi.slug, place);
    return isThere ? { url: page.url(), cookie } : null;
  } finally {
    await context.close();
  }
}

async function signedIn(browser: Browser, baseURL: string, cookie: string) {
  const context = await browser.newContext({ baseURL, locale: 'en-GB' });
  await context.addCookies(
    cookie.split('; ').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return { name, value: value.join('='), url: baseURL };
    }),
  );
  return context;
}

function rowOf({ route, scores }: Audited): string {
  const of = (category: Category, width: number) => {
    const score = scores[category];
    return `${score}${score < BUDGETS[category] ? ' ✗' : ''}`.padStart(width);
  };
  return `${of('performance', 12)}${of('accessibility', 15)}${of('best-practices', 16)}  ${route}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
