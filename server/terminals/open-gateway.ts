import type { Database } from '#db/client.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import type { Config } from '#server/config/config.ts';
import type { HttpTransport } from '#server/gateways/http.ts';
import { createGateway } from '#server/gateways/registry.ts';
import type { TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { Clock, Wait } from '#server/kernel/time.ts';
import type { Log } from '#server/runtime/log.ts';
import { unseal } from './seal.ts';
import { createSessionStore, createTrialStore } from './session-store.ts';

/** The gateway that drives the devices of a connection; throws when its credentials or settings cannot be opened. */
export type OpenGateway = (
  connection: ConnectionRow,
  /** Credentials are tried that are not kept yet: it shares its login with nobody, and leaves none. */
  options?: { isTrial: boolean },
) => TerminalGateway;

/** Opens gateways and keeps one per connection, whose callers share its logins. */
export function createOpenGateway(deps: {
  config: Config;
  db: Database['db'];
  clock: Clock;
  wait: Wait;
  log: Log;
  http: HttpTransport;
  appVersion: string;
}): OpenGateway {
  const opened = new Map<string, { fingerprint: string; gateway: TerminalGateway }>();
  return (connection, { isTrial } = { isTrial: false }) => {
    const fingerprint = [
      connection.sealedCredentials,
      connection.baseUrl,
      JSON.stringify(connection.settings),
    ].join('\n');
    const known = opened.get(connection.id);
    if (!isTrial && known?.fingerprint === fingerprint) return known.gateway;
    const gateway = createGateway(
      {
        provider: connection.provider,
        baseUrl: connection.baseUrl,
        settings: connection.settings,
        credentials: unseal(
          deps.config.sealingKeys,
          { merchantId: connection.merchantId, provider: connection.provider, field: 'credentials' },
          connection.sealedCredentials,
        ),
      },
      {
        ...deps,
        serverIp: deps.config.serverIp,
        deadlines: deps.config.deadlines,
        sessions: isTrial ? createTrialStore() : createSessionStore(deps, connection),
      },
    );
    if (!isTrial) opened.set(connection.id, { fingerprint, gateway });
    return gateway;
  };
}
