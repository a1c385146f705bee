import type { HttpReply } from '#server/gateways/http.ts';
import { withNoise } from '#tests/gateways/iyzico/replies.ts';
import type { Reply } from '#tests/gateways/shared/replies.ts';
import type { Dice } from '../random.ts';
import { answered, isCommon, spoilt } from './common-spoil.ts';
import type { Spoil } from './faults.ts';

type Body = Record<string, unknown>;

/** What arrives of an answer; null when nothing ever does. */
export function arriving(reply: Reply, spoil: Spoil, dice: Dice, isCard: boolean): HttpReply | null {
  if (reply.kind === 'drop') return { kind: 'lost', phase: 'waiting' };
  if (reply.kind === 'never-ends') return null;
  if (reply.kind === 'text') {
    if (reply.status >= 300 && reply.status < 400) return { kind: 'redirect', status: reply.status };
    return answered(reply.status, reply.text, reply.headers);
  }
  const body = { ...(reply.body as Body) };
  const text = JSON.stringify(body);
  if (isCommon(spoil)) return spoilt(spoil, text, dice);
  switch (spoil) {
    case 'none':
      return answered(reply.status, text);
    case 'noise':
      return answered(reply.status, JSON.stringify(withNoise(body)));
    case 'http-429':
      return answered(429, '', { 'retry-after': String(dice.int(1, 40)) });
    case 'http-408':
      return answered(408, '');
    case 'bare-401':
      return answered(401, '');
    case 'cut':
      return answered(reply.status, text.slice(0, Math.floor(text.length * dice.float())));
    case 'wrong-types':
      return answered(reply.status, JSON.stringify(withWrongTypes(body, isCard)));
    case 'unknown-status':
      return answered(reply.status, JSON.stringify({ ...body, status: dice.pick(['pending', '', null]) }));
    case 'other-reference':
      return answered(reply.status, JSON.stringify(altered(body, 'transactionReferenceId', 'ref_other')));
    case 'other-device':
      return answered(reply.status, JSON.stringify({ ...body, deviceUniqueId: 'P99999' }));
    case 'other-amount':
      return answered(reply.status, JSON.stringify(withOtherAmount(body)));
    case 'other-call':
      return answered(reply.status, JSON.stringify({ ...body, conversationId: 'another-call' }));
    case 'other-payment':
      return answered(reply.status, text);
    case 'late-401':
      return answered(
        401,
        JSON.stringify({ ...asRefusal(body), errorCode: '100311', errorGroup: 'SYSTEM_ERROR' }),
      );
    case 'no-id':
      return answered(reply.status, JSON.stringify(withoutId(body, dice)));
    case 'says-refused':
      return answered(400, JSON.stringify(asRefusal(body)));
  }
}

function altered(body: Body, name: string, value: unknown): Body {
  return name in body ? { ...body, [name]: value } : body;
}

function withWrongTypes(body: Body, isCard: boolean): Body {
  return isCard
    ? { ...body, paymentId: { is: 'not text' }, price: ['1'] }
    : { ...body, status: 1, batchNo: {} };
}

function withOtherAmount(body: Body): Body {
  if (typeof body.price === 'number') return { ...body, price: body.price + 1 };
  return { ...body, conversationId: 'another-call' };
}

/** What a success is known by (F12). */
const KNOWN_BY = ['paymentId', 'paymentDate', 'transactionReferenceId', 'batchNo', 'code', 'access_token'];

/** Without all of what a success is known by, or without one piece of it while the rest looks whole. */
function withoutId(body: Body, dice: Dice): Body {
  const present = KNOWN_BY.filter((name) => name in body);
  const missing = present.length > 1 && dice.chance(0.6) ? [dice.pick(present)] : present;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !missing.includes(name)));
}

/** «The state does not allow it», with whatever else the answer said. */
function asRefusal(body: Body): Body {
  return {
    status: 'failure',
    errorCode: '380112',
    errorMessage: 'Tutar uygun değil',
    errorGroup: 'BUSINESS_ERROR',
    conversationId: body.conversationId ?? null,
  };
}

/** A success that somebody else's operation had, as an answer to this call: nothing was done for ours. */
export function forgedSuccess(post: string, paymentId: string): Body {
  const asked: Body = JSON.parse(post);
  const items = Array.isArray(asked.saleItems) ? asked.saleItems : [];
  const returned = items.reduce((sum: number, item: Body) => sum + Number(item.returnAmount ?? 0), 0);
  const { saleItems: _, ...echo } = asked;
  return {
    ...echo,
    status: 'success',
    errorCode: '0',
    price: asked.price ?? Number(returned.toFixed(2)),
    currency: asked.currency ?? 'TRY',
    paymentId,
    paymentDate: '20260301',
    acquirerId: '62',
    cancelHostReference: '1',
    refundHostReference: '1',
  };
}
