import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { addressTries } from '#db/schema/address-tries.ts';
import { findPerson } from '#server/auth/authorise.ts';
import { giveFactor } from '#server/auth/give-factor.ts';
import { authOptions } from '#server/auth/next-auth.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { REMEMBERED_MS } from '#server/auth/slow-down.ts';
import { isSlowed, tryFrom } from '#server/auth/try-from.ts';
import { err, ok } from '#server/kernel/result.ts';
import { choosePassword } from '#server/people/reset-password.ts';
import { keepRetention } from '#server/privacy/keep-retention.ts';
import { overwriteForwarded } from '#server/runtime/overwrite-forwarded.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { createTenants, PASSWORD, type Tenants } from '#tests/support/tenants.ts';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await createTenants();
});
afterAll(() => tenants.close());

let drawn = 0;
/** An address nobody came from yet. */
const newAddress = () => `203.0.113.${++drawn}`;
const SLOWED = (minutes: number) => ({ ok: false, error: { kind: 'slowed', minutes } });

function enterFrom(
  address: string,
  email: string,
  { password = PASSWORD, runtime = tenants.runtime }: { password?: string; runtime?: Runtime } = {},
) {
  return tryFrom(
    runtime,
    address,
    () => signIn(runtime, { email, password }, { refuseAfterMs: 0 }),
    (tried) => !tried.ok,
  );
}

/** Wrong tries of whatever, without the work of a real one. */
async function guess(address: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++)
    expect(
      await tryFrom(
        tenants.runtime,
        address,
        async () => err('wrong'),
        () => true,
      ),
    ).toEqual(err('wrong'));
}

describe('who tries wrongly from one address over many accounts', () => {
  test('waits after twenty, with the right password too, and is heard again when the wait is over', async () => {
    const [address, person] = [newAddress(), await tenants.person({ alfa: 'manager' })];
    await guess(address, 21);
    expect(await enterFrom(address, person.email)).toEqual(SLOWED(1));
    tenants.clock.advance(59_000);
    expect(await enterFrom(address, person.email)).toEqual(SLOWED(1));
    tenants.clock.advance(1_000);
    expect(await enterFrom(address, person.email)).toMatchObject({ ok: true });
    await guess(address, 1);
    expect(await enterFrom(address, person.email)).toEqual(SLOWED(2));
  });

  test('keeps nobody out who comes from elsewhere, and nobody who is in', async () => {
    const [address, person] = [newAddress(), await tenants.person({ alfa: 'manager' })];
    const session = await tenants.signIn(person);
    await guess(address, 21);
    expect(await enterFrom(newAddress(), person.email)).toMatchObject({ ok: true });
    expect(await findPerson(tenants.runtime, session)).toMatchObject({ person: { id: person.id } });
  });

  test('is told the same whether somebody has the account or nobody', async () => {
    const [one, other] = [newAddress(), newAddress()];
    const person = await tenants.person({ alfa: 'manager' });
    await guess(one, 15);
    await guess(other, 15);
    for (let n = 0; n < 8; n++) {
      const known = await enterFrom(one, person.email, { password: 'x' });
      expect(await enterFrom(other, 'nobody.at.all@test.example', { password: 'x' })).toEqual(known);
    }
  });

  test('is counted whatever is guessed: a password, a code, the address of a letter', async () => {
    const [address, person] = [newAddress(), await tenants.person({ alfa: 'manager' })];
    const half = await tenants.givePassword(person);
    await guess(address, 15);
    for (let n = 0; n < 3; n++)
      await tryFrom(
        tenants.runtime,
        address,
        () => giveFactor(tenants.runtime, half, { kind: 'totp', code: '000000' }),
        (tried) => !tried.ok,
      );
    const letter = () =>
      tryFrom(
        tenants.runtime,
        address,
        () => choosePassword(tenants.runtime, `${'0'.repeat(26)}${'A'.repeat(43)}`, PASSWORD),
        (tried) => !tried.ok,
      );
    for (let n = 0; n < 3; n++) expect(await letter()).toEqual({ ok: false, error: { kind: 'gone' } });
    expect(await letter()).toEqual(SLOWED(1));
    expect(await enterFrom(address, person.email)).toEqual(SLOWED(1));
  });

  test('gains nothing by trying a hundred at once, nor by asking another portal', async () => {
    const address = newAddress();
    const app = openDatabase(appUrl(), { maxConnections: 8, name: 'another portal' });
    const other = { ...tenants.runtime, db: app.db };
    let heard = 0;
    const tried = await Promise.all(
      Array.from({ length: 100 }, (_one, n) =>
        tryFrom(
          n % 2 ? other : tenants.runtime,
          address,
          async () => {
            heard += 1;
            await new Promise((resolve) => setTimeout(resolve, 50));
            return err('wrong');
          },
          () => true,
        ),
      ),
    );
    await app.close();
    expect(heard).toBe(21);
    expect(tried.filter((one) => !one.ok && isSlowed(one.error))).toHaveLength(79);
  });

  test('who is right as often as anybody likes is never slowed down, nor when the attempt breaks', async () => {
    const [address, person] = [newAddress(), await tenants.person({ alfa: 'manager' })];
    expect(await enterFrom(address, person.email)).toMatchObject({ ok: true });
    for (let n = 0; n < 25; n++) {
      expect(
        await tryFrom(
          tenants.runtime,
          address,
          async () => ok(n),
          ({ ok }) => !ok,
        ),
      ).toEqual(ok(n));
      const broken = tryFrom(
        tenants.runtime,
        address,
        () => Promise.reject(new Error('away')),
        () => true,
      );
      await expect(broken).rejects.toThrow('away');
    }
    expect(await enterFrom(address, person.email)).toMatchObject({ ok: true });
  });

  test('is known by no address, and forgotten within hours', async () => {
    const address = newAddress();
    await guess(address, 2);
    const rows = () => tenants.asOwner((db) => db.select().from(addressTries));
    expect(JSON.stringify(await rows())).not.toContain('203.0.113');
    expect((await rows()).length).toBeGreaterThan(0);
    tenants.clock.advance(REMEMBERED_MS + 1);
    await keepRetention(tenants.runtime);
    expect(await rows()).toEqual([]);
  });
});

