import { eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { memberships } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';

/** The branches of a merchant, by name, also those without a terminal. */
export async function listBranches(db: Db, merchantId: MerchantId) {
  return db
    .select({ id: branches.id, name: branches.name })
    .from(branches)
    .where(eq(branches.merchantId, merchantId))
    .orderBy(byName(branches.name));
}

/** The people who work for a merchant, by name. */
export async function listPeople(db: Db, merchantId: MerchantId) {
  return db
    .select({ id: users.id, name: users.name })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(eq(memberships.merchantId, merchantId))
    .orderBy(byName(users.name));
}
