import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Case, Cells } from '#tests/faults/cells.ts';
import { testFaults } from '#tests/faults/cells.ts';
import {
  opened,
  order,
  paid,
  payWithIyzicoAt,
  type ReturnName,
  refusal,
  reported,
  returned,
  returns,
  TOKEN,
} from '#tests/support/told-pay-with-iyzico.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';
import type { HttpTransport } from '../http.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

type Setting = ReturnType<typeof payWithIyzicoAt>;

/** One kind of call: how it is made, a good answer to it, and what it comes to when nothing usable comes back. */
type Column = {
  name: string;
  call: (setting: Setting) => Promise<unknown>;
  right: (more?: Record<string, unknown>) => object;
  silent: (cause: string) => object;
  gone: object;
  /** Its own rows. */
  own: Pick<Cells, 'F6' | 'F11' | 'F12' | 'F13' | 'F16'>;
};

const notAsked = (cause: string) => expect.objectContaining({ kind: 'no_answer', cause });

async function told(column: Column, says: Told, options: Parameters<typeof payWithIyzicoAt>[1] = {}) {
  provider.onService = () => says;
  const isSilent = says === 'hang' || says === 'drip';
  const setting = payWithIyzicoAt(provider.url, { deadlineMs: isSilent ? 300 : 5000, ...options });
  return { reply: await column.call(setting), ...setting };
}

function cellsOf(column: Column): Cells {
  const { right, silent, call, own } = column;
  const open = (what: string, says: Told, cause: string): Case => ({
    what: `${what}: ${cause}, and nothing is sent again`,
    async run() {
      expect((await told(column, says)).reply).toEqual(silent(cause));
      expect(provider.arrived).toHaveLength(1);
    },
  });
  const body = (text: string): Told => ({ body: text });
  const whole = () => JSON.stringify(right());
  const wrongTypes = [{}, [], true];

  return {
    F1: [
      {
        what: 'nobody listens: proven not sent',
        async run() {
          const gone = await startToldProvider();
          await gone.close();
          expect(await call(payWithIyzicoAt(gone.url))).toMatchObject(column.gone);
        },
      },
      {
        what: 'the name does not resolve: proven not sent',
        async run() {
          expect(await call(payWithIyzicoAt('https://nowhere.invalid'))).toMatchObject(column.gone);
        },
      },
    ],
    F2: [
      {
        what: 'the connection breaks while sending',
        async run() {
          const lost = async () => ({ kind: 'lost', phase: 'sending' }) as const;
          const http: HttpTransport = { post: lost, get: lost, allows: () => true };
          expect(await call(payWithIyzicoAt('https://provider.example', { http }))).toEqual(
            silent('connection_lost'),
          );
        },
      },
    ],
    F3: [open('silence until the deadline', 'hang', 'deadline')],
    F4: [open('the connection breaks after delivery', 'break', 'connection_lost')],
    F5: [
      open('HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'),
      open('HTTP 503 that claims success', { status: 503, body: right() }, 'provider_error'),
      open(
        'HTTP 500 that claims a decline',
        { status: 500, body: refusal('10051', 'NOT_SUFFICIENT_FUNDS') },
        'provider_error',
      ),
      open('HTTP 429', { status: 429, headers: { 'retry-after': '5' } }, 'provider_error'),
      open('HTTP 408', { status: 408 }, 'provider_error'),
      open('a page of HTML with 200', body('<html>OK</html>'), 'unreadable_answer'),
    ],
    F6: own.F6,
    F7: [
      open('an empty answer', body(''), 'unreadable_answer'),
      open('an answer 204', { status: 204 }, 'unreadable_answer'),
      open('a list', { body: [right()] }, 'unreadable_answer'),
      open('a text', body('"success"'), 'unreadable_answer'),
      open('no status', { body: right({ status: undefined }) }, 'unreadable_answer'),
      open('a status nobody knows', { body: right({ status: 'pending' }) }, 'unreadable_answer'),
      open('a success with an error code', { body: right({ errorCode: '5' }) }, 'unreadable_answer'),
      open('a success with HTTP 400', { status: 400, body: right() }, 'unreadable_answer'),
      open('a member given twice', body(whole().replace('{', '{"status":"success",')), 'unreadable_answer'),
      {
        what: 'an answer cut anywhere is no answer',
        async run() {
          const text = whole();
          for (let length = 0; length < text.length; length += 3) {
            const { reply } = await told(column, body(text.slice(0, length)));
            expect(reply).toEqual(silent('unreadable_answer'));
          }
        },
      },
      {
        what: 'a known field of a wrong type is no answer',
        async run() {
          for (const field of ['status', 'errorCode', 'conversationId', 'errorGroup', 'errorMessage']) {
            for (const wrong of wrongTypes) {
              const { reply } = await told(column, { body: right({ [field]: wrong }) });
              expect(reply).toEqual(silent('unreadable_answer'));
            }
          }
        },
      },
    ],
    F8: [open('an answer that never ends', 'drip', 'deadline')],
    F9: [
      open('a body over one megabyte', body(`"${'x'.repeat(1_100_000)}"`), 'unreadable_answer'),
      open('nesting of a hundred thousand', body('['.repeat(100_000)), 'unreadable_answer'),
      open('a compressed body', { headers: { 'content-encoding': 'gzip' }, body: 'x' }, 'unreadable_answer'),
    ],
    F10: [open('a redirect', { status: 307, headers: { location: '/payment' } }, 'redirect')],
    F11: own.F11,
    F12: own.F12,
    F13: own.F13,
    F14: { none: 'keys go with every request and never run out' },
    F15: [-600_000, 600_000].map((offMs) => ({
      what: `our clock is ${offMs / 60_000} minutes off: the answer counts, and the difference is told`,
      async run() {
        const right_ = { body: right({ systemTime: Date.now() }) };
        const { reply, exchanges } = await told(column, right_, { now: () => Date.now() + offMs });
        const { reply: usual } = await told(column, { body: right() });
        expect(kindOf(reply)).toBe(kindOf(usual));
        expect(Math.round((exchanges[0]?.clockOffsetMs ?? 0) / 60_000)).toBe(-offMs / 60_000);
      },
    })) as [Case, Case],
    F16: own.F16,
  };
}

