import type { HttpReply } from '#server/gateways/http.ts';
import { printTagValue } from '#tests/gateways/interpay/tag-value.ts';
import type { Reply } from '#tests/gateways/shared/replies.ts';
import { INTERPAY_HOSTS } from '../../plant-merchants.ts';
import type { Dice } from '../../random.ts';
import type { PadSpoil } from './faults.ts';

const PAGE = '<html><body><h1>Maintenance</h1></body></html>';

/** What arrives of an answer; null when nothing ever does. `otherId`: a session that is not the one asked for. */
export function arrivingOf(reply: Reply, spoil: PadSpoil, dice: Dice, otherId: string): HttpReply | null {
  if (reply.kind === 'drop') return { kind: 'lost', phase: 'waiting' };
  if (reply.kind === 'never-ends') return null;
  const text = reply.kind === 'json' ? JSON.stringify(reply.body) : reply.text;
  const withMore = (more: Record<string, string>) => answered(200, altered(reply, more));
  switch (spoil) {
    case 'none':
      return answered(reply.status, text);
    case 'lost':
      return { kind: 'lost', phase: 'waiting' };
    case 'never':
      return null;
    case 'http-500':
      return answered(500, dice.chance(0.5) ? text : '');
    case 'http-502-page':
      return answered(502, PAGE);
    case 'http-429':
      return answered(429, '');
    case 'page-200':
      return answered(200, PAGE);
    case 'http-401':
      return answered(401, '');
    case 'http-403':
      return answered(403, PAGE);
    case 'cut':
      return answered(200, cut(text, dice));
    case 'wrong-types':
      return answered(200, JSON.stringify({ CODE: { is: 'not text' } }));
    case 'unknown-code':
      return answered(200, JSON.stringify({ CODE: dice.pick(['', 'OK', 'PENDING']) }));
    case 'empty':
      return answered(200, '');
    case 'too-large':
      return { kind: 'too_large' };
    case 'packed':
      return { kind: 'encoded', status: 200 };
    case 'deep':
      return answered(200, `${'['.repeat(5000)}${']'.repeat(5000)}`);
    case 'redirect':
      return { kind: 'redirect', status: 302 };
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

function answered(status: number, body: string): HttpReply {
  return { kind: 'answered', status, headers: {}, body };
}
