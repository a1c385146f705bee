import { NumberedLog } from '../shared/numbered-log.ts';

/** One request the provider received, in order of arrival. */
export type LoggedRequest = {
  id: number;
  at: string;
  method: string;
  path: string;
  clientId: string | null;
  deviceUniqueId: string | null;
  transactionReferenceId: string | null;
  /** As sent, secrets replaced. */
  body: unknown;
  /** Null until answered, and for ever when the connection was dropped instead. */
  status: number | null;
  /** As answered, tokens replaced. */
  response: unknown;
  /** `caller-gone`: the answer was ready but nobody was there to take it. */
  outcome: 'open' | 'answered' | 'dropped' | 'caller-gone';
  problems: readonly string[];
  durationMs: number | null;
};

const secrets = new Set([
  'client_secret',
  'password',
  'code',
  'refresh_token',
  'access_token',
  'authorization',
]);

/** Replaces the values of secret fields of a flat object. */
export function withoutSecrets(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, secrets.has(name) ? '[redacted]' : value]),
  );
}

/** The last few thousand requests, in memory. */
export class RequestLog extends NumberedLog<LoggedRequest> {
  open(first: Pick<LoggedRequest, 'at' | 'method' | 'path'>): LoggedRequest {
    return this.keep((id) => ({
      id,
      ...first,
      clientId: null,
      deviceUniqueId: null,
      transactionReferenceId: null,
      body: null,
      status: null,
      response: null,
      outcome: 'open',
      problems: [],
      durationMs: null,
    }));
  }
}
