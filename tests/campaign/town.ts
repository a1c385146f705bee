import { openDatabase } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { SealingKey } from '#server/config/config.ts';
import type { DeviceId, MerchantId, UserId } from '#server/kernel/ids.ts';
import { seal } from '#server/terminals/seal.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { type MerchantRow, makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import type { GatewayClient } from '#tests/gateways/iyzico/settings.ts';
import type { Somebody } from './calls.ts';
import type { History } from './plan.ts';

/** The device a history is lived on, and who stands there. */
export type Till = {
  merchantId: MerchantId;
  deviceId: DeviceId;
  providerDeviceId: string;
  model: History['model'];
  manager: Somebody;
  accountant: Somebody;
};

/** All merchants with their devices, here and at the provider. */
export type Town = { merchants: MerchantRow[]; tills: Till[] };

const DEVICES_OF_A_MERCHANT = 50;
const DEVICES_OF_A_CONNECTION = 4;

/** Who may log in at the sandbox, with which devices: up to four devices of one model share a login. */
export function clientsOf(histories: readonly History[]): GatewayClient[] {
  return groupsOf(histories).map((group) => {
    const name = `${group.merchant}-${group.histories[0]?.number}`;
    return {
      clientId: `client-${name}`,
      clientSecret: `secret-${name}`,
      username: `user-${name}`,
      password: `password-${name}`,
      model: group.model,
      devices: group.histories.map(({ number }) => ({
        deviceUniqueId: providerIdOf(number),
        label: `Kasa ${number}`,
        mode: 'auto' as const,
      })),
    };
  });
}

/** Writes down merchants, people, connections and devices; the tills come in the order of the histories. */
export async function plantTown(
  ownerUrl: string,
  histories: readonly History[],
  at: { sandboxUrl: string; sealingKeys: readonly [SealingKey, ...SealingKey[]] },
): Promise<Town> {
  const { db, close } = openDatabase(ownerUrl, { maxConnections: 1, name: 'campaign-planting' });
  const merchants: MerchantRow[] = [];
  const people: Record<Extract<Role, 'manager' | 'accountant'>, UserId>[] = [];
  const tills: Till[] = [];
  const clients = clientsOf(histories);
  try {
    for (const [at_, group] of groupsOf(histories).entries()) {
      const merchant = merchants[group.merchant] ?? (await makeMerchant(db));
      merchants[group.merchant] = merchant;
      const staff = people[group.merchant] ?? {
        manager: (await makePerson(db, merchant.id, 'manager')).id,
        accountant: (await makePerson(db, merchant.id, 'accountant')).id,
      };
      people[group.merchant] = staff;
      const { devices: _devices, model, ...credentials } = clients[at_] ?? missing();
      const merchantId = merchant.id;
      const connectionId = ids.next('connection');
      const binding = { merchantId, provider: 'iyzico' as const, field: 'credentials' as const };
      await db.insert(connections).values({
        merchantId,
        id: connectionId,
        provider: 'iyzico',
        environment: 'sandbox',
        label: `iyzico ${model}`,
        baseUrl: at.sandboxUrl,
        settings: { model },
        sealedCredentials: seal(at.sealingKeys, binding, JSON.stringify(credentials)),
        createdAt: new Date(),
      });
      for (const { number } of group.histories) {
        const providerDeviceId = providerIdOf(number);
        const label = `Kasa ${number}`;
        const device = await makeDevice(db, merchantId, { connectionId, providerDeviceId, label });
        tills[number] = {
          merchantId,
          deviceId: device.id,
          providerDeviceId,
          model,
          manager: { merchantId, userId: staff.manager, role: 'manager' },
          accountant: { merchantId, userId: staff.accountant, role: 'accountant' },
        };
      }
    }
  } finally {
    await close();
  }
  return { merchants, tills };
}

type Group = { merchant: number; model: History['model']; histories: History[] };

/** Histories that share a merchant, a model and a login. At least two merchants, so that each could disturb another. */
function groupsOf(histories: readonly History[]): Group[] {
  const merchantCount = Math.max(2, Math.ceil(histories.length / DEVICES_OF_A_MERCHANT));
  const groups: Group[] = [];
  for (const history of histories) {
    const merchant = history.number % merchantCount;
    const fits = (group: Group) =>
      group.merchant === merchant &&
      group.model === history.model &&
      group.histories.length < DEVICES_OF_A_CONNECTION;
    const group = groups.find(fits);
    if (group) group.histories.push(history);
    else groups.push({ merchant, model: history.model, histories: [history] });
  }
  return groups;
}

function providerIdOf(number: number): string {
  return `C${String(number).padStart(5, '0')}`;
}

function missing(): never {
  throw new Error('A connection has no client');
}
