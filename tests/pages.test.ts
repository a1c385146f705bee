import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PLACES } from './support/pages.ts';

const APP = new URL('../app/', import.meta.url).pathname;

it('every page of a merchant is photographed and looked at for everybody: a new one stands in tests/support/pages.ts', async () => {
  const files = await readdir(APP, { recursive: true });
  const routes = files
    .filter((file) => file.endsWith('/page.tsx'))
    // What stands in parentheses is not in the address.
    .map((file) => file.replace(/\/page\.tsx$/, '').replace(/\/?\([^)]*\)/g, ''))
    .filter((file) => /^\/?\[merchant\]/.test(file))
    .map((file) => file.replace(/^\/?\[merchant\]/, ''));
  expect(routes.length).toBeGreaterThan(10);
  expect(PLACES.map(({ route }) => route).sort()).toEqual(routes.sort());
});