function kindOf(reply: unknown): unknown {
  return typeof reply === 'object' && reply !== null && 'kind' in reply ? reply.kind : null;
}

/** A case with an answer and what exactly comes of it. */
function says(column: () => Column, what: string, answer: Told, expected: object): Case {
  return {
    what,
    async run() {
      expect((await told(column(), answer)).reply).toMatchObject(expected);
      expect(provider.arrived).toHaveLength(1);
    },
  };
}

const openPage: Column = {
  name: 'opening a page',
  call: ({ gateway, record }) => gateway.openPage(order, record),
  right: opened,
  silent: (cause) => ({ kind: 'not_opened', cause }),
  gone: { kind: 'not_opened', cause: 'unreachable' },
  own: {
    F6: [
      says(
        () => openPage,
        'HTTP 401 without a word',
        { status: 401 },
        { kind: 'not_opened', cause: 'auth_error' },
      ),
      ...['1000', '1001'].map((code) =>
        says(
          () => openPage,
          `the keys are not accepted (${code})`,
          { body: refusal(code) },
          {
            kind: 'refused',
            reason: 'sign_in_failed',
            code,
          },
        ),
      ),
    ],
    F11: [
      says(
        () => openPage,
        'another conversation is a contradiction',
        { body: opened({ conversationId: 'ORNEK-9' }) },
        { kind: 'contradiction', fields: ['conversationId'] },
      ),
      ...[null, '', '00', 'f08c826f44c2f82d1e4842cfc97c140d48f0393c0da45169ca6fd465de9bf115'].map(
        (signature) =>
          says(
            () => openPage,
            `the signature ${signature} is a contradiction`,
            { body: opened({ signature }) },
            { kind: 'contradiction', fields: ['signature'] },
          ),
      ),
      ...[
        'https://ode.iyzico.com.evil.example/?token=1',
        'http://sandbox-ode.iyzico.com/?token=1',
        'https://user@ode.iyzico.com/?token=1',
        'https://ode.iyzico.com:8443/',
        'javascript:alert(1)',
      ].map((payWithIyzicoPageUrl) =>
        says(
          () => openPage,
          `a page at ${payWithIyzicoPageUrl} is a contradiction`,
          { body: opened({ payWithIyzicoPageUrl }) },
          { kind: 'contradiction', fields: ['payWithIyzicoPageUrl'] },
        ),
      ),
    ],
    F12: [
      says(
        () => openPage,
        'no token',
        { body: opened({ token: null }) },
        {
          kind: 'not_opened',
          cause: 'incomplete_answer',
        },
      ),
      says(
        () => openPage,
        'no address',
        { body: opened({ payWithIyzicoPageUrl: ' ' }) },
        {
          kind: 'not_opened',
          cause: 'incomplete_answer',
        },
      ),
    ],
    F13: [
      says(
        () => openPage,
        'the limit is refused',
        { body: refusal('50000') },
        { kind: 'refused', reason: 'provider_refused' },
      ),
      ...['3', '11', '5062', '5008'].map((code) =>
        says(
          () => openPage,
          `${code} is refused`,
          { status: 400, body: refusal(code) },
          {
            kind: 'refused',
            reason: 'invalid_request',
            code,
            text: 'olmadı',
          },
        ),
      ),
      says(
        () => openPage,
        'a code nobody lists opens nothing',
        { body: refusal('777') },
        {
          kind: 'not_opened',
          cause: 'provider_error',
        },
      ),
    ],
    F16: { none: 'nobody asks for a page by its order' },
  },
};

