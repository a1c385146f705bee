import { eq, lt } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { addressTries } from '#db/schema/address-tries.ts';

// All of them need the system's scope.

/** What is counted of an address. */
type Tries = Omit<typeof addressTries.$inferSelect, 'address'>;

/** What is counted of an address, locked until the transaction ends; `none` where nothing was. */
export async function lockAddressTries(db: Db, address: string, none: Tries): Promise<Tries> {
  await db
    .insert(addressTries)
    .values({ address, ...none })
    .onConflictDoNothing();
  const [row] = await db
    .select({
      failures: addressTries.failures,
      countedAt: addressTries.countedAt,
      waitUntil: addressTries.waitUntil,
    })
    .from(addressTries)
    .where(eq(addressTries.address, address))
    .for('update');
  return row ?? none;
}

/** Counts anew. */
export async function setAddressTries(db: Db, address: string, tries: Tries): Promise<void> {
  await db.update(addressTries).set(tries).where(eq(addressTries.address, address));
}

/** Throws away what was counted last before this moment. */
export async function forgetAddressTries(db: Db, before: Date): Promise<void> {
  await db.delete(addressTries).where(lt(addressTries.countedAt, before));
}
