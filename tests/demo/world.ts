import postgres from 'postgres';
import { seedDemo } from '#db/seeds/demo.ts';
import { DEMO_PASSWORD, demoMerchants, demoPeople, demoTotpSecret } from '#db/seeds/demo-world.ts';
import type { SandboxAddresses } from '#db/seeds/insert-world.ts';
import { kahveOnline, NOTICE_SECRET } from '#db/seeds/online-till.ts';
import { onlineAccounts, sandboxAccounts, sandboxClients } from '#db/seeds/sandbox-accounts.ts';
import { chainHash } from '#server/audit/record.ts';
import { hashPassword } from '#server/auth/password.ts';
import type { Config } from '#server/config/config.ts';
import { reportHash } from '#server/end-of-day/report-document.ts';
import { seal } from '#server/terminals/seal.ts';
import { hashSecret, noticeAddress } from '#server/transactions/callback-address.ts';

/** Raised whenever a world that was made before is no longer the one this demo shows. */
export const WORLD_EDITION = '4';

/** Somebody the demo's visitor may sign in as. */
export interface SignIn {
  role: string;
  name: string;
  email: string;
  password: string;
  merchants: string;
}

/** A terminal to tap a card on, and whose it is. */
export interface DrawnTerminal {
  merchant: string;
  label: string;
  address: string;
}

/** The people whose sign-ins are shown. */
export function signIns(): SignIn[] {
  const names = new Map(demoMerchants.map(({ id, name }) => [id, name]));
  return Object.values(demoPeople)
    .filter((person) => person.isShown)
    .map(({ name, email, memberships }) => ({
      name,
      email,
      password: DEMO_PASSWORD,
      role: memberships[0]?.role ?? '',
      merchants: memberships.map(({ merchantId }) => names.get(merchantId) ?? '').join(', '),
    }));
}

/** Whose codes of the second step are shown, and by which secret. */
export function totpOwners(): { name: string; email: string; secret: string }[] {
  return Object.values(demoPeople).map((person) => ({
    name: person.name,
    email: person.email,
    secret: demoTotpSecret(person),
  }));
}

/** The page of each drawn terminal, merchant by merchant. */
export function drawnTerminals({ gatewayUrl, interpay }: SandboxAddresses): DrawnTerminal[] {
  return demoMerchants.flatMap(({ name: merchant, connections }) =>
    connections.flatMap(({ provider, devices }) =>
      devices.map(({ label, providerDeviceId }) => ({
        merchant,
        label: `${label} (${providerDeviceId})`,
        address:
          provider === 'iyzico'
            ? `${gatewayUrl}/terminals/${providerDeviceId}`
            : `${interpay.url}/sim/terminal/${providerDeviceId}`,
      })),
    ),
  );
}

/** What each sandbox is told to stand in for; only pages tell the portal something by themselves. */
export const sandboxConfigs = {
  iyzico: (_portalUrl: string): object => sandboxClients(),
  interpay: (_portalUrl: string): object => sandboxAccounts(),
  'pay-with-iyzico': (portalUrl: string): object =>
    onlineAccounts(noticeAddress(portalUrl, 'pay_with_iyzico', kahveOnline.merchantId, NOTICE_SECRET)),
};

/**
 * Fills a migrated database with the demo's history and hands each sandbox its side of it. Where the history is there
 * already only the sandboxes' addresses are brought up to date.
 */
export async function fillWorld(options: {
  ownerUrl: string;
  sandboxes: SandboxAddresses;
  config: Config;
  now: Date;
}): Promise<void> {
  const { ownerUrl, sandboxes, config, now } = options;
  const seeded = await seedDemo({
    ownerUrl,
    ...sandboxes,
    now,
    hashPassword,
    reportHash,
    hashSecret,
    seal: (binding, text) => seal(config.sealingKeys, binding, text),
    auditHash: (merchantId, sequence, entry, previous) =>
      chainHash(config.auditKey, merchantId, sequence, entry, previous),
  });
  if (!seeded.isFresh) return;
  const { gatewayUrl, interpay } = sandboxes;
  const book = { entries: seeded.book, openBatches: await openBatches(ownerUrl) };
  await handOverBook(`${gatewayUrl}/_sandbox/book`, book);
  await handOverBook(`${interpay.url}/sim/book`, seeded.interpayBook);
}

async function handOverBook(address: string, book: object): Promise<void> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(book),
  });
  if (!answer.ok) throw new Error(`The sandbox did not take the history over: ${await answer.text()}`);
}

/** Number of the batch each device of iyzico collects in now, by the provider's name for the device. */
async function openBatches(ownerUrl: string): Promise<Record<string, string>> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    // A batch nothing has entered yet does not know its number; the provider counts on from the last one.
    const rows = await sql<{ device: string; number: number }[]>`
      select d.provider_device_id as device,
        coalesce(max(b.number::int) filter (where b.state <> 'closed'), max(b.number::int) + 1) as number
      from batches b join devices d on d.merchant_id = b.merchant_id and d.id = b.device_id
      join connections c on c.merchant_id = d.merchant_id and c.id = d.connection_id
      where b.number is not null and c.provider = 'iyzico' group by d.provider_device_id`;
    return Object.fromEntries(rows.map(({ device, number }) => [device, String(number)]));
  } finally {
    await sql.end();
  }
}
