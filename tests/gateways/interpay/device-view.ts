import { toAmt } from './amounts.ts';
import type { BookEntry } from './book.ts';
import type { Device } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { slipHead } from './outcome.ts';
import { actsOn, liveEntry, screenOf } from './screen.ts';
import { paperLines, printedLines } from './slip.ts';

/** What the device is set to, shows now, and showed last. */
export function deviceView(gateway: Gateway, device: Device) {
  const { lastEntry, running } = device;
  const live = liveEntry(gateway, device);
  const isWaiting = live !== null && running?.isForPerson && running.settle !== null;
  return {
    termId: device.termId,
    deviceId: device.deviceId,
    label: device.label,
    mode: device.mode,
    line: device.line,
    scenario: device.scenario,
    times: device.times,
    openBatchNo: String(device.openBatch),
    /** The last `Trans #` of the open batch. */
    transaction: device.transaction,
    /** SECUREID of the session on it. */
    busyWith: live?.secureId ?? null,
    waiting: isWaiting ? { ...sessionView(live), since: live.startedAt, hasLeft: running.hasLeft } : null,
    screen: screenOf(gateway, device),
    acts: actsOn(device),
    slip: lastEntry ? paperLines(printedLines(lastEntry, 'Customer', slipHead(gateway, lastEntry))) : [],
    lastResult: lastEntry && {
      ...sessionView(lastEntry),
      state: lastEntry.state,
      code: lastEntry.code,
      text: lastEntry.text,
      at: lastEntry.voidedAt ?? lastEntry.endedAt,
    },
  };
}

function sessionView(entry: BookEntry) {
  const { secureId, requestId, kind, amountMinor } = entry;
  return { secureId, requestId, kind, amountMinor, amount: toAmt(amountMinor) };
}
