import { z } from 'zod';
import type { Clock } from '#server/kernel/time.ts';
import type { HttpTransport } from './http.ts';
import { createIyzicoGateway, credentialsSchema, iyzicoCapabilities } from './iyzico/index.ts';
import type { SessionStore } from './session-store.ts';
import type { TerminalCapabilities, TerminalGateway, TerminalProvider } from './terminal-gateway.ts';

const iyzicoSettings = z.object({
  model: z.enum(['507', '509']),
  /** The provider does not publish the unit; seconds unless it asks for the other. */
  requestTimestampUnit: z.enum(['seconds', 'milliseconds']).default('seconds'),
});

/** A merchant's account with a provider, opened: what the provider's adapter needs to speak for it. */
export type ProviderAccount = {
  provider: TerminalProvider;
  baseUrl: string;
  settings: unknown;
  /** Unsealed JSON text. */
  credentials: string;
};

/** What the adapters share. */
export type GatewayDeps = {
  http: HttpTransport;
  clock: Clock;
  sessions: SessionStore;
  appVersion: string;
  deadlines: { saleMs: number; closeMs: number; readMs: number };
};

/** What devices of a connection can do; throws when the stored settings do not parse. */
export function capabilitiesOf(connection: {
  provider: TerminalProvider;
  settings: unknown;
}): TerminalCapabilities {
  return iyzicoCapabilities(iyzicoSettings.parse(connection.settings).model);
}

/** The fiscal model of the devices of a connection, as its provider names it; throws when the stored settings do not parse. */
export function fiscalModelOf(connection: { provider: TerminalProvider; settings: unknown }): '507' | '509' {
  return iyzicoSettings.parse(connection.settings).model;
}

/** The adapter that speaks for an account; throws when its stored settings or credentials do not parse. */
export function createGateway(account: ProviderAccount, deps: GatewayDeps): TerminalGateway {
  return createIyzicoGateway(
    {
      ...iyzicoSettings.parse(account.settings),
      baseUrl: account.baseUrl,
      credentials: credentialsSchema.parse(JSON.parse(account.credentials)),
      appVersion: deps.appVersion,
      deadlines: {
        moneyMs: deps.deadlines.saleMs,
        closeMs: deps.deadlines.closeMs,
        readMs: deps.deadlines.readMs,
      },
    },
    { http: deps.http, clock: deps.clock, sessions: deps.sessions },
  );
}
