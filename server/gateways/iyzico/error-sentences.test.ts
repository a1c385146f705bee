import { describe, expect, it } from 'vitest';
import { toReason } from '#components/transactions/reason.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { decide, type Situation } from '#server/transactions/transaction.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { ANSWERED } from '#tests/factories/terminal.ts';
import { createLoginInMemory } from '#tests/support/login-in-memory.ts';
import { failure, operations, success } from '#tests/support/told-provider.ts';
import type { HttpReply } from '../http.ts';
import { createIyzicoGateway } from './index.ts';

const AT = new Date('2026-01-01T12:00:00Z');
const TEXT = 'sağlayıcının kendi sözü';

/** What the provider says, the state that follows at once, and the reason whose sentences are shown. */
type Row = [code: string, group: string | null, state: 'declined' | 'failed' | 'unknown', reason: string];

const published: Row[] = [
  ['380103', 'TIMEOUT_ERROR', 'unknown', 'provider_timeout'],
  ['100310', 'SYSTEM_ERROR', 'unknown', 'auth_error'],
  ['100311', 'SYSTEM_ERROR', 'unknown', 'auth_error'],
  ['380204', 'DEVICE_ERROR', 'unknown', 'auth_error'],
  ['380102', 'SYSTEM_ERROR', 'failed', 'device_forbidden'],
  ['380101', 'BUSINESS_ERROR', 'failed', 'device_unknown'],
  ['380201', 'DEVICE_ERROR', 'unknown', 'device_busy'],
  ['380202', 'DEVICE_ERROR', 'unknown', 'device_error'],
  ['380203', 'DEVICE_ERROR', 'unknown', 'device_error'],
  ['380205', 'DEVICE_ERROR', 'unknown', 'device_error'],
  ['380104', 'VALIDATION_ERROR', 'failed', 'invalid_request'],
  ['380105', 'VALIDATION_ERROR', 'failed', 'invalid_request'],
  ['380111', 'VALIDATION_ERROR', 'failed', 'invalid_request'],
  ['380107', 'BUSINESS_ERROR', 'unknown', 'not_found'],
  ['380108', 'BUSINESS_ERROR', 'unknown', 'not_found'],
  ['380109', 'BUSINESS_ERROR', 'unknown', 'not_found'],
  ['380112', 'BUSINESS_ERROR', 'unknown', 'amount_unavailable'],
];

/** A code nobody lists, under each group and under none. */
const unlisted: Row[] = [
  ['999999', 'TIMEOUT_ERROR', 'unknown', 'provider_timeout'],
  ['999999', 'SYSTEM_ERROR', 'unknown', 'provider_error'],
  ['999999', 'BANK_ERROR', 'declined', 'other'],
  ['999999', 'DEVICE_ERROR', 'unknown', 'device_error'],
  ['999999', 'PAYMENT_ERROR', 'unknown', 'payment_error'],
  ['999999', 'BUSINESS_ERROR', 'unknown', 'state_forbids'],
  ['999999', 'VALIDATION_ERROR', 'failed', 'invalid_request'],
  ['999999', 'A_NEW_ERROR', 'unknown', 'provider_error'],
  ['999999', null, 'unknown', 'provider_error'],
  ['', null, 'unknown', 'provider_error'],
  ['E-5 ?!', null, 'unknown', 'provider_error'],
];

/** Field 39 of ISO 8583, as the bank writes it and as the payment service does. */
const declines: Row[] = Object.entries({
  insufficient_funds: ['51', '10051'],
  expired_card: ['33', '54', '10054'],
  wrong_pin: ['38', '55', '75', '10055'],
  limit_exceeded: ['61', '65', '10061'],
  lost_or_stolen: ['04', '07', '35', '37', '41', '43', '10041', '10043'],
  not_permitted: ['03', '12', '36', '39', '40', '52', '53', '57', '58', '62', '78', '93', '10057', '10093'],
  other: [
    '01',
    '02',
    '05',
    '06',
    '13',
    '14',
    '15',
    '19',
    '30',
    '34',
    '59',
    '63',
    '68',
    '82',
    '90',
    '91',
    '92',
    '96',
  ],
}).flatMap(([reason, codes]) => codes.map((code): Row => [code, 'BANK_ERROR', 'declined', reason]));

