import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setUpPlan } from './plan.ts';

const plan = {
  slug: 'firin',
  name: 'Fırın',
  legalName: 'Fırın Gıda Ltd. Şti.',
  taxNumber: '1234567890',
  country: 'TR',
  timeZone: 'Europe/Istanbul',
  cutOff: '04:00',
  currency: 'TRY',
  locale: 'tr',
  branches: [{ name: 'Merkez', address: 'Kıbrıs Şehitleri Cad. 12', city: 'İzmir' }],
  people: [{ name: 'Ayşe Demir', email: 'ayse@firin.example', role: 'manager' }],
  connections: [],
};

/** What the product answers under `/<name>` itself; groups such as `(auth)` leave no trace in an address. */
function ownAddresses(directory = new URL('../../app/', import.meta.url)): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('['))
    .flatMap(({ name }) => (name.startsWith('(') ? ownAddresses(new URL(`${name}/`, directory)) : [name]));
}

test('a whole plan is taken', () => {
  expect(setUpPlan.safeParse(plan).success).toBe(true);
});

test('no merchant gets an address under which a page of the product already answers', () => {
  expect(ownAddresses()).toContain('signin');
  for (const slug of [...ownAddresses(), 'pay', 'r']) {
    expect(setUpPlan.safeParse({ ...plan, slug }).success, slug).toBe(false);
  }
});
