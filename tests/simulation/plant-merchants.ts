import type { Role } from '#db/schema/memberships.ts';
import type { merchants } from '#db/schema/merchants.ts';
import type { Config } from '#server/config/config.ts';
import { createIdSource, type DeviceId, type UserId } from '#server/kernel/ids.ts';
import { seal } from '#server/terminals/seal.ts';
import type { GatewayClient } from '#tests/gateways/iyzico/settings.ts';
import type { Row, Store } from './database/store.ts';
import type { Dice } from './random.ts';

/** A device of a merchant and its name at the provider. */
export type PlantedDevice = {
  id: DeviceId;
  providerDeviceId: string;
  model: '507' | '509';
  clientId: string;
};

/** A merchant and what it works with. */
export type PlantedMerchant = {
  row: typeof merchants.$inferSelect;
  devices: readonly PlantedDevice[];
  staff: readonly { id: UserId; role: Role }[];
};

export type People = readonly { id: UserId; role: Role; merchant: PlantedMerchant }[];

const ROLES = ['manager', 'manager', 'accountant', 'support'] as const satisfies Role[];

/** One or two merchants with one or two devices of each fiscal mode, their people, and their accounts at the provider. */
export function plantMerchants(store: Store, dice: Dice, config: Config, epoch: number) {
  const ids = createIdSource(
    () => new Date(epoch),
    (size) => dice.bytes(size),
  );
  const createdAt = new Date(epoch - 86_400_000);
  const put = (table: string, given: Row) => {
    const { definition, entries } = store.table(table);
    const row = Object.fromEntries(
      definition.columns.map((column) => [column.property, given[column.property] ?? column.initial]),
    );
    entries.push({ committed: row, pending: null, writer: null, locks: null });
    return row;
  };
  const clients: GatewayClient[] = [];
  let devicesMade = 0;

  const plantConnection = (
    merchantId: PlantedMerchant['row']['id'],
    branchId: string,
    model: '507' | '509',
  ) => {
    const name = `${model}-${merchantId.slice(-6)}`;
    const credentials = {
      clientId: `client-${name}`,
      clientSecret: `secret-${name}`,
      username: `user-${name}`,
      password: `password-${name}`,
    };
    const id = ids.next('connection');
    put('connections', {
      merchantId,
      id,
      provider: 'iyzico',
      environment: 'live',
      label: name,
      baseUrl: 'https://provider.test',
      settings: { model },
      sealedCredentials: seal(
        config.sealingKeys,
        { merchantId, provider: 'iyzico', field: 'credentials' },
        JSON.stringify(credentials),
      ),
      createdAt,
    });
    const devices = Array.from({ length: dice.chance(0.3) ? 2 : 1 }, (): PlantedDevice => {
      devicesMade += 1;
      const providerDeviceId = `${model === '507' ? 'P' : 'T'}0000${devicesMade}`;
      const device = { id: ids.next('device'), providerDeviceId, model, clientId: credentials.clientId };
      put('devices', {
        merchantId,
        id: device.id,
        connectionId: id,
        branchId,
        providerDeviceId,
        label: providerDeviceId,
        createdAt,
      });
      return device;
    });
    clients.push({
      ...credentials,
      model,
      devices: devices.map((device) => ({
        deviceUniqueId: device.providerDeviceId,
        label: device.providerDeviceId,
        mode: 'auto',
      })),
    });
    return devices;
  };

  const plantMerchant = (slug: string): PlantedMerchant => {
    const id = ids.next('merchant');
    const row = put('merchants', {
      id,
      slug,
      name: slug,
      legalName: `${slug} A.Ş.`,
      taxNumber: '1234567890',
      country: 'TR',
      timeZone: 'Europe/Istanbul',
      cutOff: '04:00',
      currency: 'TRY',
      locale: 'tr',
      createdAt,
    }) as unknown as PlantedMerchant['row'];
    const branchId = ids.next('branch');
    put('branches', { merchantId: id, id: branchId, name: 'Merkez', address: 'Sokak 1', city: 'İstanbul' });
    const staff = ROLES.map((role) => {
      const person = { id: ids.next('user'), role };
      put('users', {
        id: person.id,
        email: `${person.id}@test`,
        name: role,
        passwordHash: '-',
        locale: 'tr',
        createdAt,
      });
      put('memberships', { merchantId: id, userId: person.id, role, createdAt });
      return person;
    });
    const models = dice.pick([['507'], ['509'], ['507', '509']] as const);
    return { row, staff, devices: models.flatMap((model) => plantConnection(id, branchId, model)) };
  };

  const planted = ['alfa', 'beta'].slice(0, dice.chance(0.35) ? 2 : 1).map(plantMerchant);
  const people: People = planted.flatMap((merchant) =>
    merchant.staff.map((person) => ({ ...person, merchant })),
  );
  return { merchants: planted, people, clients };
}
