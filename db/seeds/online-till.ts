import { and, eq, ne } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { idOf, SET_UP_AT } from './demo-shapes.ts';
import { kahveDuragi } from './demo-world.ts';
import type { SandboxAddresses, WorldKeys } from './insert-world.ts';

const { id: merchantId, branches } = kahveDuragi;

/** The till of the coffee shops whose customers pay on a page, and the account behind it. */
export const kahveOnline = {
  merchantId,
  connectionId: idOf('connection', 'kahve-online'),
  deviceId: idOf('device', 'kahve-online'),
  label: 'Online satış',
  credentials: { apiKey: 'sandbox-kahve-online', secretKey: 'sandbox-secret-kahve-online' },
} as const;

/** In the address that its provider sends notices to. Worthless outside a demo, which is why it may stand here. */
export const NOTICE_SECRET = 'kahve-online'.padEnd(43, '-demo');

/** Inserts the account and its till. The transaction is in the scope of their merchant. */
export async function insertOnlineTill(tx: Tx, keys: WorldKeys): Promise<void> {
  const { connectionId, deviceId, label, credentials } = kahveOnline;
  const provider = 'pay_with_iyzico';
  await tx.insert(connections).values({
    ...{ merchantId, id: connectionId, provider, environment: 'sandbox' as const },
    label: 'iyzico ile Öde',
    baseUrl: keys.onlineUrl,
    settings: { currencies: ['TRY', 'EUR', 'USD'], category: 'Gıda' },
    sealedCredentials: keys.seal({ merchantId, provider, field: 'credentials' }, JSON.stringify(credentials)),
    staticCallbackHash: keys.hashSecret(NOTICE_SECRET),
    createdAt: SET_UP_AT,
  });
  const [branch] = branches;
  if (!branch) throw new Error('The coffee shops are nowhere');
  await tx.insert(devices).values({
    ...{ merchantId, id: deviceId, connectionId, branchId: branch.id },
    ...{ providerDeviceId: 'online', label, isEnabled: true, createdAt: SET_UP_AT },
  });
}

/** Lets the account lead to where its sandbox is now. */
export async function moveOnlineTill(tx: Tx, { onlineUrl: baseUrl }: SandboxAddresses): Promise<void> {
  const isIt = and(eq(connections.merchantId, merchantId), eq(connections.id, kahveOnline.connectionId));
  await tx
    .update(connections)
    .set({ baseUrl, lastRefusedAt: null, clockOffsetMs: null })
    .where(and(isIt, ne(connections.baseUrl, baseUrl)));
}
