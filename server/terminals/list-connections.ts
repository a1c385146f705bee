import {
  type ConnectionListRow,
  listConnectionDevices,
  listConnectionRows,
} from '#db/queries/connections.ts';
import { type CallbackTally, tallyCallbacks } from '#db/queries/inbox.ts';
import type { Environment } from '#db/schema/connections.ts';
import type { Context } from '#server/auth/context.ts';
import { type AccountFacts, accountFactsOf, capabilitiesOf } from '#server/gateways/registry.ts';
import type { ConnectionId, DeviceId } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { type ConnectionTrouble, connectionTroubles } from './connection-trouble.ts';

/** A merchant's account with a provider as screens show it: nothing of it is secret. */
export type ConnectionView = {
  id: ConnectionId;
  label: string;
  provider: Provider;
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
  /** What was called back in the last 30 days; null where results come with the answers to our requests. */
  callbacks: CallbackTally | null;
  troubles: ConnectionTrouble[];
};

/** For so long back callbacks are counted. */
const TALLIED_MS = 30 * 24 * 3_600_000;

const NO_CALLBACKS: CallbackTally = { received: 0, mismatched: 0, unreadable: 0, held: 0 };

/** Every connection of the merchant by label, with the devices it drives. */
export async function listConnections(
  ctx: Context<'connections:see'>,
): Promise<{ at: Date; connections: ConnectionView[] }> {
  const at = ctx.clock.now();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const rows = await listConnectionRows(tx, merchantId);
    const devices = Map.groupBy(await listConnectionDevices(tx, merchantId), (row) => row.connectionId);
    const tallies = rows.some(isCalledBack)
      ? await tallyCallbacks(tx, merchantId, new Date(at.getTime() - TALLIED_MS))
      : new Map<string, CallbackTally>();
    const toTally = (row: ConnectionListRow) =>
      isCalledBack(row) ? (tallies.get(row.id) ?? NO_CALLBACKS) : null;
    return {
      at,
      connections: rows.map((row) => toView(row, devices.get(row.id) ?? [], toTally(row), at)),
    };
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
  callbacks: CallbackTally | null,
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
    callbacks,
    troubles: connectionTroubles(row),
  };
}

function isCalledBack(row: ConnectionListRow): boolean {
  try {
    const { resultBy, page } = capabilitiesOf(row);
    return resultBy === 'callback' || page !== null;
  } catch {
    return false;
  }
}

function factsOf(row: ConnectionListRow): AccountFacts | null {
  try {
    return accountFactsOf(row);
  } catch {
    return null;
  }
}
