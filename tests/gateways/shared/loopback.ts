import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on this machine only. */
export type LoopbackServer = {
  url: string;
  /** Ends every connection at once. */
  close(): Promise<void>;
};

/** Listens on 127.0.0.1; 0 takes any free port. Rejects when the port is taken. */
export async function listenOnLoopback(
  port: number,
  respond: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const server = createServer(respond);
  // Longer than any caller keeps an idle connection, so that no request meets a closing one by accident.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** The whole body; null when it is larger than allowed. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A request as it came over the wire. */
export type RawRequest = {
  method: string;
  /** Path and query as on the request line. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
};

/** The request with its body, nothing left out. */
export function asArrived(request: IncomingMessage, body: Buffer): RawRequest {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0);
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: names.map((name, index) => [name, request.rawHeaders[2 * index + 1] ?? '']),
    body,
  };
}
