import { cleanText } from './clean-text.ts';
import type { HttpReply } from './http.ts';
import type { Exchange, RecordExchange } from './terminal-gateway.ts';

/** A recorder that fails must not cost the answer it was to record: it may be the only word of a charge. */
export function keepExchange(record: RecordExchange, exchange: Exchange): void {
  try {
    record(exchange);
  } catch {
    // The caller's own fault is the caller's to log.
  }
}

/** Why a call has no whole answer, in the words that are kept of it; null when it has one. */
export function describeFailure(reply: HttpReply): string | null {
  switch (reply.kind) {
    case 'answered':
      return null;
    case 'not_sent':
      return `not sent: ${cleanText(reply.detail)}`;
    case 'lost':
      return `lost while ${reply.phase}`;
    default:
      return reply.kind;
  }
}
