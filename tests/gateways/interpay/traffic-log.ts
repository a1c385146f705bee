import { NumberedLog } from '../shared/numbered-log.ts';
import type { HostName } from './gateway.ts';

/** One request the provider received. */
export type LoggedRequest = {
  id: number;
  kind: 'request';
  at: string;
  host: HostName;
  method: string;
  /** Without the query, whose fields stand in `body`. */
  path: string;
  call: 'start' | 'look-up' | 'cancel' | 'unknown';
  termId: string | null;
  deviceId: string | null;
  requestId: string | null;
  secureId: string | null;
  /** The fields as sent, PASS and tokens replaced; null while unread or unreadable. */
  body: Readonly<Record<string, string>> | null;
  /** CODE of the answer. */
  code: string | null;
  /** As answered. */
  response: unknown;
  /** `caller-gone`: the answer was ready but nobody was there to take it. */
  outcome: 'open' | 'answered' | 'dropped' | 'caller-gone';
  problem: string | null;
  durationMs: number | null;
};

/** One attempt to deliver a callback. */
export type LoggedCallback = {
  id: number;
  kind: 'callback';
  at: string;
  termId: string;
  deviceId: string;
  requestId: string;
  secureId: string;
  /** 1 for the first try. */
  attempt: number;
  method: string;
  /** Tokens replaced; empty when there was nowhere to send it. */
  url: string;
  contentType: string | null;
  /** As sent; of a very large one the beginning. */
  body: string | null;
  bytes: number;
  /** What came back; null while open and when nothing did. */
  status: number | null;
  problem: string | null;
  durationMs: number | null;
};

export type Traffic = LoggedRequest | LoggedCallback;

const shownBytes = 65_536;

/** The last few thousand requests and callback attempts, in memory. */
export class TrafficLog extends NumberedLog<Traffic> {
  openRequest({
    at,
    host,
    method,
    path,
  }: Pick<LoggedRequest, 'at' | 'host' | 'method' | 'path'>): LoggedRequest {
    return this.keep((id) => ({
      id,
      kind: 'request',
      at,
      host,
      method,
      path,
      call: 'unknown',
      termId: null,
      deviceId: null,
      requestId: null,
      secureId: null,
      body: null,
      code: null,
      response: null,
      outcome: 'open',
      problem: null,
      durationMs: null,
    }));
  }

  openCallback(
    first: Omit<LoggedCallback, 'id' | 'kind' | 'bytes' | 'status' | 'problem' | 'durationMs'>,
  ): LoggedCallback {
    return this.keep((id) => ({
      id,
      kind: 'callback',
      ...first,
      url: withoutTokens(first.url),
      body: first.body && first.body.length > shownBytes ? `${first.body.slice(0, shownBytes)}…` : first.body,
      bytes: Buffer.byteLength(first.body ?? ''),
      status: null,
      problem: null,
      durationMs: null,
    }));
  }
}

/** The fields of a request with its password and the secrets in its addresses replaced. */
export function withoutSecrets(fields: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...fields].map(([name, value]) => {
      if (name === 'PASS') return [name, '[redacted]'];
      return [name, name.endsWith('URL') ? withoutTokens(value) : value];
    }),
  );
}

/** Long random parts of a path are secrets, §6.4. */
function withoutTokens(address: string): string {
  const [path = '', ...query] = address.split('?');
  return [path.replaceAll(/(?<=\/)[A-Za-z0-9_-]{24,}(?=\/|$)/g, '[token]'), ...query].join('?');
}
