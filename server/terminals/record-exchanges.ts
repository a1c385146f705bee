import type { Tx } from '#db/client.ts';
import { markDevice } from '#db/queries/devices.ts';
import { insertExchanges } from '#db/queries/exchanges.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId } from '#server/kernel/ids.ts';

/** Keeps what was said on the wire for an operation, and what it tells of the device's health. */
export async function recordExchanges(
  ctx: SystemContext,
  tx: Tx,
  operation: { id: string; deviceId: DeviceId },
  said: readonly Exchange[],
  hasDeviceAnswered: boolean | null,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  await insertExchanges(
    tx,
    said.map((exchange) => ({
      merchantId,
      id: ctx.ids.next('exchange'),
      operationId: operation.id,
      purpose: exchange.purpose,
      at: exchange.at,
      durationMs: Math.round(exchange.durationMs),
      path: exchange.path,
      request: exchange.request ?? null,
      httpStatus: exchange.httpStatus,
      response: exchange.response ?? null,
      failure: exchange.failure,
    })),
  );
  if (hasDeviceAnswered === null) return;
  const at = ctx.clock.now();
  await markDevice(
    tx,
    merchantId,
    operation.deviceId,
    hasDeviceAnswered ? { lastAnsweredAt: at } : { lastFailedAt: at },
  );
}
