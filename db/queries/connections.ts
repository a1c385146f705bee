import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import type { ConnectionId, MerchantId } from '#server/kernel/ids.ts';

/** The sealed login of a connection, or null. */
export async function findSealedSession(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
): Promise<string | null> {
  const [row] = await db
    .select({ sealed: connections.sealedSession })
    .from(connections)
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)));
  return row?.sealed ?? null;
}

/** Keeps the sealed login of a connection and when it runs out. */
export async function saveSealedSession(
  db: Db,
  merchantId: MerchantId,
  id: ConnectionId,
  session: { sealedSession: string | null; sessionExpiresAt: Date | null; lastUsedAt: Date },
): Promise<void> {
  await db
    .update(connections)
    .set(session)
    .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id)));
}
