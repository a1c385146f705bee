import { sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { limits } from '#db/schema/approvals.ts';
import { authenticators } from '#db/schema/authenticators.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { memberships } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import {
  type ConnectionOf,
  type DemoDevice,
  type DemoMerchant,
  type DemoPerson,
  idOf,
  type Provider,
  SET_UP_AT,
} from './demo-shapes.ts';
import { DEMO_PASSWORD, demoMerchants, demoPeople, demoTotpSecret } from './demo-world.ts';
import { insertRows } from './insert-rows.ts';
import type { InterpayHosts } from './interpay/bookkeeping.ts';

/** Where the sandboxes of the providers are. */
export type SandboxAddresses = { gatewayUrl: string; interpay: InterpayHosts; onlineUrl: string };

type SealedFor = Provider | 'pay_with_iyzico';

/** What the server knows and the seeds are handed, because the arrows of the house point the other way. */
export type WorldKeys = SandboxAddresses & {
  /** Seals a text to its place, as the server's own key ring does. */
  seal(
    binding:
      | { merchantId: string; provider: SealedFor; field: 'credentials' }
      | { userId: string; authenticatorId: string; field: 'factor' },
    text: string,
  ): string;
  hashPassword(password: string): Promise<string>;
  /** What is kept of the secret in an address. */
  hashSecret(secret: string): string;
};

/** When a device last answered and last did not. */
export type DeviceSigns = { lastAnsweredAt: Date | null; lastFailedAt: Date | null };

/** Sets whose rows the transaction may see and write from here on. */
export async function enter(tx: Tx, scope: { merchantId?: string; userId?: string }): Promise<void> {
  await tx.execute(sql`select set_config('app.merchant_id', ${scope.merchantId ?? ''}, true),
    set_config('app.user_id', ${scope.userId ?? ''}, true), set_config('app.system', 'on', true)`);
}

/** Inserts merchants, people, branches, connections and devices. */
export async function insertWorld(
  tx: Tx,
  keys: WorldKeys,
  signsOf: (device: DemoDevice) => DeviceSigns,
): Promise<void> {
  await insertMerchants(tx);
  for (const person of Object.values(demoPeople)) await insertPerson(tx, person, keys);
  for (const merchant of demoMerchants) {
    await enter(tx, { merchantId: merchant.id });
    await insertMemberships(tx, merchant);
    const merchantId = merchant.id;
    await insertRows(
      tx,
      branches,
      merchant.branches.map((branch) => ({ merchantId, ...branch, retiredAt: null })),
    );
    await insertConnections(tx, merchant, keys, signsOf);
    await insertDevices(tx, merchant, signsOf);
    await insertLimit(tx, merchant);
  }
}

/** What goes back without a second person, in whole units: of one sale, and by one person in 24 hours. */
const LIMITS: Partial<Record<CurrencyCode, { perSale: number; perDay: number }>> = {
  TRY: { perSale: 5_000, perDay: 20_000 },
  CAD: { perSale: 500, perDay: 2_000 },
};

async function insertLimit(tx: Tx, { id: merchantId, currency }: DemoMerchant): Promise<void> {
  const limit = LIMITS[currency];
  if (!limit) return;
  const [perSaleMinor, perDayMinor] = [limit.perSale * 100, limit.perDay * 100];
  const row = { merchantId, role: 'everyone' as const, currency, perSaleMinor, perDayMinor };
  await insertRows(tx, limits, [{ ...row, setAt: SET_UP_AT }]);
}

/** No policy lets anybody write a merchant, the owner neither: opening one is not for the application. */
async function insertMerchants(tx: Tx): Promise<void> {
  await tx.execute(sql`alter table ${merchants} no force row level security`);
  const rows = demoMerchants.map(({ branches: _, connections: __, ...merchant }) => ({
    ...merchant,
    createdAt: SET_UP_AT,
  }));
  await insertRows(tx, merchants, rows);
  await tx.execute(sql`alter table ${merchants} force row level security`);
}

