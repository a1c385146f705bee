import { z } from 'zod';
import { type Database, inScope } from '#db/client.ts';
import { findSealedSession, saveSealedSession } from '#db/queries/connections.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import type { Config } from '#server/config/config.ts';
import type { HttpTransport } from '#server/gateways/http.ts';
import { createGateway } from '#server/gateways/registry.ts';
import type { SessionStore, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { Clock } from '#server/kernel/time.ts';
import { type SealBinding, seal, unseal } from './seal.ts';

const storedSession = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: z.iso.datetime().transform((text) => new Date(text)),
});

/** The gateway that drives the devices of a connection. */
export type OpenGateway = (connection: ConnectionRow) => TerminalGateway;

/** Opens gateways and keeps one per connection, so that a connection signs in once at a time in this process. */
export function createOpenGateway(deps: {
  config: Config;
  db: Database['db'];
  clock: Clock;
  http: HttpTransport;
  appVersion: string;
}): OpenGateway {
  const opened = new Map<string, { fingerprint: string; gateway: TerminalGateway }>();
  return (connection) => {
    const fingerprint = [
      connection.sealedCredentials,
      connection.baseUrl,
      JSON.stringify(connection.settings),
    ].join('\n');
    const known = opened.get(connection.id);
    if (known?.fingerprint === fingerprint) return known.gateway;
    const gateway = createGateway(
      {
        provider: connection.provider,
        id: connection.id,
        baseUrl: connection.baseUrl,
        settings: connection.settings,
        credentials: unseal(
          deps.config.sealingKeys,
          binding(connection, 'credentials'),
          connection.sealedCredentials,
        ),
      },
      { ...deps, deadlines: deps.config.deadlines, sessions: sessionStore(deps, connection) },
    );
    opened.set(connection.id, { fingerprint, gateway });
    return gateway;
  };
}

function sessionStore(
  deps: { config: Config; db: Database['db']; clock: Clock },
  connection: ConnectionRow,
): SessionStore {
  const { merchantId, id } = connection;
  const place = binding(connection, 'session');
  return {
    async load() {
      const sealed = await inScope(deps.db, { merchantId }, (tx) => findSealedSession(tx, merchantId, id));
      return sealed === null
        ? null
        : storedSession.parse(JSON.parse(unseal(deps.config.sealingKeys, place, sealed)));
    },
    async save(session) {
      const sealedSession = session && seal(deps.config.sealingKeys, place, JSON.stringify(session));
      await inScope(deps.db, { merchantId }, (tx) =>
        saveSealedSession(tx, merchantId, id, {
          sealedSession,
          sessionExpiresAt: session?.expiresAt ?? null,
          lastUsedAt: deps.clock.now(),
        }),
      );
    },
  };
}

function binding(connection: ConnectionRow, field: SealBinding['field']): SealBinding {
  return { merchantId: connection.merchantId, provider: connection.provider, field };
}