const contradicts = (field: string, more: Record<string, unknown>, kind = 'contradiction'): Case =>
  says(
    () => retrieve,
    `a payment of another ${field} is a contradiction`,
    { body: paid(more) },
    {
      kind,
      fields: [field],
    },
  );

const retrieve: Column = {
  name: 'asking what became of a page',
  call: ({ gateway, record }) => gateway.retrieve(order, TOKEN, record),
  right: paid,
  silent: notAsked,
  gone: { kind: 'no_answer', cause: 'unreachable' },
  own: {
    F6: [
      says(() => retrieve, 'HTTP 403', { status: 403 }, { kind: 'no_answer', cause: 'auth_error' }),
      says(
        () => retrieve,
        'keys not accepted',
        { body: refusal('1000') },
        { kind: 'no_answer', cause: 'auth_error' },
      ),
    ],
    F11: [
      contradicts('basketId', { basketId: 'ORNEK-9' }),
      contradicts('basketId', { basketId: null }),
      contradicts('conversationId', { conversationId: 'ORNEK-9' }),
      contradicts('token', { token: '99999999-2222-4333-8444-555555555555' }),
      contradicts('currency', { currency: 'USD' }),
      contradicts('price', { price: 99.99 }),
      contradicts('price', { price: '100.005' }),
      contradicts('paidPrice', { paidPrice: 120.5 }),
      contradicts('paidPrice', { paidPrice: 99, installment: 3 }),
      contradicts('paidPrice', { paidPrice: null }),
      contradicts('signature', { signature: null }),
      contradicts('signature', { signature: 'x'.repeat(64) }),
      says(
        () => retrieve,
        'a failure of another conversation is a contradiction',
        {
          body: refusal('10051', 'NOT_SUFFICIENT_FUNDS', { conversationId: 'ORNEK-9' }),
        },
        { kind: 'contradiction', fields: ['conversationId'] },
      ),
      says(
        () => retrieve,
        'a failure with a wrong signature is a contradiction',
        {
          body: refusal('10051', 'NOT_SUFFICIENT_FUNDS', { signature: '00' }),
        },
        { kind: 'contradiction', fields: ['signature'] },
      ),
    ],
    F12: [
      says(
        () => retrieve,
        'paid without a payment id',
        { body: paid({ paymentId: null }) },
        {
          kind: 'no_answer',
          cause: 'incomplete_answer',
        },
      ),
      says(
        () => retrieve,
        'paid without a word on fraud',
        { body: paid({ fraudStatus: null }) },
        {
          kind: 'no_answer',
          cause: 'incomplete_answer',
        },
      ),
    ],
    F13: [
      says(
        () => retrieve,
        'a decline leaves the page open',
        {
          body: refusal('10051', 'NOT_SUFFICIENT_FUNDS'),
        },
        { kind: 'declined_so_far', reason: 'insufficient_funds', code: '10051' },
      ),
      says(
        () => retrieve,
        'a bank’s code that nobody lists is a decline',
        { body: refusal('10999') },
        {
          kind: 'declined_so_far',
          reason: 'other',
        },
      ),
      says(
        () => retrieve,
        'a system error says nothing',
        { body: refusal('1') },
        {
          kind: 'no_answer',
          cause: 'provider_error',
        },
      ),
      says(
        () => retrieve,
        'over the limit: a minute’s rest',
        { body: refusal('50000') },
        {
          kind: 'no_answer',
          retryAfterMs: 60_000,
        },
      ),
      ...['5122', '5087', '11', '777'].map((code) =>
        says(() => retrieve, `${code} is not paid`, { body: refusal(code) }, { kind: 'not_paid' }),
      ),
    ],
    F16: { none: 'an unpaid page is watched until 50 minutes after its end' },
  },
};

const readBack = (name: ReturnName): Column => {
  const column: Column = {
    name: `reading back a ${name}`,
    call: ({ gateway, record }) => gateway.readBack(returns[name], record),
    right: (more) => ({ ...reported(name), ...more }),
    silent: notAsked,
    gone: { kind: 'no_answer', cause: 'unreachable' },
    own: {
      F6: [says(() => column, 'HTTP 401', { status: 401 }, { kind: 'no_answer', cause: 'auth_error' })],
      F11: [
        says(
          () => column,
          'a report of another payment',
          { body: reported(name, { paymentId: 1 }) },
          {
            kind: 'no_answer',
            cause: 'incomplete_answer',
          },
        ),
        says(
          () => column,
          'an answer to another question',
          { body: { ...reported(name), conversationId: 'x' } },
          {
            kind: 'no_answer',
            cause: 'unreadable_answer',
          },
        ),
        says(
          () => column,
          'money of another currency',
          { body: reported(name, {}, { currencyCode: 'USD' }) },
          {
            kind: 'no_answer',
            cause: 'unreadable_answer',
          },
        ),
      ],
      F12: [
        says(
          () => column,
          'an entry without its amount',
          { body: reported(name, {}, { refundPrice: null }) },
          {
            kind: 'no_answer',
            cause: 'incomplete_answer',
          },
        ),
      ],
      F13: [
        says(
          () => column,
          'a refused question says nothing of the return',
          { body: refusal('5087') },
          {
            kind: 'no_answer',
            cause: 'provider_error',
          },
        ),
      ],
      F16: [
        says(
          () => column,
          'a payment without our entry says «not found»',
          { body: reported(null) },
          {
            kind: 'not_found',
          },
        ),
      ],
    },
  };
  return column;
};

