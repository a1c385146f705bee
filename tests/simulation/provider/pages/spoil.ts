import type { HttpGet, HttpPost, HttpReply } from '#server/gateways/http.ts';
import type { GatewaySettings } from '#tests/gateways/pay-with-iyzico/settings.ts';
import { json, type Reply } from '#tests/gateways/shared/replies.ts';
import type { Dice } from '../../random.ts';
import { answered, isCommon, spoilt } from '../common-spoil.ts';
import type { PageSpoil } from './faults.ts';
import { fieldsOf, type PageCallKind } from './page-call.ts';

type Body = Readonly<Record<string, unknown>>;

const NO_SIGNATURE = '0'.repeat(64);

/** What a provider that goes wrong itself is told to say, with a right signature over it where one belongs. */
export function wrongnessOf(spoil: PageSpoil): Partial<GatewaySettings> {
  switch (spoil) {
    case 'wrong-signature':
      return { signature: 'wrong' };
    case 'no-signature':
      return { signature: 'missing' };
    case 'other-amount':
      return { lie: 'amount' };
    case 'other-paid':
      return { lie: 'paid' };
    case 'other-currency':
      return { lie: 'currency' };
    case 'other-basket':
      return { lie: 'basket' };
    default:
      return {};
  }
}

/** What arrives of an answer; null when nothing ever does. */
export function arrivingPage(reply: Reply, spoil: PageSpoil, dice: Dice): HttpReply | null {
  if (reply.kind !== 'json') return { kind: 'lost', phase: 'waiting' };
  const body: Body = Object(reply.body);
  const text = JSON.stringify(body);
  if (isCommon(spoil)) return spoilt(spoil, text, dice);
  switch (spoil) {
    case 'http-429':
      return answered(429, '');
    case 'http-401':
      return answered(401, '');
    case 'cut':
      return answered(200, text.slice(0, Math.floor((text.length - 1) * dice.float())));
    case 'wrong-types':
      return answered(200, JSON.stringify({ ...body, status: { is: 'not text' } }));
    case 'unknown-status':
      return answered(200, JSON.stringify({ ...body, status: dice.pick(['', 'OK', 'PENDING']) }));
    case 'other-conversation':
      return answered(200, JSON.stringify({ ...body, conversationId: 'somebody-elses' }));
    case 'other-payment':
      return answered(200, JSON.stringify({ ...body, paymentId: '9' }));
    case 'no-id':
      return answered(200, JSON.stringify({ ...body, paymentId: null, token: null, payments: null }));
    case 'says-refused':
      return answered(200, JSON.stringify(no(dice.pick(['5087', '5093', '10246', '10219', '99999']))));
    default:
      return answered(reply.status, text);
  }
}

/** A «no» of the provider's. */
export function no(errorCode: string): Body {
  return { status: 'failure', errorCode, errorMessage: 'Hayır', locale: 'tr', systemTime: 0 };
}

/** What somebody in front of the provider would have to say for us to believe that all is well: all but the signature. */
export function forgedYes(kind: PageCallKind, sent: HttpGet | HttpPost, known: Body): Reply {
  const { conversationId, token, price, currency, paymentTransactionId } = fieldsOf(sent);
  const common = { status: 'success', conversationId, signature: NO_SIGNATURE };
  switch (kind) {
    case 'open': {
      const payWithIyzicoPageUrl = 'https://sandbox-cpp.iyzipay.com/?token=forged';
      const forged = `forged-${String(conversationId)}`;
      return json({ ...common, token: forged, tokenExpireTime: 1800, payWithIyzicoPageUrl });
    }
    case 'ask':
      return json({ ...common, ...known, token, paymentStatus: 'SUCCESS', fraudStatus: 1, installment: 1 });
    case 'return':
      // A cancellation is not signed: what is forged of one names another payment.
      return json({ ...common, price, currency, paymentTransactionId, ...known });
    case 'look':
    case 'day':
      return json(no('1'));
  }
}
