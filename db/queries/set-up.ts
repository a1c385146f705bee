import { and, count, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** What a merchant has of what it takes to sell. */
export async function readSetUp(db: Db, merchantId: MerchantId) {
  const [branchCount, connectionCount, found, roles] = await Promise.all([
    db.$count(branches, eq(branches.merchantId, merchantId)),
    db.$count(connections, eq(connections.merchantId, merchantId)),
    db
      .select({ isEnabled: devices.isEnabled, lastAnsweredAt: devices.lastAnsweredAt })
      .from(devices)
      .where(eq(devices.merchantId, merchantId)),
    db
      .select({ role: memberships.role, members: count() })
      .from(memberships)
      .where(and(eq(memberships.merchantId, merchantId), isNull(memberships.disabledAt)))
      .groupBy(memberships.role),
  ]);
  const has = (role: Role) => roles.some((row) => row.role === role && row.members > 0);
  return {
    branch: branchCount > 0,
    connection: connectionCount > 0,
    device: found.some((device) => device.isEnabled),
    answered: found.some((device) => device.lastAnsweredAt !== null),
    manager: has('manager'),
    accountant: has('accountant'),
  };
}