const giveBack = (name: ReturnName): Column => {
  const unknown = (cause: string) => expect.objectContaining({ kind: 'unknown_outcome', cause });
  const refused = (code: string, expected: object, group: string | null = null, more = {}): Case =>
    says(() => column, `${code} ${group ?? ''}`, { body: refusal(code, group, more) }, { code, ...expected });
  const column: Column = {
    name: `giving back by ${name}`,
    call: ({ gateway, record }) => gateway.giveBack(returns[name], record),
    right: (more) => returned(name, more),
    silent: unknown,
    gone: { kind: 'not_sent', reason: 'unreachable' },
    own: {
      F6: [
        says(
          () => column,
          'HTTP 401 without a published code',
          { status: 401 },
          {
            kind: 'unknown_outcome',
            cause: 'auth_error',
          },
        ),
        says(
          () => column,
          'turned away at the door',
          { status: 401, body: refusal('1001') },
          {
            kind: 'refused',
            reason: 'sign_in_failed',
            confirm: false,
          },
        ),
      ],
      F11: [
        says(
          () => column,
          'hands on what a success says about another attempt',
          {
            body: returned(name, { conversationId: 'IADE-9' }),
          },
          { kind: 'approved', evidence: { reference: 'IADE-9' } },
        ),
        says(
          () => column,
          'hands on another amount',
          { body: returned(name, { price: 39 }) },
          {
            kind: 'approved',
            evidence: { amountMinor: 3900 },
          },
        ),
        says(
          () => column,
          'a success about another payment',
          { body: returned(name, { paymentId: '1' }) },
          {
            kind: 'unknown_outcome',
            cause: 'unreadable_answer',
          },
        ),
        says(
          () => column,
          'a refusal of another attempt',
          {
            body: refusal('5093', null, { conversationId: 'IADE-9' }),
          },
          { kind: 'unknown_outcome', cause: 'unreadable_answer' },
        ),
        ...(name === 'cancel'
          ? []
          : [
              says(
                () => column,
                'a success with a wrong signature',
                { body: returned(name, { signature: '0' }) },
                {
                  kind: 'unknown_outcome',
                  cause: 'unreadable_answer',
                },
              ),
            ]),
      ] as [Case, ...Case[]],
      F12: [
        says(
          () => column,
          'a success without the payment',
          { body: returned(name, { paymentId: null }) },
          {
            kind: 'unknown_outcome',
            cause: 'incomplete_answer',
          },
        ),
        says(
          () => column,
          'a success without its amount',
          { body: returned(name, { price: null }) },
          {
            kind: 'unknown_outcome',
            cause: 'incomplete_answer',
          },
        ),
      ],
      F13: [
        refused('10005', { kind: 'declined', reason: 'other' }, 'DO_NOT_HONOUR'),
        refused('5005', { kind: 'refused', reason: 'invalid_request', confirm: false }),
        refused('5093', { kind: 'refused', reason: 'amount_unavailable', confirm: true }),
        refused('5087', { kind: 'refused', reason: 'not_found', confirm: true }),
        refused('10246', { kind: 'refused', reason: 'provider_refused', confirm: true }, 'REFUND_DECLINE'),
        refused('50000', { kind: 'refused', reason: 'provider_refused', confirm: true }),
        refused('1', { kind: 'unknown_outcome', cause: 'provider_error' }),
        refused('10219', { kind: 'unknown_outcome', cause: 'provider_timeout' }, 'REQUEST_TIMEOUT'),
        refused('777', { kind: 'unknown_outcome', cause: 'provider_error' }),
        refused('778', { kind: 'refused', reason: 'provider_refused', confirm: true }, null, {
          retryable: true,
        }),
      ],
      F16: { none: 'what a report without it is worth is a matter of reading back' },
    },
  };
  return column;
};

const names = ['cancel', 'refund', 'refund of an item'] as const;
for (const column of [openPage, retrieve, ...names.map(giveBack), ...names.map(readBack)]) {
  testFaults(column.name, cellsOf(column));
}
