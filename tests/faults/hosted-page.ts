import { expect } from 'vitest';
import type { PageMisfit } from '#server/gateways/hosted-gateway.ts';
import { opened, order, paid, refusal, TOKEN } from '#tests/support/told-pay-with-iyzico.ts';
import type { Told } from '#tests/support/told-provider.ts';
import type { Column, Row } from './hosted.ts';

type Fields = Record<string, unknown>;

const notOpened = (cause: string) => ({ kind: 'not_opened', cause });
const noAnswer = (cause: string) => ({ kind: 'no_answer', cause });
const contradiction = (field: PageMisfit) => ({ kind: 'contradiction', fields: [field] });
const no = (code: string, group: string | null = null, more: Fields = {}): Told => ({
  body: refusal(code, group, more),
});

const wrongSignatures = [null, '', '00', 'z'.repeat(64), 'f'.repeat(64)];
const wrongAddresses = [
  'https://ode.iyzico.com.evil.example/?token=1',
  'https://evil-iyzico.com/?token=1',
  'http://sandbox-ode.iyzico.com/?token=1',
  'https://user@ode.iyzico.com/?token=1',
  'https://ode.iyzico.com:8443/',
  'javascript:alert(1)',
];

/** Opening a page: no money moves before somebody pays on it, so whatever fails is final. */
export const openPage: Column = {
  name: 'opening a page',
  call: ({ gateway, record }) => gateway.openPage(order, record),
  right: opened,
  silent: notOpened,
  gone: notOpened('unreachable'),
  own: {
    F6: [
      ['HTTP 401 without a word', { status: 401 }, notOpened('auth_error')],
      ['an invalid signature (1000)', no('1000'), { kind: 'refused', reason: 'sign_in_failed' }],
      ['an unknown key (1001)', no('1001'), { kind: 'refused', reason: 'sign_in_failed', code: '1001' }],
    ],
    F11: [
      ['another conversation', { body: opened({ conversationId: 'ORNEK-9' }) }, contradiction('reference')],
      ...wrongSignatures.map(
        (signature): Row => [
          `the signature ${signature}`,
          { body: opened({ signature }) },
          contradiction('signature'),
        ],
      ),
      ...wrongAddresses.map(
        (address): Row => [
          `a page at ${address}`,
          { body: opened({ payWithIyzicoPageUrl: address }) },
          contradiction('answer'),
        ],
      ),
    ],
    F12: [
      ['no token', { body: opened({ token: null }) }, notOpened('incomplete_answer')],
      ['no address', { body: opened({ payWithIyzicoPageUrl: ' ' }) }, notOpened('incomplete_answer')],
    ],
    F13: [
      ['over the limit', no('50000'), { kind: 'refused', reason: 'provider_refused' }],
      ['an unlisted code', no('777'), notOpened('provider_error')],
      ...['3', '11', '5062', '5008'].map(
        (code): Row => [
          `the refused request ${code}`,
          { status: 400, body: refusal(code) },
          { kind: 'refused', reason: 'invalid_request', code, text: 'olmadı' },
        ],
      ),
    ],
    F16: { none: 'nobody asks for a page by its order' },
  },
};

const disagreeing: readonly (readonly [field: PageMisfit, more: Fields])[] = [
  ['reference', { basketId: 'ORNEK-9' }],
  ['reference', { basketId: null }],
  ['reference', { conversationId: 'ORNEK-9' }],
  ['session', { token: '99999999-2222-4333-8444-555555555555' }],
  ['amount', { currency: 'USD' }],
  ['amount', { price: 99.99 }],
  ['amount', { price: '100.005' }],
  ['amount', { paidPrice: 120.5 }],
  ['amount', { paidPrice: 99, installment: 3 }],
  ['amount', { paidPrice: null }],
  ['signature', { signature: null }],
  ['signature', { signature: 'f'.repeat(64) }],
];

/** Asking what became of a page: reading alone, so whatever fails is asked again. */
export const retrieve: Column = {
  name: 'asking what became of a page',
  call: ({ gateway, record }) => gateway.retrieve(order, TOKEN, record),
  right: paid,
  silent: (cause) => expect.objectContaining(noAnswer(cause)),
  gone: noAnswer('unreachable'),
  own: {
    F6: [
      ['HTTP 403', { status: 403 }, noAnswer('auth_error')],
      ['an invalid signature', no('1000'), noAnswer('auth_error')],
    ],
    F11: [
      ['a failure of another order', no('10005', null, { conversationId: 'x' }), contradiction('reference')],
      ['a failure that is wrongly signed', no('10005', null, { signature: '0' }), contradiction('signature')],
      ...disagreeing.map(
        ([field, more]): Row => [
          `a payment with ${JSON.stringify(more)}`,
          { body: paid(more) },
          contradiction(field),
        ],
      ),
    ],
    F12: [
      ['paid without a payment id', { body: paid({ paymentId: null }) }, noAnswer('incomplete_answer')],
      ['paid without a word on fraud', { body: paid({ fraudStatus: null }) }, noAnswer('incomplete_answer')],
    ],
    F13: [
      [
        'a decline leaves the page open',
        no('10051', 'NOT_SUFFICIENT_FUNDS'),
        { kind: 'declined_so_far', reason: 'insufficient_funds', code: '10051', text: 'olmadı' },
      ],
      ['an unlisted code of a bank is a decline', no('10999'), { kind: 'declined_so_far', reason: 'other' }],
      ['a system error says nothing', no('1'), noAnswer('provider_error')],
      ['over the limit: a minute’s rest', no('50000'), { kind: 'no_answer', retryAfterMs: 60_000 }],
      ...['5122', '5087', '11', '777'].map(
        (code): Row => [`${code} is not paid`, no(code), { kind: 'not_paid' }],
      ),
    ],
    F16: { none: 'an unpaid page is watched until 50 minutes after its end' },
  },
};
