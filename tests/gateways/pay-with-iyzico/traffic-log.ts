import { NumberedLog } from '../shared/numbered-log.ts';
import type { CallName } from './settings.ts';

/** One request the provider received. */
export type LoggedRequest = {
  id: number;
  kind: 'request';
  at: string;
  method: string;
  /** With the query. */
  target: string;
  call: CallName | 'unknown';
  apiKey: string | null;
  conversationId: string | null;
  /** As sent; null while unread or unreadable. */
  body: unknown;
  /** `success`, or the code of the failure. */
  code: string | null;
  /** As answered. */
  response: unknown;
  /** `caller-gone`: the answer was ready but nobody was there to take it. */
  outcome: 'open' | 'answered' | 'dropped' | 'caller-gone';
  problem: string | null;
  durationMs: number | null;
};

/** One attempt to deliver a notice. */
export type LoggedNotice = {
  id: number;
  kind: 'notice';
  at: string;
  token: string;
  conversationId: string | null;
  /** 1 for the first try. */
  attempt: number;
  url: string;
  body: string;
  isSigned: boolean;
  /** What came back; null while open and when nothing did. */
  status: number | null;
  problem: string | null;
  durationMs: number | null;
};

export type Traffic = LoggedRequest | LoggedNotice;

/** The last few thousand requests and notices, in memory. Headers, which hold the signatures, are not kept. */
export class TrafficLog extends NumberedLog<Traffic> {
  openRequest(first: Pick<LoggedRequest, 'at' | 'method' | 'target'>): LoggedRequest {
    return this.keep((id) => ({
      id,
      kind: 'request',
      ...first,
      call: 'unknown',
      apiKey: null,
      conversationId: null,
      body: null,
      code: null,
      response: null,
      outcome: 'open',
      problem: null,
      durationMs: null,
    }));
  }

  openNotice(first: Omit<LoggedNotice, 'id' | 'kind' | 'status' | 'problem' | 'durationMs'>): LoggedNotice {
    return this.keep((id) => ({
      id,
      kind: 'notice',
      ...first,
      status: null,
      problem: null,
      durationMs: null,
    }));
  }
}
