import path from 'node:path';
import postgres from 'postgres';
import { credentialsFor, DATABASE, OWNER_ROLE } from '#db/embedded-credentials.ts';
import { demoPeople, kahveDuragi } from '#db/seeds/demo-world.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { ids } from '../factories/ids.ts';

/** Takes every second factor of a demo person away, as for somebody who signs in for the first time. */
export async function forgetFactors(who: keyof typeof demoPeople): Promise<void> {
  const { id } = demoPeople[who];
  await asUser(id, async (tx) => {
    await tx`delete from authenticators where user_id = ${id}`;
    await tx`delete from recovery_codes where user_id = ${id}`;
  });
}

/** Makes the second factor of every session of a demo person older than what needs a fresh one takes. */
export async function ageFactors(who: keyof typeof demoPeople): Promise<void> {
  await ageFactorsOf(demoPeople[who].id);
}

async function ageFactorsOf(id: string): Promise<void> {
  await asUser(id, async (tx) => {
    // The database itself lets nobody make a factor older.
    await tx`alter table sessions disable trigger user`;
    await tx`update sessions set factor_at = factor_at - interval '6 minutes' where user_id = ${id} and factor_at is not null`;
    await tx`alter table sessions enable trigger user`;
  });
}

async function asUser(id: string, work: (tx: postgres.TransactionSql) => Promise<void>): Promise<void> {
  const { ownerPassword } = credentialsFor(path.join(process.env.VEZNE_DATA ?? '', 'pg'));
  const address = `postgres://${OWNER_ROLE}:${ownerPassword}@127.0.0.1:${process.env.VEZNE_PG_PORT}/${DATABASE}`;
  const sql = postgres(address, { max: 1, onnotice: () => undefined });
  try {
    await sql.begin(async (tx) => {
      await tx`select set_config('app.user_id', ${id}, true)`;
      await work(tx);
    });
  } finally {
    await sql.end();
  }
}

/** Somebody who works for the first merchant of the demo, with the password of everybody there and no second factor yet. */
export type Planted = {
  id: UserId;
  email: string;
  /** Makes the second factor of their sessions older than what needs a fresh one takes. */
  age(): Promise<void>;
  /** Takes them away from the merchant. */
  remove(): Promise<void>;
};

/** Plants another administrator, whom nobody asked in. */
export async function plantAdmin(name: string, email: string): Promise<Planted> {
  const id = ids.next('user');
  await asUser(demoPeople.admin.id, async (tx) => {
    const [admin] = await tx<
      { hash: string }[]
    >`select password_hash as hash from users where id = ${demoPeople.admin.id}`;
    await tx`select set_config('app.user_id', ${id}, true), set_config('app.merchant_id', ${kahveDuragi.id}, true)`;
    const at = new Date();
    await tx`insert into users ${tx({ id, email, name, password_hash: admin?.hash ?? '', locale: 'en', created_at: at })}`;
    await tx`insert into memberships ${tx({ merchant_id: kahveDuragi.id, user_id: id, role: 'admin', created_at: at })}`;
  });
  return {
    id,
    email,
    age: () => ageFactorsOf(id),
    remove: () =>
      asUser(id, async (tx) => {
        await tx`select set_config('app.merchant_id', ${kahveDuragi.id}, true)`;
        await tx`delete from memberships where user_id = ${id}`;
      }),
  };
}