describe('where a request came from', () => {
  test('is what the socket says, whatever a header claims, and with a trusted proxy what that one says', async () => {
    const server = createServer((request, response) => response.end(request.headers['x-forwarded-for']));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    const ask = async (forwarded: string) =>
      (
        await fetch(`http://127.0.0.1:${port}`, {
          headers: forwarded ? { 'x-forwarded-for': forwarded } : {},
        })
      ).text();
    try {
      const without = overwriteForwarded(0);
      expect(await ask('')).toBe('127.0.0.1');
      expect(await ask('198.51.100.1, 198.51.100.2')).toBe('127.0.0.1');
      without();
      const withOne = overwriteForwarded(1);
      expect(await ask('198.51.100.1, 198.51.100.2')).toBe('198.51.100.2');
      withOne();
    } finally {
      server.close();
    }
  });

  test('is what a sign-in through the framework is counted by', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const [provider] = authOptions(tenants.runtime).providers;
    const address = newAddress();
    const enter = (password: string, from: string) =>
      (provider as unknown as { authorize: (given: object, request: object) => Promise<unknown> }).authorize(
        { email: person.email, password },
        { headers: { 'x-forwarded-for': from, 'user-agent': 'Firefox' } },
      );
    await guess(address, 20);
    expect(await enter('x', address)).toBeNull();
    await expect(enter(PASSWORD, address)).rejects.toThrow('slowed 1');
    expect(await enter(PASSWORD, newAddress())).toMatchObject({ id: person.id });
  });
});

test('everywhere somebody without a session may try something secret, it is slowed down', () => {
  const TRIED = /\b(?:signIn|giveFactor|join|choosePassword|requestReset)\(runtime,/g;
  const doors = ['app', 'server/auth']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
    )
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
    .map((file) => ({ file, source: readFileSync(file, 'utf8') }))
    .filter(({ source }) => TRIED.test(source));
  expect(doors.map(({ file }) => file).sort()).toEqual([
    'app/(auth)/actions.ts',
    'app/(auth)/signin/actions.ts',
    'server/auth/next-auth.ts',
  ]);
  for (const { file, source } of doors)
    expect(source.match(/\btryFrom[<(]/g)?.length, file).toBe(source.match(TRIED)?.length);
});

function appUrl(): string {
  const url = tenants.runtime.config.database?.url;
  if (!url) throw new Error('The tests have a database of their own');
  return url;
}
