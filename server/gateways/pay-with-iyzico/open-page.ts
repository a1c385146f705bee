import type { HostedOrder, OpenPageReply, PageMisfit } from '../hosted-gateway.ts';
import type { HttpTransport } from '../http.ts';
import type { Heard } from './hear.ts';
import { silenceOf } from './hear.ts';
import { answerSignature, isSame } from './sign.ts';
import type { PageAnswer } from './wire.ts';

/** §4: the answer says seconds, and the page and its token end together. */
const USUAL_LIFE_S = 1800;

/**
 * What came of asking for a page. Only an answer to this order, signed, and with an address the payer may be sent to, is one
 * (F11, F12).
 */
export function toOpenPageReply(
  heard: Heard<PageAnswer>,
  order: HostedOrder,
  account: { secretKey: string; mayShow: (url: string) => boolean },
): OpenPageReply {
  if (heard.kind === 'failure') return toFailure(heard);
  if (heard.kind !== 'success') return { kind: 'not_opened', cause: silenceOf(heard).cause };
  const { token, payWithIyzicoPageUrl: url, conversationId, signature } = heard.answer;
  if (token === null || url === null) return { kind: 'not_opened', cause: 'incomplete_answer' };
  const fields: PageMisfit[] = [
    ...(isSame(answerSignature(account.secretKey, [conversationId, token]), signature)
      ? []
      : (['signature'] as const)),
    ...(conversationId === null || conversationId === order.reference ? [] : (['reference'] as const)),
    ...(account.mayShow(url) ? [] : (['answer'] as const)),
  ];
  if (fields.length > 0) return { kind: 'contradiction', fields };
  return { kind: 'opened', page: { token, url, livesMs: lifeOf(heard.answer.tokenExpireTime) } };
}

function toFailure({ verdict, code, text }: Heard<PageAnswer> & { kind: 'failure' }): OpenPageReply {
  const refused = (reason: (OpenPageReply & { kind: 'refused' })['reason']): OpenPageReply => ({
    kind: 'refused',
    reason,
    code: code ?? '',
    text,
  });
  switch (verdict.kind) {
    case 'refused':
      return refused(verdict.reason);
    case 'turned_away':
      return refused('sign_in_failed');
    case 'declined':
    case 'too_many':
      return refused('provider_refused');
    case 'unknown':
      return { kind: 'not_opened', cause: verdict.cause };
  }
}

/** Never longer than published: a page that is shown as open must be open. */
function lifeOf(seconds: string | null): number {
  const told = /^\d{1,6}$/.test(seconds ?? '') ? Number(seconds) : USUAL_LIFE_S;
  return Math.min(told, USUAL_LIFE_S) * 1000;
}

/** Whether a payer may be sent there: a page of the provider, or the very host that was asked. */
export function mayShow(http: Pick<HttpTransport, 'allows'>, address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password) return false;
  const isProviders = /(?:^|\.)(?:iyzico|iyzipay)\.com$/.test(url.hostname);
  return (url.protocol === 'https:' && url.port === '' && isProviders) || http.allows(address);
}
