import type { Role } from '#db/schema/memberships.ts';
import type { Locale } from '#db/schema/merchants.ts';
import type { ConnectionId, DeviceId, UserId } from '#server/kernel/ids.ts';
import { type BranchId, createIdSource, type Id, type IdKind, type MerchantId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { createDice } from './dice.ts';

/** When everything in the demo was set up: before any history begins. */
export const SET_UP_AT = new Date('2025-02-03T08:00:00.000Z');

/** The password of every demo sign-in. Worthless outside a demo, which is why it may stand here. */
export const DEMO_PASSWORD = 'kahve-molasi-1630';

/** What iyzico would hand over for one account; here what the sandbox gateway expects. */
export type DemoCredentials = { clientId: string; clientSecret: string; username: string; password: string };

export type DemoDevice = {
  id: DeviceId;
  providerDeviceId: string;
  label: string;
  branchId: BranchId;
  /** Terminal number at each acquirer; leading zeros belong to it. */
  tids: Readonly<Record<string, string>>;
  /** Operations on an ordinary day. */
  traffic: number;
  /** Number of the first batch of the history. */
  firstBatch: number;
};

export type DemoConnection = {
  id: ConnectionId;
  label: string;
  model: '507' | '509';
  credentials: DemoCredentials;
  devices: readonly DemoDevice[];
};

export type DemoBranch = { id: BranchId; name: string; address: string; city: string };

export type DemoMerchant = {
  id: MerchantId;
  slug: string;
  name: string;
  legalName: string;
  taxNumber: string;
  country: string;
  timeZone: string;
  cutOff: string;
  currency: CurrencyCode;
  locale: Locale;
  branches: readonly DemoBranch[];
  connections: readonly DemoConnection[];
};

export type DemoPerson = {
  id: UserId;
  name: string;
  email: string;
  locale: Locale;
  memberships: readonly { merchantId: MerchantId; role: Role }[];
  /** Shown as a sign-in of the demo; the others are colleagues who appear in the history. */
  isShown: boolean;
};

const kadikoy: DemoBranch = {
  id: idOf('branch', 'kadikoy'),
  name: 'Kadıköy',
  address: 'Caferağa Mah. Moda Cad. 41/A',
  city: 'İstanbul',
};

const besiktas: DemoBranch = {
  id: idOf('branch', 'besiktas'),
  name: 'Beşiktaş',
  address: 'Sinanpaşa Mah. Ihlamurdere Cad. 12',
  city: 'İstanbul',
};

/** The coffee shops in Türkiye, with the whole history. */
export const kahveDuragi: DemoMerchant = {
  id: idOf('merchant', 'kahve-duragi'),
  slug: 'kahve-duragi',
  name: 'Kahve Durağı',
  legalName: 'Kahve Durağı Gıda Ticaret A.Ş.',
  taxNumber: '4650318827',
  country: 'TR',
  timeZone: 'Europe/Istanbul',
  cutOff: '04:00',
  currency: 'TRY',
  locale: 'tr',
  branches: [kadikoy, besiktas],
  connections: [
    {
      id: idOf('connection', 'kadikoy'),
      label: 'iyzico Kadıköy (yazarkasa POS)',
      model: '507',
      credentials: {
        clientId: 'kahve-kadikoy',
        clientSecret: 'sandbox-secret-kadikoy',
        username: 'kadikoy@kahve-duragi.test',
        password: 'sandbox-password-kadikoy',
      },
      devices: [
        device(kadikoy, 'P00101', 'Ana kasa', 42, 112, { 12: '00972450', 62: '00974000' }),
        device(kadikoy, 'P00102', 'Bahçe', 32, 98, { 12: '00270450', 62: '00272000' }),
        device(kadikoy, 'P00103', 'Gel al', 27, 64, { 12: '00568360', 62: '00569910' }),
      ],
    },
    {
      id: idOf('connection', 'besiktas'),
      label: 'iyzico Beşiktaş (POS)',
      model: '509',
      credentials: {
        clientId: 'kahve-besiktas',
        clientSecret: 'sandbox-secret-besiktas',
        username: 'besiktas@kahve-duragi.test',
        password: 'sandbox-password-besiktas',
      },
      devices: [
        device(besiktas, 'P00201', 'Giriş kasası', 38, 231, { 12: '00289790', 62: '00291340' }),
        device(besiktas, 'P00202', 'Üst kat', 29, 187, { 12: '00587700', 62: '00589250' }),
        device(besiktas, 'P00203', 'Mobil kasa', 26, 45, { 12: '00885610', 62: '00887160' }),
      ],
    },
  ],
};

/** The bakery in Canada: its devices come with their provider. */
export const mapleBakery: DemoMerchant = {
  id: idOf('merchant', 'maple-bakery'),
  slug: 'maple-bakery',
  name: 'Boulangerie Maple',
  legalName: 'Boulangerie Maple inc.',
  taxNumber: '845127730RT0001',
  country: 'CA',
  timeZone: 'America/Toronto',
  cutOff: '04:00',
  currency: 'CAD',
  locale: 'fr',
  branches: [
    { id: idOf('branch', 'plateau'), name: 'Plateau', address: '4215, rue Saint-Denis', city: 'Montréal' },
    {
      id: idOf('branch', 'vieux-port'),
      name: 'Vieux-Port',
      address: '88, rue Saint-Paul Est',
      city: 'Montréal',
    },
  ],
  connections: [],
};

export const demoMerchants: readonly DemoMerchant[] = [kahveDuragi, mapleBakery];

/** Everybody who may sign in. The accountant keeps the books of both merchants. */
export const demoPeople = {
  manager: person('Elif Yılmaz', 'manager@demo.vezne.test', 'tr', [[kahveDuragi, 'manager']]),
  accountant: person('Murat Şahin', 'accountant@demo.vezne.test', 'tr', [
    [kahveDuragi, 'accountant'],
    [mapleBakery, 'accountant'],
  ]),
  support: person('Zeynep Kaya', 'support@demo.vezne.test', 'tr', [[kahveDuragi, 'support']]),
  admin: person('Deniz Arslan', 'admin@demo.vezne.test', 'tr', [[kahveDuragi, 'admin']]),
  montrealManager: person('Camille Tremblay', 'manager.montreal@demo.vezne.test', 'fr', [
    [mapleBakery, 'manager'],
  ]),
  kadikoyManager: person('Selin Aydın', 'kadikoy@demo.vezne.test', 'tr', [[kahveDuragi, 'manager']], false),
  besiktasManager: person('Burak Çelik', 'besiktas@demo.vezne.test', 'tr', [[kahveDuragi, 'manager']], false),
} satisfies Record<string, DemoPerson>;

/** Who runs each branch from day to day. */
export const branchManagers: Readonly<Record<BranchId, DemoPerson>> = {
  [kadikoy.id]: demoPeople.kadikoyManager,
  [besiktas.id]: demoPeople.besiktasManager,
};

/** The configuration of the sandbox gateway that plays the provider of these connections. */
export function sandboxClients() {
  return {
    clients: demoMerchants
      .flatMap((merchant) => merchant.connections)
      .map((connection) => ({
        ...connection.credentials,
        model: connection.model,
        devices: connection.devices.map((each) => ({
          deviceUniqueId: each.providerDeviceId,
          label: each.label,
          mode: 'manual' as const,
        })),
      })),
  };
}

function device(
  branch: DemoBranch,
  providerDeviceId: string,
  label: string,
  traffic: number,
  firstBatch: number,
  tids: DemoDevice['tids'],
): DemoDevice {
  const id = idOf('device', providerDeviceId);
  return { id, providerDeviceId, label, branchId: branch.id, tids, traffic, firstBatch };
}

function person(
  name: string,
  email: string,
  locale: Locale,
  memberships: readonly (readonly [DemoMerchant, Role])[],
  isShown = true,
): DemoPerson {
  return {
    id: idOf('user', email),
    name,
    email,
    locale,
    memberships: memberships.map(([merchant, role]) => ({ merchantId: merchant.id, role })),
    isShown,
  };
}

/** The same id in every demo, so that addresses of pages can be kept. */
function idOf<K extends IdKind>(kind: K, name: string): Id<K> {
  return createIdSource(() => SET_UP_AT, createDice(`${kind} ${name}`).bytes).next(kind);
}
