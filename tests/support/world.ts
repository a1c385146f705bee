import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { inScope, openDatabase } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import type { Context } from '#server/auth/context.ts';
import { createContext } from '#server/auth/create-context.ts';
import { allows, type Permission } from '#server/auth/permissions.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { type BranchId, createIdSource, type DeviceId, type UserId } from '#server/kernel/ids.ts';
import type { Log } from '#server/runtime/log.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import { seal } from '#server/terminals/seal.ts';
import { type IyzicoGateway, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { watchWire } from '#tests/wire/watch.ts';
import { createTestDatabase } from './database.ts';
import { asideDirectories } from './throw-away.ts';

/** A merchant in Türkiye with one device of each fiscal mode, its people, the sandbox of its provider and our process. */
export type World = {
  gateway: IyzicoGateway;
  config: Config;
  /** The environment our process was started with, to start another one. */
  env: Record<string, string>;
  running: Running;
  /** The database as its owner, who plants whatever a test needs. */
  ownerUrl: string;
  /** Its row, as contexts are made of it. */
  merchant: typeof merchants.$inferSelect;
  people: Record<Role, UserId>;
  /** A fiscal register (507) and a plain terminal (509). */
  register: DeviceId;
  terminal: DeviceId;
  /** Somebody with this role; limited to branches where some are named. */
  as<P extends Permission>(role: Role, permission: P, branchIds?: readonly BranchId[]): Context<P>;
  /** The one branch in which both devices stand at first. */
  branchId: BranchId;
  /** Tells the sandbox how a device behaves. */
  device(mode: '507' | '509', settings: object): Promise<void>;
  /** Does what a person at the drawn terminal does. */
  act(mode: '507' | '509', action: string): Promise<void>;
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** Ends everything, and fails when any request that reached the provider was not as its protocol says. */
  close(): Promise<void>;
};

const ids = createIdSource(() => new Date(), randomBytes);
const PROVIDER_DEVICE = { '507': 'P00001', '509': 'T00001' } as const;

/** Builds the world on a database of its own. Automatic devices answer at once; waits are short. */
export async function createWorld(
  settings: {
    mode?: 'auto' | 'manual';
    env?: Record<string, string>;
    runsWorker?: boolean;
    /** Where its log goes; left out: to standard output. */
    log?: Log;
    /** The way our process takes to its database, given the address. */
    reach?: (url: string) => string;
  } = {},
): Promise<World> {
  const database = await createTestDatabase();
  const mode = settings.mode ?? 'auto';
  const clients = clientsOf(mode);
  const watch = watchWire({ issuedTo: clients });
  const gateway = await startIyzicoGateway({
    port: 0,
    clients,
    onRequest: watch.see,
    settings: { latencyMs: 1, deviceWaitMs: 400 },
  });
  const env = {
    DATABASE_URL: settings.reach?.(database.appUrl) ?? database.appUrl,
    ...asideDirectories(),
    PUBLIC_URL: 'http://127.0.0.1:4300',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    OUTGOING_HOSTS: new URL(gateway.url).host,
    LOG_LEVEL: 'error',
    WAITING_WINDOW_SECONDS: '2',
    NOT_FOUND_GAP_SECONDS: '1',
    ...(settings.reach && { DATABASE_DIRECT_URL: database.appUrl }),
    ...settings.env,
  };
  const config = parseConfig(env);
  const running = await startRuntime(config, {
    runsWorker: settings.runsWorker ?? true,
    ...(settings.log && { log: settings.log }),
  });
  const planted = await plantMerchant(database.ownerUrl, config, gateway.url);
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${gateway.url}/_sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`The sandbox answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  return {
    gateway,
    config,
    env,
    running,
    ownerUrl: database.ownerUrl,
    ...planted,
    as: (role, permission, branchIds) => {
      if (!allows(role, permission)) throw new Error(`${role} may not ${permission}`);
      const actor = {
        kind: 'user' as const,
        id: planted.people[role],
        name: role,
        role,
        locale: 'tr' as const,
        branchIds: branchIds ?? null,
        factorAt: new Date(),
      };
      return createContext(running.runtime, planted.merchant, actor, permission);
    },
    device: async (which, change) =>
      void (await control('PUT', `/devices/${PROVIDER_DEVICE[which]}`, change)),
    act: async (which, action) =>
      void (await control('POST', `/devices/${PROVIDER_DEVICE[which]}/act`, { action, waitMs: 5000 })),
    control,
    close: async () => {
      await running.stop();
      await gateway.close();
      await database.drop();
      await rm(config.answersDirectory, { recursive: true, force: true });
      watch.expectRight();
    },
  };
}

function clientsOf(mode: 'auto' | 'manual') {
  return (['507', '509'] as const).map((model) => ({
    clientId: `client-${model}`,
    clientSecret: `secret-${model}`,
    username: `user-${model}`,
    password: `password-${model}`,
    model,
    devices: [{ deviceUniqueId: PROVIDER_DEVICE[model], label: `Kasa ${model}`, mode }],
  }));
}

async function plantMerchant(ownerUrl: string, config: Config, baseUrl: string) {
  const { db, close } = openDatabase(ownerUrl, { maxConnections: 1, name: 'planting' });
  const createdAt = new Date();
  const merchant = {
    id: ids.next('merchant'),
    slug: 'test-cafe',
    name: 'Test Cafe',
    legalName: 'Test Cafe Ltd. Şti.',
    taxNumber: '1234567890',
    country: 'TR',
    timeZone: 'Europe/Istanbul',
    cutOff: '04:00',
    currency: 'TRY' as const,
    locale: 'tr' as const,
    createdAt,
  };
  const merchantId = merchant.id;
  const branchId = ids.next('branch');
  const people = Object.fromEntries(
    (['support', 'accountant', 'manager', 'admin'] as const).map((role) => [role, ids.next('user')]),
  ) as Record<Role, UserId>;
  const [register, terminal] = [ids.next('device'), ids.next('device')];
  for (const [role, id] of Object.entries(people) as [Role, UserId][]) {
    await inScope(db, { userId: id }, (tx) =>
      tx.insert(users).values({
        id,
        email: `${role}@test.example`,
        name: role,
        passwordHash: '-',
        locale: 'tr',
        createdAt,
      }),
    );
  }
  await inScope(db, { merchantId }, async (tx) => {
    await tx.insert(merchants).values(merchant);
    await tx
      .insert(branches)
      .values({ merchantId, id: branchId, name: 'Merkez', address: 'Sokak 1', city: 'İstanbul' });
    for (const [role, userId] of Object.entries(people) as [Role, UserId][]) {
      await tx.insert(memberships).values({ merchantId, userId, role, createdAt });
    }
    for (const [model, id] of [
      ['507', register],
      ['509', terminal],
    ] as const) {
      const connectionId = ids.next('connection');
      const {
        devices: _devices,
        model: _model,
        ...credentials
      } = clientsOf('auto').find((client) => client.model === model) ?? { devices: [], model };
      await tx.insert(connections).values({
        merchantId,
        id: connectionId,
        provider: 'iyzico',
        environment: 'sandbox',
        label: `iyzico ${model}`,
        baseUrl,
        settings: { model },
        sealedCredentials: seal(
          config.sealingKeys,
          { merchantId, provider: 'iyzico', field: 'credentials' },
          JSON.stringify(credentials),
        ),
        createdAt,
      });
      await tx.insert(devices).values({
        merchantId,
        id,
        connectionId,
        branchId,
        providerDeviceId: PROVIDER_DEVICE[model],
        label: `Kasa ${model}`,
        createdAt,
      });
    }
  });
  await close();
  return { merchant, people, register, terminal, branchId };
}
