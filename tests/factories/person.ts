import type { Db } from '#db/client.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import type { Person } from '#server/auth/context.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { ids } from './ids.ts';

/** Somebody who works for a merchant; cannot sign in, since no password makes this hash. `db` is the owner's. */
export async function makePerson(
  db: Db,
  merchantId: MerchantId,
  role: Role,
  name: string = role,
): Promise<Person> {
  const id = ids.next('user');
  const createdAt = new Date('2026-01-01T08:00:00Z');
  await db
    .insert(users)
    .values({ id, email: `${id}@test.example`, name, passwordHash: '-', locale: 'tr', createdAt });
  await db.insert(memberships).values({ merchantId, userId: id, role, createdAt });
  return { kind: 'user', id, name, role, locale: 'tr', branchIds: null, factorAt: createdAt };
}
