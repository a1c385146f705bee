import {
  type ConnectionListRow,
  listConnectionDevices,
  listConnectionRows,
} from '#db/queries/connections.ts';
import type { Environment } from '#db/schema/connections.ts';
import type { Context } from '#server/auth/context.ts';
import { type AccountFacts, accountFactsOf } from '#server/gateways/registry.ts';
import type { ConnectionId, DeviceId } from '#server/kernel/ids.ts';
import type { TerminalProvider } from '#server/kernel/providers.ts';
import { type ConnectionTrouble, connectionTroubles } from './connection-trouble.ts';

/** A merchant's account with a provider as screens show it: nothing of it is secret. */
export type ConnectionView = {
  id: ConnectionId;
  label: string;
  provider: TerminalProvider;
  environment: Environment;
  /** Null when the stored settings cannot be read; then nothing can be sent through it. */
  account: AccountFacts | null;
  /** Host and port of the provider's address. */
  host: string;
  devices: { id: DeviceId; label: string }[];
  /** When the present login runs out; null when nobody is signed in. */
  signedInUntil: Date | null;
  lastUsedAt: Date | null;
  lastRefusedAt: Date | null;
  /** How far the provider's clock is ahead of ours; null before it told its time. */
  clockOffsetMs: number | null;
  troubles: ConnectionTrouble[];
};

/** Every connection of the merchant by label, with the devices it drives. */
export async function listConnections(
  ctx: Context<'connections:see'>,
): Promise<{ at: Date; connections: ConnectionView[] }> {
  const at = ctx.clock.now();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const rows = await listConnectionRows(tx, merchantId);
    const devices = Map.groupBy(await listConnectionDevices(tx, merchantId), (row) => row.connectionId);
    return { at, connections: rows.map((row) => toView(row, devices.get(row.id) ?? [], at)) };
  });
}

/** What is wrong with the connections, by their label. */
export async function listConnectionTroubles(
  ctx: Context<'devices:see'>,
): Promise<{ id: ConnectionId; label: string; trouble: ConnectionTrouble }[]> {
  const rows = await ctx.inTransaction((tx) => listConnectionRows(tx, ctx.merchant.id));
  return rows.flatMap((row) =>
    connectionTroubles(row).map((trouble) => ({ id: row.id, label: row.label, trouble })),
  );
}

function toView(
  row: ConnectionListRow,
  devices: readonly { id: DeviceId; label: string }[],
  at: Date,
): ConnectionView {
  const { sessionExpiresAt } = row;
  return {
    id: row.id,
    label: row.label,
    provider: row.provider,
    environment: row.environment,
    account: factsOf(row),
    host: URL.parse(row.baseUrl)?.host ?? row.baseUrl,
    devices: devices.map(({ id, label }) => ({ id, label })),
    signedInUntil: sessionExpiresAt && sessionExpiresAt > at ? sessionExpiresAt : null,
    lastUsedAt: row.lastUsedAt,
    lastRefusedAt: row.lastRefusedAt,
    clockOffsetMs: row.clockOffsetMs,
    troubles: connectionTroubles(row),
  };
}

function factsOf(row: ConnectionListRow): AccountFacts | null {
  try {
    return accountFactsOf(row);
  } catch {
    return null;
  }
}
