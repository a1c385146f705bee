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

const interpay = {
  provider: 'interpay',
  environment: 'live',
  label: 'Interpay',
  fallbackEmail: 'till@rink.example',
  credentials: { termId: 'T1E4S7T8', pass: 'secret' },
  devices: [],
};
const withAccount = (changes: object) =>
  setUpPlan.safeParse({ ...plan, connections: [{ ...interpay, ...changes }] });

test('an Interpay account needs its credentials and an address to fall back on; the rest has its usual value', () => {
  const [account] = withAccount({}).data?.connections ?? [];
  expect(account).toMatchObject({
    baseUrl: 'https://svra.interpaypos.com:1443/',
    secondaryUrl: 'https://svrb.interpaypos.com:1443/',
    currency: 'CAD',
    dynamicUrls: true,
    lookUp: false,
    timeZone: 'America/Toronto',
    cutOff: '00:00',
  });
});

test('a host of one’s own has no second one unless it is named too', () => {
  const own = { environment: 'sandbox', baseUrl: 'http://127.0.0.1:4100' };
  expect(withAccount(own).data?.connections[0]).toMatchObject({ secondaryUrl: null });
  const both = { ...own, secondaryUrl: 'http://127.0.0.1:4101' };
  expect(withAccount(both).data?.connections[0]).toMatchObject(both);
});

test.each([
  { environment: 'sandbox' },
  { baseUrl: 'ftp://svra.interpaypos.com' },
  { fallbackEmail: undefined },
  { fallbackEmail: "o'hara@rink.example" },
  { credentials: { termId: 'T1E4S7T8' } },
  { credentials: { termId: 'T 1', pass: 'secret' } },
  { credentials: { termId: 'T1E4S7T8', pass: 'x'.repeat(17) } },
  { credentials: { termId: 'T1E4S7T8', pass: 'secret', password: 'secret' } },
  { currency: 'XXX' },
  { cutOff: '25:00' },
  { timeZone: 'Mars/Olympus' },
  { model: '509' },
  { provider: 'stripe' },
])('an Interpay account with %j is refused', (changes) => {
  expect(withAccount(changes).success).toBe(false);
});
