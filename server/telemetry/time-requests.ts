import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Histogram } from './series.ts';

const METHODS = new Set(['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);
const KINDS: readonly [prefix: string, kind: string][] = [
  ['/_next/', 'static'],
  ['/api/callbacks/', 'callback'],
  ['/api/live/stream', 'stream'],
  ['/api/live/', 'live'],
  ['/api/files/', 'file'],
  ['/api/internal/', 'internal'],
  ['/api/', 'api'],
];

/** What kind of request it is, in one of a few words: of an address nothing else may get into a label. */
export function kindOfRequest({
  method,
  url = '/',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): string {
  const known = KINDS.find(([prefix]) => url.startsWith(prefix));
  if (known) return known[1];
  return method === 'POST' && 'next-action' in headers ? 'action' : 'page';
}

/** Times every request that this process answers, from its headers to the last byte of the answer. */
export function timeRequests(requests: Histogram): () => void {
  const startedAt = new WeakMap<ServerResponse, number>();
  const onStart = (message: unknown) => {
    const { response } = message as { response: ServerResponse };
    startedAt.set(response, performance.now());
  };
  const onFinish = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const from = startedAt.get(response);
    const kind = kindOfRequest(request);
    // A stream is open for as long as somebody looks on.
    if (from === undefined || kind === 'stream') return;
    const method = METHODS.has(request.method ?? '') ? (request.method ?? '') : 'other';
    const status = `${Math.floor(response.statusCode / 100)}xx`;
    requests.observe({ kind, method, status }, (performance.now() - from) / 1_000);
  };
  subscribe('http.server.request.start', onStart);
  subscribe('http.server.response.finish', onFinish);
  return () => {
    unsubscribe('http.server.request.start', onStart);
    unsubscribe('http.server.response.finish', onFinish);
  };
}
