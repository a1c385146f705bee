import { z } from 'zod';
import type { Clock } from '#server/kernel/time.ts';
import type { HttpTransport } from './http.ts';
import { createIyzicoGateway, credentialsSchema, iyzicoCapabilities } from './iyzico/index.ts';
import type {
  SessionStore,
  TerminalCapabilities,
  TerminalGateway,
  TerminalProvider,
} from './terminal-gateway.ts';

const iyzicoSettings = z.object({ model: z.enum(['507', '509']) });

/** A merchant's account with a provider, opened: what the provider's adapter needs to speak for it. */
export type ProviderAccount = {
  provider: TerminalProvider;
  /** Distinguishes logins; one connection signs in once at a time. */
  id: string;
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

/** The adapter that speaks for an account; throws when its stored settings or credentials do not parse. */
export function createGateway(account: ProviderAccount, deps: GatewayDeps): TerminalGateway {
  return createIyzicoGateway(
    {
      model: iyzicoSettings.parse(account.settings).model,
      baseUrl: account.baseUrl,
      credentials: credentialsSchema.parse(JSON.parse(account.credentials)),
      appVersion: deps.appVersion,
      deadlines: {
        moneyMs: deps.deadlines.saleMs,
        closeMs: deps.deadlines.closeMs,
        readMs: deps.deadlines.readMs,
      },
    },
    { http: deps.http, clock: deps.clock, sessions: deps.sessions, flightKey: account.id },
  );
}
