import { expect } from 'vitest';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { HttpReply } from '#server/gateways/http.ts';
import { startToldProvider, type Told } from '#tests/support/told-provider.ts';
import { approval, type FaultBench, type Kind, overdone, refusal, type Trouble } from './bench.ts';
import type { Case, Cells } from './cells.ts';
import { SENT_ON } from './money.ts';

const UNREADABLE = 'unreadable_answer';

/** Asking what became of an operation whose answer was lost. Asking moves nothing, so it may be repeated. */
export function queryFaults(bench: () => FaultBench, kind: Kind): Cells {
  const lose = async () => {
    const row = await bench().create(kind);
    return bench().send(row, { says: 'break' });
  };
  const expectPlanned = (before: TransactionRow, after: TransactionRow) => {
    expect(after).toMatchObject({
      state: 'unknown',
      queryCount: before.queryCount + 1,
      firstNotFoundAt: null,
    });
    expect(after.nextQueryAt?.getTime()).toBeGreaterThan(before.nextQueryAt?.getTime() ?? Number.NaN);
  };
  const noAnswer = (
    what: string,
    trouble: (row: TransactionRow) => Trouble | Promise<Trouble>,
    cause: string,
    flags: string[] = [],
  ): Case => ({
    what: `${what}: the state stays, and it is asked again`,
    async run() {
      const before = await lose();
      const after = await bench().ask(before.id, await trouble(before));
      expectPlanned(before, after);
      expect(bench().warnings).toEqual(cause === 'redirect' ? [SENT_ON] : []);
      expect(after.flags).toEqual(flags);
      expect(await bench().lastEntry(before.id)).toMatchObject(
        flags.length > 0 ? { kind: 'contradiction' } : { kind: 'asked', answer: 'no_answer', cause },
      );
      expect(bench().sendings()).toBe(0);
      const again = await bench().ask(before.id, { says: { body: approval(before) } });
      expect(again.state).toBe('approved');
    },
  });
  const told = (what: string, says: Told, cause: string) => noAnswer(what, () => ({ says }), cause);
  const said = (what: string, overrides: object, cause = UNREADABLE) =>
    noAnswer(what, (row) => ({ says: { body: approval(row, overrides) } }), cause);
  const other = (what: string, overrides: object, more: string[] = []) =>
    noAnswer(`a success about another ${what}`, (row) => ({ says: { body: approval(row, overrides) } }), '', [
      'contradiction',
      ...more,
    ]);
  const lost: HttpReply = { kind: 'lost', phase: 'sending' };

  return {
    F1: [
      noAnswer(
        'nobody listens',
        async () => {
          const gone = await startToldProvider();
          await gone.close();
          return { url: gone.url };
        },
        'unreachable',
      ),
      noAnswer('the name does not resolve', () => ({ url: 'https://nowhere.invalid' }), 'unreachable'),
    ],
    F2: [
      noAnswer(
        'the connection breaks while sending',
        () => ({ http: { post: async () => lost } }),
        'connection_lost',
      ),
    ],
    F3: [told('silence until the deadline', 'hang', 'deadline')],
    F4: [told('the connection breaks after delivery', 'break', 'connection_lost')],
    F5: [
      told('HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'),
      told('HTTP 503 with «not found»', { ...NOT_FOUND_BODY, status: 503 }, 'provider_error'),
      told('HTTP 408', { status: 408 }, 'provider_error'),
      told('a page of HTML with 200', { body: '<html>OK</html>' }, UNREADABLE),
      {
        what: 'HTTP 429: asked again no sooner than the provider wishes',
        async run() {
          const before = await lose();
          const says = { status: 429, headers: { 'retry-after': '120' } };
          const after = await bench().ask(before.id, { says });
          expectPlanned(before, after);
          const waitMs = (after.nextQueryAt?.getTime() ?? 0) - (before.nextQueryAt?.getTime() ?? 0);
          expect(waitMs).toBeGreaterThanOrEqual(120_000);
        },
      },
    ],
    F6: [
      {
        what: 'a refused token: one renewal, and the question again',
        async run() {
          const before = await lose();
          const says = (_call: object, earlier: number) =>
            earlier === 0 ? refusal('100311', 'SYSTEM_ERROR', 401) : { body: approval(before) };
          expect((await bench().ask(before.id, { says })).state).toBe('approved');
          expect(
            bench()
              .calls()
              .filter((path) => path === 'token'),
          ).toHaveLength(1);
        },
      },
      told('a token refused twice', refusal('100311', 'SYSTEM_ERROR', 401), 'auth_error'),
      told('HTTP 403', { status: 403 }, 'auth_error'),
    ],
    F7: [
      told('half of an answer', { body: '{"status":"SUCCESS","paymentId":"PAY' }, UNREADABLE),
      told('an empty answer', { body: '' }, UNREADABLE),
      told('an answer 204', { status: 204 }, UNREADABLE),
      said('an object for a text', { authCode: {} }),
      said('no status', { status: undefined }),
      said('a status nobody knows', { status: 'DONE' }),
      said('a success with a code', { errorCode: '5' }),
      said('an amount in words', { price: '240,00' }),
    ],
    F8: [told('an answer that never ends', 'drip', 'deadline')],
    F9: (['large', 'deep', 'compressed'] as const).map((what) =>
      noAnswer(
        `an answer that is too ${what}`,
        (row) => ({ says: overdone(what, approval(row)) }),
        UNREADABLE,
      ),
    ) as [Case],
    F10: [told('a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'redirect')],
    F11: [
      other('reference', { transactionReferenceId: 'ref_of_another' }),
      other('terminal', { deviceUniqueId: 'T00009' }),
      other('amount', { price: 1 }, ['amount_differs']),
      other('currency', { currency: 'EUR' }, ['amount_differs']),
      noAnswer(
        '«not found» about another reference',
        () => ({
          says: refusal('380108', 'BUSINESS_ERROR', 400, { transactionReferenceId: 'ref_of_another' }),
        }),
        UNREADABLE,
      ),
    ],
    F12: [
      said(
        'a success without the id that makes it ours',
        kind === 'sale' ? { paymentId: null } : { transactionReferenceId: null },
        'incomplete_answer',
      ),
    ],
    F13: [
      told('TIMEOUT_ERROR', refusal('380103', 'TIMEOUT_ERROR'), 'provider_timeout'),
      told('VALIDATION_ERROR', refusal('380111', 'VALIDATION_ERROR'), 'provider_error'),
      told('a group nobody lists', refusal('389999', 'NEW_ERROR'), 'provider_error'),
      {
        what: 'BANK_ERROR: the remembered decline of the operation',
        async run() {
          const { id } = await lose();
          const after = await bench().ask(id, { says: refusal('54', 'BANK_ERROR') });
          expect(after).toMatchObject({
            state: 'declined',
            outcomeReason: 'expired_card',
            nextQueryAt: null,
          });
        },
      },
    ],
    F14: [
      {
        what: 'a token with little left is renewed before the question',
        async run() {
          const before = await lose();
          const planned = before.nextQueryAt?.getTime() ?? 0;
          const session = {
            accessToken: 'old',
            refreshToken: 'again',
            expiresAt: new Date(planned + 50_000),
          };
          const after = await bench().ask(before.id, { session, says: { body: approval(before) } });
          expect(after.state).toBe('approved');
          expect(bench().calls()[0]).toBe('token');
        },
      },
    ],
    F15: [
      {
        what: 'our clock is ten minutes off: the answer counts all the same',
        async run() {
          for (const clockOffMs of [-600_000, 600_000]) {
            const { id, nextQueryAt } = await lose();
            const row = await bench().hand.read(id);
            const trouble = {
              clockOffMs,
              says: { body: approval(row, { systemTime: Date.now() + clockOffMs }) },
            };
            expect((await bench().ask(id, trouble, nextQueryAt ?? undefined)).state).toBe('approved');
          }
        },
      },
    ],
    F16: { none: 'what «not found» is worth is a matter of the operation that was asked about' },
  };
}

const NOT_FOUND_BODY = { body: { status: 'FAILURE', errorCode: '380108', errorGroup: 'BUSINESS_ERROR' } };
