import type { HttpReply } from '#server/gateways/http.ts';
import { printTagValue } from '#tests/gateways/interpay/tag-value.ts';
import type { Reply } from '#tests/gateways/shared/replies.ts';
import { INTERPAY_HOSTS } from '../../plant-merchants.ts';
import type { Dice } from '../../random.ts';
import { answered, isCommon, spoilt } from '../common-spoil.ts';
import type { PadSpoil } from './faults.ts';

/** What arrives of an answer; null when nothing ever does. `otherId`: a session that is not the one asked for. */
export function arrivingOf(reply: Reply, spoil: PadSpoil, dice: Dice, otherId: string): HttpReply | null {
  if (reply.kind === 'drop') return { kind: 'lost', phase: 'waiting' };
  if (reply.kind === 'never-ends') return null;
  const text = reply.kind === 'json' ? JSON.stringify(reply.body) : reply.text;
  const withMore = (more: Record<string, string>) => answered(200, altered(reply, more));
  if (isCommon(spoil)) return spoilt(spoil, text, dice);
  switch (spoil) {
    case 'none':
      return answered(reply.status, text);
    case 'http-429':
      return answered(429, '');
    case 'http-401':
      return answered(401, '');
    case 'cut':
      return answered(200, cut(text, dice));
    case 'wrong-types':
      return answered(200, JSON.stringify({ CODE: { is: 'not text' } }));
    case 'unknown-code':
      return answered(200, JSON.stringify({ CODE: dice.pick(['', 'OK', 'PENDING']) }));
    case 'other-request':
      return withMore({ REQUESTID: '1000000001' });
    case 'other-device':
      return withMore({ DEVICEID: 'PAD9' });
    case 'other-amount':
      return withMore({ AMT: '99999.99' });
    case 'other-session':
      return withMore({ SECUREID: otherId, CANCELURL: cancelUrl(otherId) });
    case 'no-id':
      return withMore({ SECUREID: '' });
  }
}

/** The address at which a session is cancelled. */
function cancelUrl(secureId: string): string {
  return `${INTERPAY_HOSTS.primary}/api/TERMPAY/cancel/?SecureID=${secureId}`;
}

/** What of an answer came before the connection broke; of JSON so little that it is none any more. */
function cut(text: string, dice: Dice): string {
  return text.startsWith('{') ? text.slice(0, Math.floor((text.length - 1) * dice.float())) : '';
}

function altered(reply: Reply, more: Record<string, string>): string {
  const body = reply.kind === 'json' ? (reply.body as Record<string, string>) : { CODE: '0000' };
  return reply.kind === 'json' ? JSON.stringify({ ...body, ...more }) : printTagValue({ ...body, ...more });
}
