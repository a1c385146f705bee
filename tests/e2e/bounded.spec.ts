import { expect, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { plantedVisitor } from '../support/planted-visitor.ts';
import { portalOrigin, type Visitor, visit } from '../support/visitor.ts';

// However much somebody sends or asks for, and however often.

const HOME = kahveDuragi.slug;
let manager: Visitor;

test.beforeAll(async () => {
  manager = await plantedVisitor('manager');
});

const post = (path: string, type: string, body: string) =>
  visit(manager, path, { method: 'POST', headers: { origin: portalOrigin(), 'content-type': type }, body });

test('a body is read to its limit and no further, wherever one is taken', async () => {
  const form = 'application/x-www-form-urlencoded';
  // Small enough to be on its way whole before the answer ends the connection.
  expect((await post('/api/auth/callback/credentials', form, `password=${'x'.repeat(30_000)}`)).status).toBe(
    413,
  );
  expect((await post(`/${HOME}/transactions`, form, 'x'.repeat(100_000))).status).toBe(413);
});

test('headers and addresses beyond all measure end a request, not the portal', async () => {
  for (const ask of [
    () => visit({ cookie: `vezne.session=${'x'.repeat(64_000)}` }, `/${HOME}`),
    () => visit(manager, `/${HOME}/transactions?q=${'x'.repeat(60_000)}`),
  ])
    expect([414, 431]).toContain((await ask()).status);
  expect((await visit({}, '/api/internal/health')).status).toBe(200);
});

test('a list shows no more than a page of itself, whatever is asked for', async () => {
  for (const limit of ['1000000000', '-1', '0', '1e9', 'NaN']) {
    const { status, text } = await visit(manager, `/${HOME}/transactions?limit=${limit}`);
    expect(status, limit).toBe(200);
    expect(new Set(text.match(/txn_\w{26}/g)).size, limit).toBeLessThanOrEqual(200);
  }
});

test('files are not made without end for one person', async () => {
  const statuses: number[] = [];
  for (let tries = 0; tries < 60 && !statuses.includes(429); tries += 1) {
    const { status, headers } = await visit(
      manager,
      `/api/files/audit/${HOME}?result=refused&action=sign_in`,
    );
    statuses.push(status);
    if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(statuses.at(-1)).toBe(429);
});
