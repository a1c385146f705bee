import type { HttpGet, HttpPost, HttpReply } from '#server/gateways/http.ts';
import type { HostName } from '#tests/gateways/interpay/gateway.ts';
import { INTERPAY_HOSTS } from '../../plant-merchants.ts';

/** What a call to Interpay is for. */
export type PadCallKind = 'session' | 'cancel' | 'look-up';

/** One call to Interpay as it went over the wire. */
export type PadCall = {
  kind: PadCallKind;
  host: HostName;
  /** REQUESTID, or the INV that is looked for. */
  reference: string | null;
  /** The session whose cancel address was called. */
  secureId: string | null;
  termId: string | null;
  deviceId: string | null;
  isRefund: boolean;
  /** A cancel address that is called to undo an approved sale, and not to stop one. */
  isForVoid: boolean;
  /** Secrets in the addresses its result is to be sent to. */
  tokens: readonly string[];
  sentAt: number;
  process: string;
  /** Whether the provider began to carry it out. */
  isCarriedOut: boolean;
  /** Null while it is on its way. */
  answeredAt: number | null;
  reply: HttpReply | null;
};

/** What a call is about, as its address and body say. */
export function readPadCall(
  call: HttpGet | HttpPost,
  { process, sentAt, isForVoid }: Pick<PadCall, 'process' | 'sentAt' | 'isForVoid'>,
): PadCall {
  const url = new URL(call.url);
  const fields: Record<string, string> = 'body' in call ? JSON.parse(call.body) : {};
  const kind = 'body' in call ? (fields.TYPE === 'Q' ? 'look-up' : 'session') : 'cancel';
  return {
    kind,
    host: call.url.startsWith(INTERPAY_HOSTS.secondary) ? 'secondary' : 'primary',
    reference: (kind === 'look-up' ? fields.INV : fields.REQUESTID) ?? null,
    secureId: url.searchParams.get('SecureID'),
    termId: fields.TERMID ?? null,
    deviceId: fields.DEVICEID ?? null,
    isRefund: 'REFUND' in fields,
    isForVoid,
    tokens: [fields.SUCCESSURL, fields.FAILUREURL].flatMap((address) => address?.split('/').at(-2) ?? []),
    sentAt,
    process,
    isCarriedOut: false,
    answeredAt: null,
    reply: null,
  };
}

/** Whether the other host may be asked the same: nothing left, or this one had trouble of its own. */
export function allowsOtherHost({ reply }: PadCall): boolean {
  if (reply?.kind === 'not_sent') return true;
  if (reply?.kind !== 'answered' || reply.status >= 400) return false;
  return /CODE"?[:=]\s*"?(?:99\d\d|9100|9101)\b/.test(reply.body);
}
