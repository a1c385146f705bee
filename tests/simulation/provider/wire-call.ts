import type { HttpPost, HttpReply } from '#server/gateways/http.ts';
import type { CallKind } from './faults.ts';

/** One call as it went over the wire. */
export type WireCall = {
  kind: CallKind;
  path: string;
  reference: string | null;
  deviceId: string | null;
  /** What our side calls the operation. */
  conversationId: string | null;
  sentAt: number;
  process: string;
  /** Whether the provider began to carry it out. */
  isCarriedOut: boolean;
  /** The provider did it and said that it did not. */
  isDenied: boolean;
  /** Null while it is on its way. */
  answeredAt: number | null;
  reply: HttpReply | null;
};

/** What a post is about, as its path and body say. */
export function readCall(post: HttpPost, process: string, sentAt: number): WireCall {
  const path = new URL(post.url).pathname;
  const named = (name: string) => new RegExp(`"${name}":"([^"]*)"`).exec(post.body)?.[1] ?? null;
  return {
    kind: kindOf(path),
    path,
    reference: named('transactionReferenceId'),
    deviceId: named('deviceUniqueId'),
    conversationId: named('conversationId'),
    sentAt,
    process,
    isCarriedOut: false,
    isDenied: false,
    answeredAt: null,
    reply: null,
  };
}

function kindOf(path: string): CallKind {
  if (path.startsWith('/in-store/')) return 'login';
  if (path.endsWith('/eod')) return 'close';
  return /query-transaction-status|refundable-sale-info/.test(path) ? 'query' : 'money';
}
