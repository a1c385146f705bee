import { toDecimalText } from './amounts.ts';
import { batchText, type Device } from './devices.ts';
import { openSaleOf } from './fiscal-sales.ts';
import type { Gateway } from './gateway.ts';
import { actsOn, screenOf } from './screen.ts';
import { kindTitles, slipOf } from './slip.ts';

/** What the device is set to, shows now, and showed last. */
export function deviceView(gateway: Gateway, device: Device) {
  const { running, lastResult } = device;
  const waiting = running?.settle
    ? {
        kind: running.kind,
        title: kindTitles[running.kind],
        amount: toDecimalText(running.amountMinor),
        amountMinor: running.amountMinor,
        currency: running.currency,
        since: new Date(running.since).toISOString(),
        hasLeft: running.hasLeft,
      }
    : null;
  return {
    deviceUniqueId: device.deviceUniqueId,
    label: device.label,
    clientId: device.clientId,
    model: device.model,
    mode: device.mode,
    scenario: device.scenario,
    times: device.times,
    online: device.online,
    screen: screenOf(gateway, device),
    acts: actsOn(gateway, device),
    openBatchNo: batchText(device.openBatch),
    openSaleNumber: openSaleOf(gateway, device)?.saleNumber ?? null,
    busyWith: running?.kind ?? null,
    busyTitle: running ? kindTitles[running.kind] : null,
    waiting,
    slip: lastResult ? slipOf(device, lastResult) : [],
    lastResult: lastResult && {
      kind: lastResult.kind,
      title: kindTitles[lastResult.kind],
      result: lastResult.result,
      message: lastResult.message,
      amount: toDecimalText(lastResult.amountMinor),
      currency: lastResult.currency,
      at: new Date(lastResult.at).toISOString(),
    },
  };
}
