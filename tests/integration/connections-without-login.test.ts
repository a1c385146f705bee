import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { findConnection } from '#db/queries/connections.ts';
import { connections } from '#db/schema/connections.ts';
import { listConnections } from '#server/terminals/list-connections.ts';
import { recordExchanges } from '#server/terminals/record-exchanges.ts';
import { seal } from '#server/terminals/seal.ts';
import { testConnection } from '#server/terminals/test-connection.ts';
import { type ByHand, createByHand, SAID } from '#tests/support/by-hand.ts';
import { CREDENTIALS } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';

let hand: ByHand;
let provider: ToldProvider;

beforeAll(async () => {
  [hand, provider] = await Promise.all([
    createByHand({ OUTGOING_HOSTS: '127.0.0.1', LOG_LEVEL: 'silent' }),
    startToldProvider(),
  ]);
});
beforeEach(async () => {
  provider.arrived.length = 0;
  const merchantId = admin().merchant.id;
  const place = { merchantId, provider: 'interpay', field: 'credentials' } as const;
  await inScope(hand.world.running.runtime.db, { merchantId }, (tx) =>
    tx
      .update(connections)
      .set({
        provider: 'interpay',
        baseUrl: provider.url,
        settings: { fallbackEmail: 'till@rink.example', currency: 'CAD', dynamicUrls: false },
        sealedCredentials: seal(hand.world.config.sealingKeys, place, JSON.stringify(CREDENTIALS)),
        ...{ sealedSession: null, lastUsedAt: null, lastRefusedAt: null, clockOffsetMs: null },
      })
      .where(and(eq(connections.merchantId, merchantId), eq(connections.label, 'iyzico 509'))),
  );
});
afterAll(async () => {
  await hand.world.close();
  await provider.close();
});

const admin = () => hand.world.as('admin', 'connections:test');

async function connection() {
  const { connections: all } = await listConnections(hand.world.as('manager', 'connections:see'));
  const found = all.find(({ label }) => label === 'iyzico 509');
  if (!found) throw new Error('no connection');
  return found;
}

async function tryIt(told: Told) {
  provider.onService = () => told;
  const tested = await testConnection(admin(), (await connection()).id);
  return tested.ok ? tested.value : tested.error;
}

test('its card shows where it leads and how it is set up, and nothing that is sealed', async () => {
  const shown = await connection();
  expect(shown).toMatchObject({
    provider: 'interpay',
    host: new URL(provider.url).host,
    account: {
      signsIn: false,
      secondHost: null,
      currency: 'CAD',
      resultsAt: 'fixed_address',
      canQuery: false,
      bankDay: { timeZone: 'America/Toronto', cutOff: '00:00' },
    },
    signedInUntil: null,
    troubles: [],
  });
  expect(JSON.stringify(shown)).not.toContain(CREDENTIALS.pass);
  const row = await admin().inTransaction((tx) => findConnection(tx, admin().merchant.id, shown.id));
  expect(row?.sealedSession).toBeNull();
});

test('a test puts the credentials to the provider, touches no device, and keeps no login', async () => {
  expect(await tryIt({ body: { CODE: '8340' } })).toEqual({ outcome: 'ok', signedInUntil: null });
  expect(provider.arrived).toHaveLength(1);
  expect(JSON.parse(provider.arrived[0]?.text ?? '')).toMatchObject({ TYPE: 'Q' });
  expect((await connection()).lastUsedAt).not.toBeNull();
});

test('a refusal stands with the connection until the provider accepts the credentials again', async () => {
  expect(await tryIt({ body: { CODE: '1001' } })).toEqual({ outcome: 'refused' });
  expect((await connection()).troubles).toMatchObject([{ kind: 'refused' }]);
  expect(await tryIt({ status: 500 })).toEqual({ outcome: 'silent' });
  expect((await connection()).troubles).toMatchObject([{ kind: 'refused' }]);
  expect(await tryIt({ body: { CODE: '8340' } })).toMatchObject({ outcome: 'ok' });
  expect((await connection()).troubles).toEqual([]);
});

test.each(['refused', 'accepted'] as const)(
  'so does what a terminal’s own request was told: %s',
  async (credentials) => {
    const before = credentials === 'refused' ? { CODE: '8340' } : { CODE: '1001' };
    await tryIt({ body: before });
    const ctx = hand.system();
    const said = { ...SAID, id: ctx.ids.next('exchange'), credentials };
    const operation = { id: 'txn_1', deviceId: hand.world.terminal };
    await ctx.inTransaction(async (tx) => {
      await recordExchanges(ctx, tx, operation, [said], null);
    });
    expect((await connection()).troubles.map(({ kind }) => kind)).toEqual(
      credentials === 'refused' ? ['refused'] : [],
    );
  },
);
