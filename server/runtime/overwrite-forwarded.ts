import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { ASKER_HEADER, askerOf } from '#server/auth/asker.ts';

/**
 * Has every request of this process say where it came from, and nothing that anybody made up: before the framework sees it the header
 * holds the one address that so many trusted proxies in front vouch for, without any the socket's own. The framework hands pages
 * and actions headers alone. Returns how to end it.
 */
export function overwriteForwarded(trustedProxies: number): () => void {
  const overwrite = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[ASKER_HEADER] = askerOf(
      request.headers[ASKER_HEADER],
      request.socket.remoteAddress,
      trustedProxies,
    );
  };
  subscribe('http.server.request.start', overwrite);
  return () => unsubscribe('http.server.request.start', overwrite);
}