async function insertPerson(tx: Tx, person: DemoPerson, keys: WorldKeys): Promise<void> {
  const { id, email, name, locale } = person;
  await enter(tx, { userId: id });
  const passwordHash = await keys.hashPassword(DEMO_PASSWORD);
  const unlocked = { failedSignIns: 0, lockedUntil: null, disabledAt: null, earlierHashes: [] };
  await insertRows(tx, users, [{ id, email, name, locale, passwordHash, ...unlocked, createdAt: SET_UP_AT }]);
  const authenticatorId = idOf('authenticator', email);
  const sealedSecret = keys.seal({ userId: id, authenticatorId, field: 'factor' }, demoTotpSecret(person));
  const noPasskey = { credentialId: null, publicKey: null, signCount: null, transports: null };
  await insertRows(tx, authenticators, [
    {
      ...{
        userId: id,
        id: authenticatorId,
        kind: 'totp' as const,
        label: 'Demo',
        sealedSecret,
        ...noPasskey,
      },
      ...{ lastStep: null, createdAt: SET_UP_AT, lastUsedAt: null },
    },
  ]);
}

async function insertMemberships(tx: Tx, merchant: DemoMerchant): Promise<void> {
  const rows = Object.values(demoPeople).flatMap((person: DemoPerson) =>
    person.memberships
      .filter((membership) => membership.merchantId === merchant.id)
      .map((membership) => ({
        ...membership,
        userId: person.id,
        branchIds: null,
        disabledAt: null,
        createdAt: SET_UP_AT,
      })),
  );
  await insertRows(tx, memberships, rows);
}

async function insertConnections(
  tx: Tx,
  merchant: DemoMerchant,
  keys: WorldKeys,
  signsOf: (device: DemoDevice) => DeviceSigns,
): Promise<void> {
  const merchantId = merchant.id;
  const rows = merchant.connections.map((connection) => ({
    merchantId,
    id: connection.id,
    provider: connection.provider,
    environment: 'sandbox' as const,
    label: connection.label,
    baseUrl: placeOf(connection, keys).baseUrl,
    settings: settingsOf(connection, keys),
    sealedCredentials: keys.seal(
      { merchantId, provider: connection.provider, field: 'credentials' },
      JSON.stringify(connection.credentials),
    ),
    sealedSession: null,
    sessionExpiresAt: null,
    lastUsedAt: latest(connection.devices.map((device) => signsOf(device).lastAnsweredAt)),
    loginLeaseId: null,
    loginLeaseUntil: null,
    lastRefusedAt: null,
    clockOffsetMs: null,
    staticCallbackHash: null,
    credentialsSetAt: null,
    createdAt: SET_UP_AT,
  }));
  await insertRows(tx, connections, rows);
}

/** Where a connection leads; some providers have an equal host apart. */
export function placeOf(
  { provider }: ConnectionOf[Provider],
  { gatewayUrl, interpay }: SandboxAddresses,
): { baseUrl: string; secondaryUrl: string | null } {
  return provider === 'iyzico'
    ? { baseUrl: gatewayUrl, secondaryUrl: null }
    : { baseUrl: `${interpay.url}/`, secondaryUrl: `${interpay.secondUrl}/` };
}

/** The choices of a connection that are not secret, as its adapter reads them. */
function settingsOf(connection: ConnectionOf[Provider], addresses: SandboxAddresses): object {
  if (connection.provider === 'iyzico') return { model: connection.model };
  const { bank, fallbackEmail, settlementReport } = connection;
  const { secondaryUrl } = placeOf(connection, addresses);
  return { currency: 'CAD', dynamicUrls: true, secondaryUrl, fallbackEmail, settlementReport, ...bank };
}

async function insertDevices(
  tx: Tx,
  merchant: DemoMerchant,
  signsOf: (device: DemoDevice) => DeviceSigns,
): Promise<void> {
  const rows = merchant.connections.flatMap((connection) =>
    connection.devices.map((device) => ({
      merchantId: merchant.id,
      id: device.id,
      connectionId: connection.id,
      branchId: device.branchId,
      providerDeviceId: device.providerDeviceId,
      label: device.label,
      isEnabled: true,
      ...signsOf(device),
      createdAt: SET_UP_AT,
    })),
  );
  await insertRows(tx, devices, rows);
}

function latest(instants: readonly (Date | null)[]): Date | null {
  const known = instants.flatMap((instant) => instant?.getTime() ?? []);
  return known.length > 0 ? new Date(Math.max(...known)) : null;
}
