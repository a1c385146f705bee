import { parseExactJson } from '../exact-json.ts';
import type { HostedHint } from '../hosted-gateway.ts';
import { isSame, noticeSignature } from './sign.ts';
import { noticeBody } from './wire.ts';

/** A token as it may be looked up: what a form or a notice says is not more than that. */
const TOKEN = /^[A-Za-z0-9_-]{1,100}$/;

/** §5: a form with the token; nothing else in it counts, and none of it is signed. */
export function readReturn(body: { contentType: string | null; bytes: Uint8Array }): HostedHint {
  const type = mediaType(body.contentType);
  if (type !== null && type !== 'application/x-www-form-urlencoded') return NOTHING;
  const tokens = new URLSearchParams(textOf(body.bytes)).getAll('token');
  const [token] = tokens;
  return tokens.length === 1 && token !== undefined && TOKEN.test(token) ? { kind: 'page', token } : NOTHING;
}

/** §10. `isSigned`: off for accounts whose notices the provider does not sign; a wrong signature is wrong there too. */
export function readNotice(
  notice: { contentType: string | null; bytes: Uint8Array; signature: string | null },
  account: { secretKey: string; isSigned: boolean },
): HostedHint {
  const type = mediaType(notice.contentType);
  if (type !== null && type !== 'application/json') return NOTHING;
  const said = noticeBody.safeParse(parseExactJson(textOf(notice.bytes))).data;
  if (!said?.token || !said.iyziReferenceCode || !TOKEN.test(said.token)) return NOTHING;
  const { iyziEventType, iyziPaymentId, token, paymentConversationId, status } = said;
  const values = [iyziEventType, iyziPaymentId, token, paymentConversationId, status];
  const isProven = isSame(noticeSignature(account.secretKey, values), notice.signature);
  const isUnsigned = notice.signature === null && !account.isSigned;
  return isProven || isUnsigned ? { kind: 'notice', token, noticeId: said.iyziReferenceCode } : NOTHING;
}

const NOTHING: HostedHint = { kind: 'nothing' };

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function mediaType(contentType: string | null): string | null {
  return contentType?.split(';')[0]?.trim().toLowerCase() || null;
}
