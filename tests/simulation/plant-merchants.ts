import type { Role } from '#db/schema/memberships.ts';
import type { merchants } from '#db/schema/merchants.ts';
import type { Config } from '#server/config/config.ts';
import { createIdSource, type DeviceId, type UserId } from '#server/kernel/ids.ts';
import { seal } from '#server/terminals/seal.ts';
import { answerTo, hashSecret } from '#server/transactions/callback-address.ts';
import type { GatewayAccount } from '#tests/gateways/interpay/settings.ts';
import type { GatewayClient } from '#tests/gateways/iyzico/settings.ts';
import type { AccountInput } from '#tests/gateways/pay-with-iyzico/settings.ts';
import type { Row, Store } from './database/store.ts';
import { plantPages } from './plant-pages.ts';
import type { Dice } from './random.ts';

/** A device of a merchant and its name at the provider. */
export type PlantedDevice = {
  id: DeviceId;
  providerDeviceId: string;
  /** The fiscal model; a pin pad is Interpay's, and at a till of pages nobody stands. */
  model: '507' | '509' | 'pin-pad' | 'page';
  /** Of the account it belongs to, at its provider. */
  clientId: string;
};

/** The two equal hosts of Interpay. */
export const INTERPAY_HOSTS = {
  primary: 'https://interpay-a.test',
  secondary: 'https://interpay-b.test',
} as const;

/** A merchant and what it works with. */
export type PlantedMerchant = {
  row: typeof merchants.$inferSelect;
  devices: readonly PlantedDevice[];
  staff: readonly { id: UserId; role: Role }[];
};

export type People = readonly { id: UserId; role: Role; merchant: PlantedMerchant }[];

const ROLES = ['manager', 'manager', 'accountant', 'support'] as const satisfies Role[];

/** Where the merchants of a history are: at iyzico, at Interpay, or some at each. */
export type Countries = 'TR' | 'CA' | 'both';

/** Whether the merchants at home have pages to be paid on: beside their terminals, in their place, or none. */
export type Pages = 'beside' | 'instead' | 'none';

type Whereabouts = { epoch: number; countries: Countries; pages: Pages; signsNotices: boolean };

const AT_HOME = {
  TR: {
    legalForm: 'A.Ş.',
    taxNumber: '1234567890',
    timeZone: 'Europe/Istanbul',
    cutOff: '04:00',
    currency: 'TRY',
    locale: 'tr',
  },
  CA: {
    legalForm: 'Inc.',
    taxNumber: '123456789',
    timeZone: 'America/Toronto',
    cutOff: '04:00',
    currency: 'CAD',
    locale: 'en',
  },
} as const;

/** One or two merchants of each provider with one or two devices, their people, and their accounts at the provider. */
export function plantMerchants(
  store: Store,
  dice: Dice,
  config: Config,
  { epoch, countries, pages, signsNotices }: Whereabouts,
) {
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
  const accounts: GatewayAccount[] = [];
  const pageAccounts: AccountInput[] = [];
  let devicesMade = 0;

  const plantDevice = (
    place: { merchantId: string; connectionId: string; branchId: string },
    providerDeviceId: string,
    of: Pick<PlantedDevice, 'model' | 'clientId'>,
  ): PlantedDevice => {
    const id = ids.next('device');
    put('devices', { ...place, id, providerDeviceId, label: providerDeviceId, createdAt });
    return { ...of, id, providerDeviceId };
  };

  /** An account with Interpay: most may name an address for each session, some have a second host, some can be looked up. */
  const plantAccount = (merchantId: PlantedMerchant['row']['id'], branchId: string) => {
    const connectionId = ids.next('connection');
    const termId = `T${merchantId.slice(-8).toUpperCase()}`;
    const pass = `pass-${merchantId.slice(-8)}`;
    const dynamicUrls = dice.chance(0.85);
    const secret = ids.secret();
    const fixed = answerTo(config.publicUrl, 'interpay', merchantId, secret);
    put('connections', {
      merchantId,
      id: connectionId,
      provider: 'interpay',
      environment: 'live',
      label: termId,
      baseUrl: INTERPAY_HOSTS.primary,
      settings: {
        secondaryUrl: dice.chance(0.6) ? INTERPAY_HOSTS.secondary : null,
        dynamicUrls,
        lookUp: dice.chance(0.3),
        fallbackEmail: 'nobody@shop.test',
      },
      sealedCredentials: seal(
        config.sealingKeys,
        { merchantId, provider: 'interpay', field: 'credentials' },
        JSON.stringify({ termId, pass }),
      ),
      ...(dynamicUrls ? {} : { staticCallbackHash: hashSecret(secret) }),
      createdAt,
    });
    const devices = Array.from({ length: dice.chance(0.3) ? 2 : 1 }, (_, at) =>
      plantDevice({ merchantId, connectionId, branchId }, `PAD${at + 1}`, {
        model: 'pin-pad',
        clientId: termId,
      }),
    );
    accounts.push({
      termId,
      pass,
      dynamicUrls,
      ...(dynamicUrls ? {} : { staticUrls: fixed }),
      devices: devices.map(({ providerDeviceId: deviceId }) => ({ deviceId, label: deviceId, mode: 'auto' })),
    });
    return devices;
  };

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
      return plantDevice({ merchantId, connectionId: id, branchId }, providerDeviceId, {
        model,
        clientId: credentials.clientId,
      });
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

  const plantMerchant = (slug: string, country: keyof typeof AT_HOME): PlantedMerchant => {
    const id = ids.next('merchant');
    const { legalForm, ...home } = AT_HOME[country];
    const legalName = `${slug} ${legalForm}`;
    const row = put('merchants', {
      id,
      slug,
      name: slug,
      legalName,
      country,
      ...home,
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
    if (country === 'CA') return { row, staff, devices: plantAccount(id, branchId) };
    const models = dice.pick([['507'], ['509'], ['507', '509']] as const);
    const terminals =
      pages === 'instead' ? [] : models.flatMap((model) => plantConnection(id, branchId, model));
    if (pages === 'none') return { row, staff, devices: terminals };
    const online = plantPages(put, dice.fork(`pages of ${slug}`), config, {
      ...{ merchantId: id, branchId, epoch, signsNotices },
    });
    pageAccounts.push(online.account);
    return { row, staff, devices: [...terminals, ...online.devices] };
  };

  const isPair = countries !== 'both' && dice.chance(0.35);
  const pair = (names: readonly [string, string]) => names.slice(0, isPair ? 2 : 1);
  const planted = [
    ...(countries === 'CA' ? [] : pair(['alfa', 'beta']).map((slug) => plantMerchant(slug, 'TR'))),
    ...(countries === 'TR' ? [] : pair(['maple', 'birch']).map((slug) => plantMerchant(slug, 'CA'))),
  ];
  const people: People = planted.flatMap((merchant) =>
    merchant.staff.map((person) => ({ ...person, merchant })),
  );
  return { merchants: planted, people, clients, accounts, pageAccounts };
}
