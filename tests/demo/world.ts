import postgres from 'postgres';
import { type Seeded, seedDemo } from '#db/seeds/demo.ts';
import { DEMO_PASSWORD, demoPeople, sandboxClients } from '#db/seeds/demo-world.ts';
import { chainHash } from '#server/audit/record.ts';
import { hashPassword } from '#server/auth/password.ts';
import type { Config } from '#server/config/config.ts';
import { seal } from '#server/terminals/seal.ts';

/** Somebody the demo's visitor may sign in as. */
export interface SignIn {
  role: string;
  name: string;
  email: string;
  password: string;
}

/** The people whose sign-ins are shown. */
export function signIns(): SignIn[] {
  return Object.values(demoPeople)
    .filter((person) => person.isShown)
    .map(({ name, email, memberships }) => ({
      name,
      email,
      password: DEMO_PASSWORD,
      role: memberships[0]?.role ?? '',
    }));
}

/** What the sandbox gateway is told to stand in for. */
export const gatewayConfig = sandboxClients;

/**
 * Fills a migrated database with the demo's history and hands the gateway its side of it. Where the history is there
 * already only the gateway's address is brought up to date.
 */
export async function fillWorld(options: {
  ownerUrl: string;
  gatewayUrl: string;
  config: Config;
  now: Date;
}): Promise<void> {
  const { ownerUrl, gatewayUrl, config, now } = options;
  const seeded = await seedDemo({
    ownerUrl,
    gatewayUrl,
    now,
    hashPassword,
    seal: (binding, text) => seal(config.sealingKeys, binding, text),
    auditHash: (merchantId, sequence, entry, previous) =>
      chainHash(config.auditKey, merchantId, sequence, entry, previous),
  });
  if (seeded.isFresh) await handOverBook(gatewayUrl, seeded.book, await openBatches(ownerUrl));
}

async function handOverBook(
  gatewayUrl: string,
  entries: Seeded['book'],
  batches: Record<string, string>,
): Promise<void> {
  const answer = await fetch(`${gatewayUrl}/_sandbox/book`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ entries, openBatches: batches }),
  });
  if (!answer.ok) throw new Error(`The sandbox did not take the history over: ${await answer.text()}`);
}

/** Number of the batch each device collects in now, by the provider's name for the device. */
async function openBatches(ownerUrl: string): Promise<Record<string, string>> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    // A batch nothing has entered yet does not know its number; the provider counts on from the last one.
    const rows = await sql<{ device: string; number: number }[]>`
      select d.provider_device_id as device,
        coalesce(max(b.number::int) filter (where b.state <> 'closed'), max(b.number::int) + 1) as number
      from batches b join devices d on d.merchant_id = b.merchant_id and d.id = b.device_id
      where b.number is not null group by d.provider_device_id`;
    return Object.fromEntries(rows.map(({ device, number }) => [device, String(number)]));
  } finally {
    await sql.end();
  }
}
