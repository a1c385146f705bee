import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { APP_ROLE } from '#db/embedded-credentials.ts';
import { migrate } from '#db/migrate.ts';
import { hashPassword } from '#server/auth/password.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { createIdSource } from '#server/kernel/ids.ts';
import { setUpPlan } from './plan.ts';
import { setUpMerchant } from './set-up-merchant.ts';

// `npm run set-up -- plan.json`: adds a merchant to the database the environment names. Stop a portal that runs on the
// embedded PostgreSQL first; with DATABASE_OWNER_URL the portal may go on.

/** Letters and digits that cannot be mistaken for one another on paper. */
const PASSWORD_SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const path = process.argv[2];
  if (!path) throw new Error('Usage: npm run set-up -- plan.json (an example is in the README)');
  const plan = setUpPlan.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!plan.success) throw new Error(`${path} is not a whole plan:\n${z.prettifyError(plan.error)}`);
  const config = parseConfig(process.env);
  const database = await findOwner(config);
  const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'vezne-set-up' });
  try {
    await migrate(database.ownerUrl, database.applicationRole);
    const { people, addresses } = await setUpMerchant(owner.db, plan.data, {
      now: new Date(),
      ids: createIdSource(() => new Date(), randomBytes),
      sealingKeys: config.sealingKeys,
      auditKey: config.auditKey,
      hashPassword,
      newSecret: () => randomBytes(32).toString('base64url'),
      publicUrl: config.publicUrl,
      newPassword: () =>
        Array.from({ length: 16 }, () => PASSWORD_SIGNS.charAt(randomInt(PASSWORD_SIGNS.length))).join(''),
    });
    for (const { name, email, role, password } of people) {
      process.stdout.write(`${role.padEnd(11)} ${name}  ${email}  ${password ?? '(signs in as before)'}\n`);
    }
    for (const one of addresses) {
      process.stdout.write(
        one.kind === 'results'
          ? `\n${one.label}: have its provider send results to these two addresses. They are secret, and not shown again.\n` +
              `  approved  ${one.success}\n  otherwise ${one.failure}\n\n`
          : `\n${one.label}: have its provider send notices to this address. It is secret, and not shown again.\n` +
              `  notices   ${one.notice}\n\n`,
      );
    }
    process.stdout.write(`Open ${config.publicUrl}/${plan.data.slug}\n`);
  } finally {
    await owner.close();
    await database.stop();
  }
}

async function findOwner(
  config: Config,
): Promise<{ ownerUrl: string; applicationRole: string; stop: () => Promise<void> }> {
  if (config.database) {
    const { ownerUrl, url } = config.database;
    if (!ownerUrl) throw new Error('Setting up needs DATABASE_OWNER_URL.');
    return { ownerUrl, applicationRole: new URL(url).username, stop: async () => {} };
  }
  const embedded = await startEmbedded({
    directory: join(config.dataDirectory, 'pg'),
    port: config.embeddedDatabasePort,
    durable: true,
    log: () => {},
  });
  return { ownerUrl: embedded.ownerUrl, applicationRole: APP_ROLE, stop: embedded.stop };
}
