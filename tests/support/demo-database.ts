import path from 'node:path';
import postgres from 'postgres';
import { credentialsFor, DATABASE, OWNER_ROLE } from '#db/embedded-credentials.ts';
import { demoPeople } from '#db/seeds/demo-world.ts';

/** Takes every second factor of a demo person away, as for somebody who signs in for the first time. */
export async function forgetFactors(who: keyof typeof demoPeople): Promise<void> {
  await asPerson(who, async (tx, id) => {
    await tx`delete from authenticators where user_id = ${id}`;
    await tx`delete from recovery_codes where user_id = ${id}`;
  });
}

/** Makes the second factor of every session of a demo person older than what needs a fresh one takes. */
export async function ageFactors(who: keyof typeof demoPeople): Promise<void> {
  await asPerson(who, async (tx, id) => {
    // The database itself lets nobody make a factor older.
    await tx`alter table sessions disable trigger user`;
    await tx`update sessions set factor_at = factor_at - interval '6 minutes' where user_id = ${id} and factor_at is not null`;
    await tx`alter table sessions enable trigger user`;
  });
}

async function asPerson(
  who: keyof typeof demoPeople,
  work: (tx: postgres.TransactionSql, id: string) => Promise<void>,
): Promise<void> {
  const { ownerPassword } = credentialsFor(path.join(process.env.VEZNE_DATA ?? '', 'pg'));
  const address = `postgres://${OWNER_ROLE}:${ownerPassword}@127.0.0.1:${process.env.VEZNE_PG_PORT}/${DATABASE}`;
  const sql = postgres(address, { max: 1, onnotice: () => undefined });
  const { id } = demoPeople[who];
  try {
    await sql.begin(async (tx) => {
      await tx`select set_config('app.user_id', ${id}, true)`;
      await work(tx, id);
    });
  } finally {
    await sql.end();
  }
}
