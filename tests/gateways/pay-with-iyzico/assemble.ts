import { setTimeout as delay } from 'node:timers/promises';
import { Faults } from '../shared/faults.ts';
import type { SendCallback } from '../shared/send-over-http.ts';
import { openStore, readState, type Store } from '../shared/store.ts';
import type { PageEntry } from './book.ts';
import type { FaultTarget, Gateway } from './gateway.ts';
import { Ledger } from './ledger.ts';
import {
  type AccountInput,
  defaultSettings,
  type GatewaySettings,
  parseAccount,
  settingsPatch,
} from './settings.ts';
import { TrafficLog } from './traffic-log.ts';

/** What a gateway is made from. */
export type GatewayParts = {
  accounts: readonly AccountInput[];
  settings?: Partial<GatewaySettings>;
  /** Keeps the book over a restart. */
  dataFile?: string;
  /** Base address of the payer's pages, without a slash at the end. */
  site: { url: string };
  /** Carries a notice away; resolves to the status that came back. */
  send: SendCallback;
  /** Epoch milliseconds; the real clock by default. */
  clock?: () => number;
  /** Lets so many milliseconds pass on that clock; the real one by default. */
  wait?: (ms: number) => Promise<void>;
  /** 0 ≤ x < 1; makes tokens and references. */
  random?: () => number;
};

/** Puts a gateway together, without a network; every wait ends when `closing` is aborted. */
export function assembleGateway(parts: GatewayParts, closing: AbortSignal): Gateway {
  let store: Store<PageEntry> = { keep: () => undefined };
  const ledger = new Ledger((entry) => store.keep(entry));
  if (parts.dataFile !== undefined) {
    for (const entry of readState<PageEntry>(parts.dataFile)) ledger.restore(entry);
    // The bank that was asked when the process died said nothing, and charged nobody.
    for (const entry of ledger.entries()) {
      if (entry.state === 'running') ledger.restore({ ...entry, state: 'open' });
    }
    store = openStore(parts.dataFile, ledger.entries());
  }
  return {
    settings: { ...defaultSettings, ...settingsPatch.parse(parts.settings ?? {}) },
    accounts: new Map(parts.accounts.map(parseAccount).map((account) => [account.apiKey, account])),
    ledger,
    log: new TrafficLog(),
    faults: new Faults<FaultTarget>(
      (target, request) => target.call === request.call && target.when === request.when,
    ),
    site: parts.site,
    recent: new Map(),
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
