import type { Faults } from '../shared/faults.ts';
import type { Device } from './devices.ts';
import type { Ledger } from './ledger.ts';
import type { Login } from './login.ts';
import { refusal } from './refusals.ts';
import type { RequestLog } from './request-log.ts';
import type { GatewayClient, GatewaySettings } from './settings.ts';

/** Everything the gateway is made of; handed to whoever answers a request. */
export type Gateway = {
  settings: GatewaySettings;
  clients: readonly GatewayClient[];
  devices: ReadonlyMap<string, Device>;
  ledger: Ledger;
  login: Login;
  log: RequestLog;
  /**
   * Before the provider even looks at a request whose path ends so: for logins and queries, which no device scenario
   * concerns. Nothing ever happened when one of these comes back.
   */
  faults: Faults<string>;
  /** Writes a device's settings, batch and counters down. */
  keepDevice(device: Device): void;
  /** Epoch milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Resolves after so many milliseconds; rejects with an AbortError when the gateway closes meanwhile. */
  wait(ms: number): Promise<void>;
  /** Aborted when the gateway closes; every wait ends with it. */
  closing: AbortSignal;
};

/** One authenticated request of a client. */
export type Call = { gateway: Gateway; client: GatewayClient; body: unknown };

/** The client's device; throws 380101 if nobody has it, 380102 if somebody else does. */
export function deviceOf(call: Call, deviceUniqueId: string): Device {
  const device = call.gateway.devices.get(deviceUniqueId);
  if (!device) throw refusal('380101');
  if (device.clientId !== call.client.clientId) {
    throw refusal('380102', { tr: 'Kullanıcı bu cihazı kullanamaz', en: 'The user may not use this device' });
  }
  return device;
}

/** Throws when the reference already names an operation: nothing is charged twice. */
export function refuseUsedReference(call: Call, reference: string): void {
  if (call.gateway.ledger.isReferenceUsed(call.client.clientId, reference)) throw refusal('380105');
}

/** `length` decimal digits. */
export function digits(gateway: Gateway, length: number): string {
  let text = '';
  while (text.length < length) text += Math.floor(gateway.random() * 10);
  return text;
}
