import { eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { memberships } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import type { Context } from '#server/auth/context.ts';
import { createContext } from '#server/auth/create-context.ts';
import { allows, type Permission } from '#server/auth/permissions.ts';
import type { ConnectionId, UserId } from '#server/kernel/ids.ts';
import { ids } from '#tests/factories/ids.ts';
import { type IyzicoGateway, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { createWorld, type World } from './world.ts';

/** What the provider of an `AccountWorld` takes. */
export const GOOD_CREDENTIALS = {
  clientId: 'client-509',
  clientSecret: 'secret-509',
  username: 'user-509',
  password: 'password-509',
};

/** A world whose terminal is driven through a provider of its own, which may be told what is wrong, and two administrators. */
export type AccountWorld = {
  world: World;
  provider: IyzicoGateway;
  /** The database as its owner sees it. */
  owner: ReturnType<typeof openDatabase>;
  /** The account that drives `world.terminal`. */
  connectionId: ConnectionId;
  second: UserId;
  /** A context of the second administrator. */
  asSecond<P extends Permission>(permission: P): Context<P>;
  close(): Promise<void>;
};

/** Builds one on a database of its own. */
export async function createAccountWorld(): Promise<AccountWorld> {
  const provider = await startIyzicoGateway({
    port: 0,
    settings: { latencyMs: 1, deviceWaitMs: 400 },
    clients: [
      {
        ...GOOD_CREDENTIALS,
        model: '509',
        devices: [{ deviceUniqueId: 'T00001', label: 'Kasa 509', mode: 'auto' }],
      },
    ],
  });
  const world = await createWorld({
    env: { LOG_LEVEL: 'silent', OUTGOING_HOSTS: `${new URL(provider.url).host},127.0.0.1` },
  });
  const owner = openDatabase(world.ownerUrl, { maxConnections: 1, name: 'planting' });
  const [row] = await owner.db
    .select({ id: devices.connectionId })
    .from(devices)
    .where(eq(devices.id, world.terminal));
  if (!row) throw new Error('No connection');
  await owner.db.update(connections).set({ baseUrl: provider.url }).where(eq(connections.id, row.id));
  const second = ids.next('user');
  const createdAt = new Date();
  await owner.db.insert(users).values({
    ...{ id: second, email: 'second@test.example', name: 'Second', passwordHash: '-' },
    ...{ locale: 'tr', createdAt },
  });
  await owner.db
    .insert(memberships)
    .values({ merchantId: world.merchant.id, userId: second, role: 'admin', createdAt });
  return {
    ...{ world, provider, owner, connectionId: row.id, second },
    asSecond: (permission) => {
      if (!allows('admin', permission)) throw new Error(`An administrator may not ${permission}`);
      const actor = {
        ...{ kind: 'user' as const, id: second, name: 'Second', role: 'admin' as const },
        ...{ locale: 'tr' as const, branchIds: null, factorAt: new Date() },
      };
      return createContext(world.running.runtime, world.merchant, actor, permission);
    },
    close: async () => {
      await owner.close();
      await world.close();
      await provider.close();
    },
  };
}
