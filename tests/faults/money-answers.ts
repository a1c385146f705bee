import { expect } from 'vitest';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { Arrived, Told } from '#tests/support/told-provider.ts';
import { approval, isQuestion, NOT_FOUND, refusal, type Says } from './bench.ts';
import type { Case, Cell, Fault } from './cells.ts';
import type { MoneyCases } from './money.ts';

/** Answers that cannot be believed as they are. */
export function answers({ bench, kind, send, open, ends }: MoneyCases) {
  const contradiction = (what: string, other: object, more: string[] = []): Case => ({
    what: `a success about another ${what}: a contradiction that leaves it unknown`,
    async run() {
      const { after } = await send((row) => ({ says: { body: approval(row, other) } }));
      expect(after).toMatchObject({ state: 'unknown', flags: ['contradiction', ...more], authCode: null });
      expect(bench().sendings()).toBe(1);
    },
  });
  const confirmed = (what: string, says: Told, reason: string): Case => ({
    what: `${what}: believed when one question finds nothing`,
    async run() {
      const { row, after } = await send({ says });
      expect(after).toMatchObject({ state: 'unknown', outcomeReason: reason });
      const asked = await bench().ask(row.id, { says: nothingSaid });
      expect(asked).toMatchObject({ state: 'failed', outcomeReason: reason, outcomeText: 'olmadı' });
    },
  });
  return {
    F7: [
      open('half of an answer', (row) => ({ body: JSON.stringify(approval(row)).slice(0, -9) }), UNREADABLE),
      open('an empty answer', { body: '' }, UNREADABLE),
      open('an answer 204', { status: 204 }, UNREADABLE),
      open('a list', (row) => ({ body: [approval(row)] }), UNREADABLE),
      open('an object for a text', (row) => ({ body: approval(row, { authCode: {} }) }), UNREADABLE),
      open('no status', (row) => ({ body: approval(row, { status: undefined }) }), UNREADABLE),
      open('a status nobody knows', (row) => ({ body: approval(row, { status: 'DONE' }) }), UNREADABLE),
      open('a success with a code', (row) => ({ body: approval(row, { errorCode: '5' }) }), UNREADABLE),
      open('an amount in words', (row) => ({ body: approval(row, { price: '240,00' }) }), UNREADABLE),
    ],
    F11: [
      contradiction('reference', { transactionReferenceId: 'ref_of_another' }),
      contradiction('terminal', { deviceUniqueId: 'T00009' }),
      contradiction('amount', { price: 1 }, ['amount_differs']),
      contradiction('currency', { currency: 'USD' }, ['amount_differs']),
      open('another conversation', (row) => ({ body: approval(row, { conversationId: 'x' }) }), UNREADABLE),
    ],
    F12: [
      open(
        'a success without the id that makes it ours',
        (row) => ({
          body: approval(row, kind === 'sale' ? { paymentId: null } : { transactionReferenceId: '' }),
        }),
        'incomplete_answer',
      ),
      open(
        'a success without its amount',
        (row) => ({ body: approval(row, { price: null }) }),
        'incomplete_answer',
      ),
    ],
    F13: [
      ends('BANK_ERROR: declined', refusal('51', 'BANK_ERROR'), {
        state: 'declined',
        outcomeReason: 'insufficient_funds',
        outcomeCode: '51',
        outcomeText: 'olmadı',
      }),
      ends('VALIDATION_ERROR: failed', refusal('380104', 'VALIDATION_ERROR'), {
        state: 'failed',
        outcomeReason: 'invalid_request',
        outcomeText: 'olmadı',
      }),
      confirmed('BUSINESS_ERROR', refusal('389001', 'BUSINESS_ERROR'), 'state_forbids'),
      confirmed('a busy terminal', refusal('380201', 'DEVICE_ERROR'), 'device_busy'),
      open('TIMEOUT_ERROR', refusal('380103', 'TIMEOUT_ERROR'), 'provider_timeout'),
      open('SYSTEM_ERROR', refusal('389002', 'SYSTEM_ERROR'), 'provider_error'),
      open('DEVICE_ERROR', refusal('380205', 'DEVICE_ERROR'), 'device_error'),
      open('PAYMENT_ERROR', refusal('10051', 'PAYMENT_ERROR'), 'payment_error'),
      open('a group nobody lists', refusal('389999', 'NEW_ERROR'), 'provider_error'),
      open('a failure without a code', refusal('', null), 'provider_error'),
    ],
  } satisfies Partial<Record<Fault, Cell>>;
}

