import { expect, type Page, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { signIn } from '../support/signed-in.ts';
import { portalOrigin } from '../support/visitor.ts';
import { budgetOf, HTML } from '../weight/budgets.ts';
import { weighPages } from '../weight/weigh.ts';

const LIST = '/[merchant]/transactions';

type Fetched = { url: string; kind: string; bytes: number };

test('a browser that knows nothing yet fetches for a page what was weighed of it, and all of it from here', async ({
  page,
}) => {
  test.slow();
  // Somebody who starts nothing: what is on its way stands in the dock, which is loaded for it.
  await signIn(page, 'accountant');
  const weights = weighPages('.next');
  // A page whose requests are looked through has no cache.
  await page.route('**/*', (route) => route.continue());
  for (const route of [LIST, '/[merchant]', '/[merchant]/reports']) {
    const { html, fetched } = await fetchedFor(page, route.replace('[merchant]', kahveDuragi.slug));
    expect(fetched.filter(({ url }) => new URL(url).origin !== portalOrigin())).toEqual([]);

    const weight = weights.find((one) => one.route === route);
    // What the document does not name is fetched ahead, for pages that may be opened next.
    const scripts = fetched.filter(
      ({ kind, url }) => kind === 'script' && html.includes(new URL(url).pathname),
    );
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter(({ url }) => !weight?.files.some((file) => url.endsWith(file)))).toEqual([]);
    expect(sum(scripts)).toBeLessThanOrEqual(budgetOf(route).bytes);
    if (route === LIST) expect(sum(fetched.filter(({ kind }) => kind === 'document'))).toBeLessThan(HTML);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

/** The document, and what the browser fetches until the page has loaded, as it travels. */
async function fetchedFor(page: Page, path: string): Promise<{ html: string; fetched: Fetched[] }> {
  const seen: Promise<Fetched>[] = [];
  page.removeAllListeners('response');
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
  const document = await page.goto(path);
  // What comes later is fetched ahead for other pages, and may still be on its way when the test ends.
  page.removeAllListeners('response');
  return { html: (await document?.text()) ?? '', fetched: await Promise.all(seen) };
}

function sum(fetched: readonly Fetched[]): number {
  return fetched.reduce((total, { bytes }) => total + bytes, 0);
}
