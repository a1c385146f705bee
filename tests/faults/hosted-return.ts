import { expect } from 'vitest';
import {
  type ReturnName,
  refusal,
  reported,
  returned,
  returns,
} from '#tests/support/told-pay-with-iyzico.ts';
import type { Told } from '#tests/support/told-provider.ts';
import type { Column, Row } from './hosted.ts';

type Fields = Record<string, unknown>;

const unknown = (cause: string) => ({ kind: 'unknown_outcome', cause });
const noAnswer = (cause: string) => ({ kind: 'no_answer', cause });
const refused = (reason: string, confirm: boolean) => ({ kind: 'refused', reason, confirm });
const no = (code: string, group: string | null = null, more: Fields = {}): Told => ({
  body: refusal(code, group, more),
});

/** Giving a payment back: what is not proven may have happened. */
export function giveBack(name: ReturnName): Column {
  const yes = (more: Fields): Told => ({ body: returned(name, more) });
  const unsigned: Row[] =
    name === 'cancel'
      ? []
      : [null, '0', 'f'.repeat(64)].map((signature) => [
          `a success signed ${signature}`,
          yes({ signature }),
          unknown('unreadable_answer'),
        ]);
  return {
    name: `giving back by ${name}`,
    call: ({ gateway, record }) => gateway.giveBack(returns[name], record),
    right: (more) => returned(name, more),
    silent: (cause) => expect.objectContaining(unknown(cause)),
    gone: { kind: 'not_sent', reason: 'unreachable' },
    own: {
      F6: [
        ['HTTP 401 without a published code', { status: 401 }, unknown('auth_error')],
        ['turned away at the door', { status: 401, body: refusal('1001') }, refused('sign_in_failed', false)],
      ],
      F11: [
        [
          'hands on what is said of another attempt',
          yes({ conversationId: 'IADE-9' }),
          { kind: 'approved', evidence: { reference: 'IADE-9' } },
        ],
        [
          'hands on another amount',
          yes({ price: 39 }),
          { kind: 'approved', evidence: { amountMinor: 3900 } },
        ],
        ['a success about another payment', yes({ paymentId: '1' }), unknown('unreadable_answer')],
        ['an amount finer than its currency', yes({ price: '40.005' }), unknown('unreadable_answer')],
        [
          'a refusal of another attempt',
          no('5093', null, { conversationId: 'IADE-9' }),
          unknown('unreadable_answer'),
        ],
        ...unsigned,
      ],
      F12: [
        ['a success without the payment', yes({ paymentId: null }), unknown('incomplete_answer')],
        ['a success without its amount', yes({ price: null }), unknown('incomplete_answer')],
      ],
      F13: [
        ['a bank’s no', no('10005', 'DO_NOT_HONOUR'), { kind: 'declined', reason: 'other', code: '10005' }],
        ['an unsendable request', no('5005'), refused('invalid_request', false)],
        ['more than is left', no('5093'), refused('amount_unavailable', true)],
        ['no such payment', no('5087'), refused('not_found', true)],
        ['«try later»', no('10246', 'REFUND_DECLINE'), refused('provider_refused', true)],
        ['over the limit', no('50000'), refused('provider_refused', true)],
        ['a system error', no('1'), unknown('provider_error')],
        ['a silent bank', no('10219', 'REQUEST_TIMEOUT'), unknown('provider_timeout')],
        ['an unlisted code', no('777'), unknown('provider_error')],
        [
          'an unlisted code that may be repeated',
          no('777', null, { retryable: true }),
          refused('provider_refused', true),
        ],
      ],
      F16: { none: 'what a report without it is worth is a matter of reading back' },
    },
  };
}

/** Reading back whether it was carried out: reading alone. */
export function readBack(name: ReturnName): Column {
  const report = (more: Fields, entry: Fields = {}): Told => ({ body: reported(name, more, entry) });
  return {
    name: `reading back a ${name}`,
    call: ({ gateway, record }) => gateway.readBack(returns[name], record),
    right: (more) => ({ ...reported(name), ...more }),
    silent: (cause) => expect.objectContaining(noAnswer(cause)),
    gone: noAnswer('unreachable'),
    own: {
      F6: [['HTTP 401', { status: 401 }, noAnswer('auth_error')]],
      F11: [
        ['a report of another payment', report({ paymentId: 1 }), noAnswer('incomplete_answer')],
        [
          'an answer to another question',
          { body: { ...reported(name), conversationId: 'x' } },
          noAnswer('unreadable_answer'),
        ],
        ['money of another currency', report({}, { currencyCode: 'USD' }), noAnswer('unreadable_answer')],
      ],
      F12: [
        ['an entry without its amount', report({}, { refundPrice: null }), noAnswer('incomplete_answer')],
      ],
      F13: [['a refused question says nothing of it', no('5087'), noAnswer('provider_error')]],
      F16: [
        ['a payment without our entry says «not found»', { body: reported(null) }, { kind: 'not_found' }],
      ],
    },
  };
}
