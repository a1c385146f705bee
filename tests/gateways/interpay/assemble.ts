import { setTimeout as delay } from 'node:timers/promises';
import { Faults } from '../shared/faults.ts';
import type { SendCallback } from '../shared/send-over-http.ts';
import { openStore, readState, type Store } from '../shared/store.ts';
import type { BookEntry } from './book.ts';
import { applyKept, type Device, deviceKey, type KeptDevice, keptPart } from './devices.ts';
import type { FaultTarget, Gateway, HostName } from './gateway.ts';
import { Ledger, type LedgerChange } from './ledger.ts';
import { AMOUNT_DEVICE, scenarioNames } from './scenarios.ts';
import { defaultSettings, type GatewayAccount, type GatewaySettings, settingsPatch } from './settings.ts';
import { TrafficLog } from './traffic-log.ts';

type StateLine = LedgerChange | { device: KeptDevice };

/** What a gateway is made from. */
export type GatewayParts = {
  accounts: readonly GatewayAccount[];
  settings?: Partial<GatewaySettings>;
  /** Keeps book, batches and device settings over a restart. */
  dataFile?: string;
  /** Base address of each host, without a slash at the end; stands in HOST and CANCELURL. */
  hosts: Record<HostName, string>;
  /** Carries a callback away; resolves to the status that came back. */
  send: SendCallback;
  /** Epoch milliseconds; the real clock by default. */
  clock?: () => number;
  /** Lets so many milliseconds pass on that clock; the real one by default. */
  wait?: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1; makes ids and references. */
  random?: () => number;
};

/** Puts a gateway together, without a network; every wait ends when `closing` is aborted. */
export function assembleGateway(parts: GatewayParts, closing: AbortSignal): Gateway {
  const devices = new Map(
    parts.accounts.flatMap((account) =>
      devicesOf(account).map((device) => [deviceKey(device.termId, device.deviceId), device] as const),
    ),
  );
  let store: Store<StateLine> = { keep: () => undefined };
  const ledger = new Ledger((change) => store.keep(change));
  if (parts.dataFile !== undefined) {
    restore(readState<StateLine>(parts.dataFile), ledger, devices);
    store = openStore(parts.dataFile, snapshot(ledger, devices));
  }
  return {
    settings: { ...defaultSettings, ...settingsPatch.parse(parts.settings ?? {}) },
    accounts: new Map(parts.accounts.map((account) => [account.termId, account])),
    devices,
    ledger,
    log: new TrafficLog(),
    faults: new Faults<FaultTarget>(isMeant),
    hosts: parts.hosts,
    settledUpTo: 0,
    failedOnce: new Set(),
    keepDevice: (device) => store.keep({ device: keptPart(device) }),
    now: parts.clock ?? Date.now,
    random: parts.random ?? Math.random,
    wait: parts.wait ?? ((ms) => delay(ms, undefined, { signal: closing })),
    send: parts.send,
    background: (work) => void work.catch(unlessClosing(closing)),
    closing,
  };
}

/** A wait that ended because the gateway closes is nobody's error. */
function unlessClosing(closing: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!closing.aborted) throw error;
  };
}

function isMeant(target: FaultTarget, request: FaultTarget): boolean {
  const isHost = target.host === undefined || target.host === request.host;
  return target.call === request.call && target.when === request.when && isHost;
}

/** The account's own devices, and one for each scenario of §12.2. */
function devicesOf(account: GatewayAccount): Device[] {
  const own = account.devices.map((device) => newDevice(account, device));
  const names = new Set(own.map(({ deviceId }) => deviceId));
  const scripted = [...scenarioNames, AMOUNT_DEVICE]
    .filter((deviceId) => !names.has(deviceId))
    .map((deviceId) => newDevice(account, { deviceId, label: deviceId, mode: 'auto' }));
  return [...own, ...scripted];
}

function newDevice(account: GatewayAccount, device: GatewayAccount['devices'][number]): Device {
  return {
    ...device,
    termId: account.termId,
    line: 'online',
    scenario: null,
    times: null,
    openBatch: 1,
    transaction: 0,
    running: null,
    lastEntry: null,
    waiters: [],
  };
}

/** A session that was on its terminal when the process died charged nobody, and nobody is told (U12). */
function restore(state: readonly StateLine[], ledger: Ledger, devices: ReadonlyMap<string, Device>): void {
  for (const line of state) {
    if (!('device' in line)) {
      ledger.restore(line);
      continue;
    }
    const device = devices.get(deviceKey(line.device.termId, line.device.deviceId));
    if (device) applyKept(device, line.device);
  }
  for (const entry of ledger.entries()) {
    if (entry.state === 'live') ledger.restore({ entry: lostWithTheProcess(entry) });
  }
}

function lostWithTheProcess(entry: BookEntry): BookEntry {
  return { ...entry, state: 'cancelled', code: '8514', text: 'TERMINAL RESTARTED', endedAt: entry.startedAt };
}

function snapshot(ledger: Ledger, devices: ReadonlyMap<string, Device>): StateLine[] {
  return [
    ...ledger.usedRequests().map((used) => ({ used })),
    ...ledger.entries().map((entry) => ({ entry })),
    ...ledger.closedBatches().map((closed) => ({ closed })),
    ...[...devices.values()].map((device) => ({ device: keptPart(device) })),
  ];
}
