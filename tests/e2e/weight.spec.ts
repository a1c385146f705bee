import { expect, type Page, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { signIn } from '../support/signed-in.ts';
import { portalOrigin } from '../support/visitor.ts';
import { budgetOf } from '../weight/budgets.ts';
import { weighPages } from '../weight/weigh.ts';

/** The document of the transactions list as it travels, and as the browser has to read it. */
const HTML = { sent: 20_000, read: 100_000 };

type Fetched = { url: string; kind: string; bytes: number };

test('a browser that knows nothing yet fetches for the transactions list what was weighed, and all of it from here', async ({
  page,
}) => {
  await signIn(page, 'manager');
  const fetched = await fetchedFor(page, `/${kahveDuragi.slug}/transactions`);
  expect(fetched.filter(({ url }) => new URL(url).origin !== portalOrigin())).toEqual([]);

  const weighed = weighPages('.next').find(({ route }) => route === '/[merchant]/transactions');
  const scripts = fetched.filter(({ kind }) => kind === 'script');
  expect(scripts.length).toBeGreaterThan(5);
  const strangers = scripts.filter(({ url }) => !weighed?.files.some((file) => url.includes(file)));
  console.log(
    JSON.stringify(
      {
        strangers,
        sum: scripts.reduce((a, b) => a + b.bytes, 0),
        weighed: weighed?.scripts,
        missing: weighed?.files.filter((f) => !fetched.some((x) => x.url.includes(f))),
        docs: fetched.filter((f) => f.kind !== 'script'),
      },
      null,
      1,
    ),
  );
  expect(strangers).toEqual([]);
  expect(sum(scripts)).toBeLessThanOrEqual(budgetOf('/[merchant]/transactions').bytes);
  const html = await page.evaluate(async (href) => (await (await fetch(href)).text()).length, page.url());
  console.log(html);
  expect(html).toBeLessThanOrEqual(HTML.read);
});

/** What the browser fetches until the page has loaded, as it travels. */
async function fetchedFor(page: Page, path: string): Promise<Fetched[]> {
  const seen: Promise<Fetched>[] = [];
  // A page whose requests are looked through has no cache.
  await page.route('**/*', (route) => route.continue());
  page.on('response', (response) => {
    const request = response.request();
    seen.push(
      request.sizes().then(({ responseBodySize }) => ({
        url: response.url(),
        kind: request.resourceType(),
        bytes: responseBodySize,
      })),
    );
  });
  await page.goto(path);
  return Promise.all(seen);
}

function sum(fetched: readonly Fetched[]): number {
  return fetched.reduce((total, { bytes }) => total + bytes, 0);
}
