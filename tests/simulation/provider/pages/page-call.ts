import type { HttpGet, HttpPost, HttpReply } from '#server/gateways/http.ts';

/** What a call to Pay with iyzico is for: a page is opened, asked about, paid back, or that is looked up; a day is read. */
export type PageCallKind = 'open' | 'ask' | 'return' | 'look' | 'day';

/** One call to Pay with iyzico as it went over the wire. */
export type PageCall = {
  kind: PageCallKind;
  path: string;
  /** What our side calls it: of a page the sale's reference, of a return its own. */
  reference: string;
  token: string | null;
  sentAt: number;
  process: string;
  /** Whether the provider began to carry it out. */
  isCarriedOut: boolean;
  /** The provider did it and said that it did not. */
  isDenied: boolean;
  /** Asked about a page: it was paid and cleared of fraud, and what arrived says so, truly and signed. */
  isProof: boolean;
  /** Null while it is on its way. */
  answeredAt: number | null;
  reply: HttpReply | null;
};

/** What a call says, in its body or after its address. */
export function fieldsOf(sent: HttpGet | HttpPost): Readonly<Record<string, unknown>> {
  return 'body' in sent ? JSON.parse(sent.body) : Object.fromEntries(new URL(sent.url).searchParams);
}

/** What a call is about. */
export function readPageCall(sent: HttpGet | HttpPost, process: string, sentAt: number): PageCall {
  const path = new URL(sent.url).pathname;
  const fields = fieldsOf(sent);
  return {
    kind: kindOf(path),
    path,
    reference: String(fields.conversationId),
    token: typeof fields.token === 'string' ? fields.token : null,
    sentAt,
    process,
    isCarriedOut: false,
    isDenied: false,
    isProof: false,
    answeredAt: null,
    reply: null,
  };
}

function kindOf(path: string): PageCallKind {
  if (path.endsWith('/initialize')) return 'open';
  if (path.endsWith('/detail')) return 'ask';
  if (path.endsWith('/details')) return 'look';
  return path.endsWith('/transactions') ? 'day' : 'return';
}