/** Tokens, clocks and questions. */
export function aroundTheCall({ bench, send, open }: MoneyCases) {
  const turnedAway = refusal('100311', 'SYSTEM_ERROR', 401);
  return {
    F6: [
      {
        what: 'a token refused at the door: one renewal, one proof that it is not known, one repeat',
        async run() {
          const { row, after } = await send((of) => ({
            says: (call, earlier) => {
              if (isQuestion(call)) return nothingSaid(call);
              return earlier === 0 ? turnedAway : { body: approval(of) };
            },
          }));
          expect(after).toMatchObject({ state: 'approved', reference: row.reference });
          const sent = bench().provider.arrived.filter((call) => !isQuestion(call) && isAbout(call, row));
          expect(sent).toHaveLength(2);
          expect(sent[0]?.text).toBe(sent[1]?.text);
          expect(
            bench()
              .calls()
              .filter((path) => path === 'token'),
          ).toHaveLength(1);
        },
      },
      {
        what: 'a token refused at the door, and nobody says whether it is known: unknown, not repeated',
        async run() {
          const says: Says = (call) => (isQuestion(call) ? 'break' : turnedAway);
          const { after } = await send({ says });
          expect(after).toMatchObject({ state: 'unknown', outcomeReason: 'auth_error' });
          expect(bench().sendings()).toBe(1);
        },
      },
      open('HTTP 401 without a published code', { status: 401 }, 'auth_error'),
      open('HTTP 403 with one', refusal('100311', 'SYSTEM_ERROR', 403), 'auth_error'),
    ],
    F14: [
      {
        what: 'a token that runs out during the call is judged by the answer, not by the clock',
        async run() {
          const session = { ...KEPT, expiresAt: new Date(Date.now() + 200_000) };
          const { after } = await send((row) => ({
            session,
            says: () => {
              session.expiresAt = new Date(0);
              return { body: approval(row) };
            },
          }));
          expect(after.state).toBe('approved');
          expect(bench().calls()).toHaveLength(1);
        },
      },
      {
        what: 'a token with little left is renewed before the call, once',
        async run() {
          const expiresAt = new Date(Date.now() + 59_000);
          const session = { ...KEPT, expiresAt };
          const { after } = await send((row) => ({ session, says: { body: approval(row) } }));
          expect(after.state).toBe('approved');
          expect(bench().calls()[0]).toBe('token');
          expect(bench().calls()).toHaveLength(2);
        },
      },
    ],
    F15: [-10, 10].map((minutes) => ({
      what: `our clock is ${minutes} minutes off: approved, told in the order it happened, on the provider’s day`,
      async run() {
        const says = (of: TransactionRow): Says => ({ body: approval(of, { paymentDate: '20260304' }) });
        const { row, after } = await send((of) => ({ says: says(of) }), minutes * 60_000);
        expect(after).toMatchObject({ state: 'approved', providerDate: '2026-03-04' });
        const told = (await bench().timeline(row.id)).map((entry) => entry.kind);
        expect(told).toEqual(['requested', 'sending', 'settled']);
        expect(bench().warnings).toContain('The clock of the provider is not ours');
      },
    })) as [Case, Case],
    F16: [
      {
        what: '«not found» counts after the waiting window, when two answers at least 30 s apart say so',
        async run() {
          const { row } = await send({ says: 'break' });
          const sentAt = (await bench().hand.read(row.id)).sentAt?.getTime() ?? 0;
          const ask = async (seconds: number, says: Says = nothingSaid) =>
            (await bench().ask(row.id, { says }, new Date(sentAt + seconds * 1000))).state;
          expect(await ask(239)).toBe('unknown');
          expect(await ask(241)).toBe('unknown');
          expect(await ask(270.6)).toBe('unknown');
          // No answer counts neither for nor against.
          expect(await ask(272, 'break')).toBe('unknown');
          expect(await ask(340)).toBe('failed');
          expect((await bench().hand.read(row.id)).queryCount).toBe(5);
          expect(await bench().hand.read(row.id)).toMatchObject({ outcomeReason: 'not_found' });
        },
      },
    ],
  } satisfies Partial<Record<Fault, Cell>>;
}

const KEPT = { accessToken: 'kept', refreshToken: 'again' };
const UNREADABLE = 'unreadable_answer';

const isAbout = ({ text }: Arrived, row: { reference: string }) => text.includes(row.reference);

/** The provider knows nothing of the operation, and of its sale only that nothing was taken back. */
function nothingSaid({ text }: Arrived): Told {
  const { paymentId, transactionReferenceId } = JSON.parse(text);
  return transactionReferenceId ? NOT_FOUND : { body: { status: 'SUCCESS', errorCode: '', paymentId } };
}
