import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { kindOfRequest } from '#server/telemetry/time-requests.ts';

type Started = { request: IncomingMessage; response: ServerResponse; server: Server };

/** The doors of a process that somebody else opened. */
export type Doors = {
  /** Lets nobody in any more, and waits until those who are in have their answers. Streams are cut: their browsers come back elsewhere. */
  drain(withinMs: number): Promise<void>;
};

/** Watches who is in. The framework hands nobody its server: it is known from the first request on. */
export function watchDoors(): Doors {
  const servers = new Set<Server>();
  const answering = new Set<ServerResponse>();
  subscribe('http.server.request.start', (message) => {
    const { request, response, server } = message as Started;
    servers.add(server);
    if (kindOfRequest(request) === 'stream') return;
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  return {
    async drain(withinMs) {
      for (const server of servers) {
        server.close();
        server.closeIdleConnections();
      }
      const end = performance.now() + withinMs;
      while (answering.size > 0 && performance.now() < end) await delay(20);
      for (const server of servers) server.closeAllConnections();
    },
  };
}