const json = (status: number, body: unknown): HttpReply => ({
  kind: 'answered',
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** What comes without any word of the provider. */
const mute: [string, HttpReply, 'failed' | 'unknown', string][] = [
  ['no connection', { kind: 'not_sent', detail: 'ECONNREFUSED' }, 'failed', 'unreachable'],
  ['a connection that broke', { kind: 'lost', phase: 'waiting' }, 'unknown', 'connection_lost'],
  ['silence', { kind: 'deadline' }, 'unknown', 'deadline'],
  ['a redirect', { kind: 'redirect', status: 302 }, 'unknown', 'redirect'],
  ['too much', { kind: 'too_large' }, 'unknown', 'unreadable_answer'],
  ['a page', json(200, '<html>'), 'unknown', 'unreadable_answer'],
  ['a success without its id', json(200, success({ paymentId: null })), 'unknown', 'incomplete_answer'],
  ...[400, 404, 409, 422].map(
    (status) => [`HTTP ${status}`, json(status, ''), 'unknown', 'unreadable_answer'] as const,
  ),
  ...[401, 403].map((status) => [`HTTP ${status}`, json(status, ''), 'unknown', 'auth_error'] as const),
  ...[408, 429, 500, 502, 503].map(
    (status) => [`HTTP ${status}`, json(status, ''), 'unknown', 'provider_error'] as const,
  ),
].map((row) => row as [string, HttpReply, 'failed' | 'unknown', string]);

describe('an error of the provider', () => {
  it.each([...published, ...unlisted, ...declines])(
    '%s %s: %s, for the reason «%s»',
    async (code, group, state, reason) => {
      const move = await moveOf(json(400, failure(code, group, { errorMessage: TEXT })));
      expect([move?.state, move?.outcome?.reason]).toEqual([state, reason]);
      expectWords(reason, state);
      // Its own words are kept, and told on the timeline.
      expect(move?.outcome).toMatchObject({ code: code || (state === 'failed' ? '' : null), text: TEXT });
      expect(move?.timeline).toMatchObject({ kind: state === 'unknown' ? 'unknown' : 'settled', text: TEXT });
    },
  );

  it.each(mute)('that says nothing: %s', async (_what, reply, state, reason) => {
    const move = await moveOf(reply);
    expect([move?.state, move?.outcome?.reason]).toEqual([state, reason]);
    expectWords(reason, state);
  });
});

it('each reason says in every language something of its own, and none of it a code', () => {
  for (const reason of Object.keys(messages.en.reason)) expectWords(reason, 'failed');
  for (const locale of LOCALES) {
    const next = Object.values(messages[locale].endOfDay.reason).flatMap(({ why, next }) => [why, next]);
    for (const text of next) expectSentence(text);
  }
});

it('no text of the interface is nothing but a code or somebody else’s words', () => {
  const texts = (node: unknown): string[] =>
    typeof node === 'string' ? [node] : Object.values(node as object).flatMap(texts);
  for (const text of LOCALES.flatMap((locale) => texts(messages[locale]))) {
    if (/\{(?:code|text|detail)\}/.test(text)) expect(text.replaceAll(/\{\w+\}/g, '')).toMatch(/\p{L}{2,}/u);
  }
});

/** Why and what to do, in three languages that differ; while it is unknown the next step is the careful one. */
function expectWords(text: string, state: 'declined' | 'failed' | 'unknown'): void {
  const reason = toReason(text);
  if (!reason) throw new Error(`No words for «${text}»`);
  const said = LOCALES.map((locale) => messages[locale].reason[reason]);
  for (const { why, next } of said) {
    expectSentence(why);
    expectSentence(next);
  }
  expect(new Set(said.map(({ why }) => why)).size).toBe(LOCALES.length);
  expect(new Set(said.map(({ next }) => next)).size).toBe(LOCALES.length);
  if (state === 'unknown') {
    expect(messages.en.state.unknown.next).toMatch(/Do not charge again/);
    expect(messages.tr.state.unknown.next).toMatch(/[Yy]eniden tahsil etmeyin/);
  }
}

function expectSentence(text: string): void {
  expect(text).toMatch(/^[\p{L}\d“«].*[.?!]$/u);
  expect(text).not.toMatch(/\d{4,}|[A-Z]+_[A-Z]+|errorCode|null|undefined/);
}

async function moveOf(reply: HttpReply) {
  const gateway = createIyzicoGateway(
    {
      model: '509',
      baseUrl: 'https://provider.example',
      credentials: { clientId: 'a', clientSecret: 'b', username: 'c', password: 'd' },
      appVersion: '1',
    },
    {
      // Logins find nobody, so that a rejected token stays rejected.
      http: { post: async ({ url }) => (url.includes('/in-store/') ? { kind: 'deadline' } : reply) },
      clock: { now: () => AT },
      sessions: createLoginInMemory({ accessToken: 'a', refreshToken: 'b', expiresAt: new Date(9e12) }),
    },
  );
  const { kind, reference, providerDeviceId, amount } = operations.sale;
  const now: Situation = {
    ...{ kind, reference, providerDeviceId, amount, state: 'sending', flags: [], createdAt: AT, sentAt: AT },
    ...{ unknownSince: null, queryCount: 0, firstNotFoundAt: null, refusal: null, isPaymentTaken: false },
    ...ANSWERED,
  };
  const event = { kind: 'replied', reply: await gateway.perform(operations.sale, () => undefined) } as const;
  return decide(now, event, AT, PATIENCE);
}
