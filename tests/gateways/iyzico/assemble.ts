import { setTimeout as delay } from 'node:timers/promises';
import { Faults } from '../shared/faults.ts';
import { openStore, readState, type Store } from '../shared/store.ts';
import type { BookEntry, FiscalSale } from './book.ts';
import { applyKept, type Device, type KeptDevice, keptPart } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { Ledger } from './ledger.ts';
import { Login } from './login.ts';
import { RequestLog } from './request-log.ts';
import { defaultSettings, type GatewayClient, type GatewaySettings, settingsPatch } from './settings.ts';

type StateLine = { entry: BookEntry } | { fiscal: FiscalSale } | { device: KeptDevice };

/** What a gateway is made from. */
export type GatewayParts = {
  clients: readonly GatewayClient[];
  settings?: Partial<GatewaySettings>;
  /** Keeps book, batches and device settings over a restart. */
  dataFile?: string;
  /** Epoch milliseconds; the real clock by default. */
  clock?: () => number;
  /** Lets so many milliseconds pass on that clock; the real one by default. */
  wait?: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1; makes ids and tokens. */
  random?: () => number;
};

/** Puts a gateway together, without a network; every wait ends when `closing` is aborted. */
export function assembleGateway(options: GatewayParts, closing: AbortSignal): Gateway {
  const now = options.clock ?? Date.now;
  const random = options.random ?? Math.random;
  const settings = { ...defaultSettings, ...settingsPatch.parse(options.settings ?? {}) };
  const devices = new Map(
    options.clients.flatMap((client) =>
      client.devices.map((device) => [device.deviceUniqueId, newDevice(client, device)] as const),
    ),
  );
  let store: Store<StateLine> = { keep: () => undefined };
  const ledger = new Ledger((change) => store.keep(change));
  if (options.dataFile !== undefined) {
    restore(readState<StateLine>(options.dataFile), ledger, devices);
    store = openStore(options.dataFile, snapshot(ledger, devices));
  }
  return {
    settings,
    clients: options.clients,
    devices,
    ledger,
    login: new Login({ clients: options.clients, settings, now, random }),
    log: new RequestLog(),
    faults: new Faults((path, request) => request.endsWith(path)),
    keepDevice: (device) => store.keep({ device: keptPart(device) }),
    now,
    random,
    wait: options.wait ?? ((ms) => delay(ms, undefined, { signal: closing })),
    closing,
  };
}

function newDevice(client: GatewayClient, device: GatewayClient['devices'][number]): Device {
  return {
    ...device,
    clientId: client.clientId,
    model: client.model,
    scenario: null,
    times: null,
    online: true,
    openBatch: 1,
    stan: 0,
    openSaleNumber: null,
    running: null,
    lastResult: null,
    waiters: [],
  };
}

/** An operation that was on its device when the process died charged nobody. */
function restore(state: readonly StateLine[], ledger: Ledger, devices: ReadonlyMap<string, Device>): void {
  for (const line of state) {
    if ('entry' in line) ledger.restore(line.entry);
    if ('fiscal' in line) ledger.restoreFiscal(line.fiscal);
    const device = 'device' in line ? devices.get(line.device.deviceUniqueId) : undefined;
    if (device && 'device' in line) applyKept(device, line.device satisfies KeptDevice);
  }
  for (const entry of ledger.entries()) {
    if (entry.state === 'pending') ledger.restore({ ...entry, state: 'not-charged' });
  }
}

function snapshot(ledger: Ledger, devices: ReadonlyMap<string, Device>): StateLine[] {
  return [
    ...ledger.fiscalSales().map((fiscal) => ({ fiscal })),
    ...ledger.entries().map((entry) => ({ entry })),
    ...[...devices.values()].map((device) => ({ device: keptPart(device) })),
  ];
}
