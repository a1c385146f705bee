import type { BranchId, MerchantId } from '#server/kernel/ids.ts';
import {
  type ConnectionOf,
  type DemoBranch,
  type DemoMerchant,
  type DemoPerson,
  device,
  idOf,
  person,
} from './demo-shapes.ts';
import { createDice } from './dice.ts';

/** The password of every demo sign-in. Worthless outside a demo, which is why it may stand here. */
export const DEMO_PASSWORD = 'kahve-molasi-1630';

const kadikoy: DemoBranch = {
  id: idOf('branch', 'kadikoy'),
  name: 'Kadıköy',
  address: 'Caferağa Mah. Moda Cad. 41/A',
  city: 'İstanbul',
  locale: null,
  rhythm: 'seaside',
};

const besiktas: DemoBranch = {
  id: idOf('branch', 'besiktas'),
  name: 'Beşiktaş',
  address: 'Sinanpaşa Mah. Ihlamurdere Cad. 12',
  city: 'İstanbul',
  locale: null,
  rhythm: 'offices',
};

/** The coffee shops in Türkiye, with the whole history. */
export const kahveDuragi: DemoMerchant<ConnectionOf['iyzico']> = {
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
      provider: 'iyzico',
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
      provider: 'iyzico',
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

const plateau: DemoBranch = {
  id: idOf('branch', 'plateau'),
  name: 'Plateau',
  address: '4215, rue Saint-Denis',
  city: 'Montréal',
  locale: 'fr',
  rhythm: 'bakery',
};

const vieuxPort: DemoBranch = {
  id: idOf('branch', 'vieux-port'),
  name: 'Vieux-Port',
  address: '88, rue Saint-Paul Est',
  city: 'Montréal',
  locale: 'en',
  rhythm: 'bakery',
};

/** The bakery in Canada, whose bank closes batches by itself. */
export const mapleBakery: DemoMerchant<ConnectionOf['interpay']> = {
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
  branches: [plateau, vieuxPort],
  connections: [
    {
      id: idOf('connection', 'maple'),
      provider: 'interpay',
      label: 'Interpay Montréal',
      bank: { timeZone: 'America/Toronto', cutOff: '00:00' },
      settlementReport: true,
      fallbackEmail: 'recus@maple.test',
      credentials: { termId: 'MAPLE001', pass: 'maple-sandbox-1' },
      devices: [
        device(plateau, 'PLATEAU-1', 'Comptoir', 17, 206),
        device(plateau, 'PLATEAU-2', 'Terrasse', 12, 143),
        device(vieuxPort, 'VIEUXPORT-1', 'Caisse', 15, 88),
      ],
    },
  ],
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
  /** Checks what Camille decides, and the other way round. */
  vieuxPortManager: person('Emma Clarke', 'vieux-port@demo.vezne.test', 'en', [[mapleBakery, 'manager']]),
  montrealSupport: person('Mathis Roy', 'support.montreal@demo.vezne.test', 'fr', [[mapleBakery, 'support']]),
  montrealAdmin: person('Nathalie Bouchard', 'admin.montreal@demo.vezne.test', 'fr', [
    [mapleBakery, 'admin'],
  ]),
  /** Lets happen what Elif asks for, and the other way round. */
  kadikoyManager: person('Selin Aydın', 'kadikoy@demo.vezne.test', 'tr', [[kahveDuragi, 'manager']]),
  besiktasManager: person('Burak Çelik', 'besiktas@demo.vezne.test', 'tr', [[kahveDuragi, 'manager']], false),
} satisfies Record<string, DemoPerson>;

/** The secret of a demo person's codes, the same in every demo; base 32, 160 bits. */
export function demoTotpSecret({ email }: Pick<DemoPerson, 'email'>): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const { bytes } = createDice(`authenticator of ${email}`);
  return Array.from(bytes(32), (byte) => alphabet.charAt(byte & 31)).join('');
}

/** Who runs each branch from day to day. */
const branchManagers: Readonly<Record<BranchId, DemoPerson>> = {
  [kadikoy.id]: demoPeople.kadikoyManager,
  [besiktas.id]: demoPeople.besiktasManager,
  [plateau.id]: demoPeople.montrealManager,
  [vieuxPort.id]: demoPeople.vieuxPortManager,
};

/** Who is above them. */
const heads: Readonly<Record<MerchantId, DemoPerson>> = {
  [kahveDuragi.id]: demoPeople.manager,
  [mapleBakery.id]: demoPeople.montrealManager,
};

/** Who runs a merchant. */
export function headOf(merchant: Pick<DemoMerchant, 'id'>): DemoPerson {
  return heads[merchant.id] ?? demoPeople.manager;
}

/** The people behind a till: who is usually there, and who comes by. */
export function managersOf(till: { branchId: BranchId; merchant: DemoMerchant }): {
  usual: DemoPerson;
  head: DemoPerson;
} {
  const head = headOf(till.merchant);
  return { usual: branchManagers[till.branchId] ?? head, head };
}
