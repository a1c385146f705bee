import type { Faults } from '../shared/faults.ts';
import type { SendCallback } from '../shared/send-over-http.ts';
import type { Ledger } from './ledger.ts';
import type { CallName, GatewayAccount, GatewaySettings } from './settings.ts';
import type { TrafficLog } from './traffic-log.ts';

/** Which calls a planned fault spoils. */
export type FaultTarget = {
  call: CallName;
  /** `before` nothing happened; `after` it was carried out and the answer is spoiled. */
  when: 'before' | 'after';
};

/** Everything the gateway is made of; handed to whoever answers a request. */
export type Gateway = {
  settings: GatewaySettings;
  /** By `apiKey`. What the panel changes is changed in place. */
  accounts: Map<string, GatewayAccount>;
  ledger: Ledger;
  log: TrafficLog;
  faults: Faults<FaultTarget>;
  /** Base address of the payer's pages, without a slash at the end. */
  site: { url: string };
  /** When calls of each kind came in the last minute. */
  recent: Map<CallName, number[]>;
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
export function drawn(gateway: Pick<Gateway, 'random'>, length: number, alphabet = '0123456789'): string {
  let text = '';
  while (text.length < length) text += alphabet.charAt(Math.floor(gateway.random() * alphabet.length));
  return text;
}

/** A random id in the form of version 4. */
export function drawnUuid(gateway: Pick<Gateway, 'random'>): string {
  const hex = drawn(gateway, 30, '0123456789abcdef');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18)}`;
}

/** An instant as the book has it. */
export function stamp(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
