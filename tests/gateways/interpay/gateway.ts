import type { Faults } from '../shared/faults.ts';
import type { SendCallback } from '../shared/send-over-http.ts';
import type { Device } from './devices.ts';
import type { Ledger } from './ledger.ts';
import type { GatewayAccount, GatewaySettings } from './settings.ts';
import type { TrafficLog } from './traffic-log.ts';

/** The two equal hosts, §2.1. */
export type HostName = 'primary' | 'secondary';

/** Which calls a planned fault spoils; without a host, on either. */
export type FaultTarget = {
  call: 'start' | 'look-up' | 'cancel';
  host?: HostName | undefined;
  /** `before` nothing happened; `after` it was carried out and the answer is spoiled. */
  when: 'before' | 'after';
};

/** Everything the gateway is made of; handed to whoever answers a request. */
export type Gateway = {
  settings: GatewaySettings;
  accounts: ReadonlyMap<string, GatewayAccount>;
  /** By `deviceKey`. */
  devices: ReadonlyMap<string, Device>;
  ledger: Ledger;
  log: TrafficLog;
  faults: Faults<FaultTarget>;
  /** Base address of each host, without a slash at the end. */
  hosts: Record<HostName, string>;
  /** The cut-off up to which batches were closed by themselves; 0 before the first. */
  settledUpTo: number;
  /** REQUESTIDs that have met SIM-GWERR, with their terminal. */
  failedOnce: Set<string>;
  /** Writes a device's settings, batch and counters down. */
  keepDevice(device: Device): void;
  /** Epoch milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Resolves after so many milliseconds; rejects with an AbortError when the gateway closes meanwhile. */
  wait(ms: number): Promise<void>;
  send: SendCallback;
  /** Work that nobody waits for; it ends silently when the gateway closes. */
  background(work: Promise<unknown>): void;
  /** Aborted when the gateway closes; every wait ends with it. */
  closing: AbortSignal;
};

/** `length` letters of an alphabet. */
export function drawn(gateway: Pick<Gateway, 'random'>, length: number, alphabet: string): string {
  let text = '';
  while (text.length < length) text += alphabet.charAt(Math.floor(gateway.random() * alphabet.length));
  return text;
}

export const DIGITS = '0123456789';
export const SMALL_ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const CAPITAL_ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
