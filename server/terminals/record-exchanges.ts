import type { Tx } from '#db/client.ts';
import { noteUse } from '#db/queries/connections.ts';
import { markDevice } from '#db/queries/devices.ts';
import { insertExchanges, type NewExchange } from '#db/queries/exchanges.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { isClockOff } from '#server/gateways/clock-offset.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId, Id, MerchantId } from '#server/kernel/ids.ts';

/** A call with the id under which it is kept, so that keeping it twice keeps it once. */
export type KeptExchange = Exchange & { id: Id<'exchange'> };

/** Keeps what was said on the wire for an operation, and what it tells of the device, the connection and the clocks. */
export async function recordExchanges(
  ctx: SystemContext,
  tx: Tx,
  operation: { id: string; deviceId: DeviceId },
  said: readonly KeptExchange[],
  hasDeviceAnswered: boolean | null,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  await insertExchanges(
    tx,
    said.map((exchange) => toRow(merchantId, operation.id, exchange)),
  );
  const at = ctx.clock.now();
  if (said.length > 0) {
    const clockOffsetMs = clockOffsetOf(said);
    const credentials = credentialsVerdictOf(said);
    const use = { at, clockOffsetMs, credentials };
    const connectionId = await noteUse(tx, merchantId, { deviceId: operation.deviceId }, use);
    if (connectionId && isClockOff(clockOffsetMs)) {
      ctx.log.warn({ merchantId, connectionId, clockOffsetMs }, 'The clock of the provider is not ours');
    }
    if (credentials === 'refused')
      ctx.log.warn({ merchantId, connectionId }, 'The provider refused the credentials');
    for (const { path, failure } of said) {
      // F10: either the address of the connection is wrong, or somebody stands between.
      if (failure === 'redirect')
        ctx.log.warn(
          { merchantId, connectionId, path },
          'A call was sent on to another address and not followed',
        );
    }
  }
  if (hasDeviceAnswered === null) return;
  await markDevice(
    tx,
    merchantId,
    operation.deviceId,
    hasDeviceAnswered ? { lastAnsweredAt: at } : { lastFailedAt: at },
  );
}

/** A call as the database keeps it. */
export function toRow(merchantId: MerchantId, operationId: string, exchange: KeptExchange): NewExchange {
  return {
    merchantId,
    id: exchange.id,
    operationId,
    purpose: exchange.purpose,
    at: exchange.at,
    durationMs: Math.round(exchange.durationMs),
    path: exchange.path,
    request: exchange.request ?? null,
    httpStatus: exchange.httpStatus,
    response: exchange.response ?? null,
    failure: exchange.failure,
  };
}

/** What the provider said last in these calls to credentials that went along; null: nothing. */
export function credentialsVerdictOf(said: readonly Exchange[]): 'accepted' | 'refused' | null {
  return said.findLast(({ credentials }) => credentials)?.credentials ?? null;
}

/** How far the provider's clock was ahead of ours in the last of these calls that tells. */
export function clockOffsetOf(said: readonly Exchange[]): number | null {
  return said.findLast((exchange) => exchange.clockOffsetMs !== null)?.clockOffsetMs ?? null;
}
