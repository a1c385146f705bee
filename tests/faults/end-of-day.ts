import { expect } from 'vitest';
import type { HttpTransport } from '#server/gateways/http.ts';
import { startToldProvider, type Told } from '#tests/support/told-provider.ts';
import { type FaultBench, type Model, overdone, refusal, type Says, type Trouble } from './bench.ts';
import type { Case, Cells } from './cells.ts';
import { SENT_ON } from './money.ts';

const UNREADABLE = 'unreadable_answer';
const row = {
  acquirerId: '62',
  acquirerName: 'Banka A',
  terminalId: '00000777',
  bankMerchantId: '000000004321',
  totalTransactionAmount: '240.00',
  totalTransactionCount: '1',
  responseCode: '00',
  internalErrorCode: null,
};

/** Closing the day of a device of the model. Nobody can be asked about a close, so a lost one stays in question. */
export function endOfDayFaults(bench: () => FaultBench, model: Model): Cells {
  const said = (overrides: object = {}): object => {
    const batchNo = bench().batchNumber(model);
    const rows = [{ ...row, batchNo }];
    return { status: 'success', errorCode: '0', batchNo, [ROWS[model]]: rows, ...overrides };
  };
  const answer =
    (overrides: object = {}, status = 200): (() => Told) =>
    () => ({ status, body: said(overrides) });
  const open = (
    what: string,
    trouble: Says | { http: Pick<HttpTransport, 'post'> },
    reason: string,
  ): Case => ({
    what: `${what}: the batch is in question, no close is sent again, the next batch number tells`,
    async run() {
      const isHttp = typeof trouble === 'object' && 'http' in trouble;
      const { run, batch } = await bench().close(model, isHttp ? trouble : { says: trouble });
      expect(run).toMatchObject({ state: 'unknown', outcomeReason: reason, endedAt: null });
      expect(batch?.state).toBe('closing_unknown');
      expect(bench().warnings).toEqual(reason === 'redirect' ? [SENT_ON] : []);
      expect(await bench().closeAgain(model)).toBe(run.id);
      if (!isHttp) expect(bench().sendings()).toBe(1);
      const settled = await bench().settleBySale(model, run.id, true);
      expect(settled).toMatchObject({ state: 'closed', isMatched: null });
    },
  });
  const failed = (what: string, trouble: () => Promise<Trouble>, end: object, sendings = 1): Case => ({
    what: `${what}: it failed, the batch stays open and can be closed again`,
    async run() {
      const { run, batch } = await bench().close(model, await trouble());
      expect(run).toMatchObject({ state: 'failed', ...end });
      expect(batch?.state).toBe('open');
      expect(bench().sendings()).toBe(sendings);
      const again = await bench().close(model, { says: answer() });
      expect(again.run).toMatchObject({ state: 'closed' });
      expect(again.run.batchId).toBe(run.batchId);
    },
  });
  const refused = (code: string, group: string, reason: string) =>
    failed(`${group} ${code}`, async () => ({ says: refusal(code, group) }), {
      outcomeReason: reason,
      outcomeCode: code,
      outcomeText: 'olmadı',
    });
  return {
    F1: [
      failed(
        'nobody listens',
        async () => {
          const gone = await startToldProvider();
          await gone.close();
          return { url: gone.url };
        },
        { outcomeReason: 'unreachable' },
        0,
      ),
      failed('the name does not resolve', async () => ({ url: 'https://nowhere.invalid' }), {}, 0),
      failed(
        'nobody can sign in',
        async () => ({ session: null, login: { status: 401 } }),
        SIGN_IN_FAILED,
        0,
      ),
    ],
    F2: [
      open(
        'the connection breaks while sending',
        { http: { post: async () => ({ kind: 'lost', phase: 'sending' }) } },
        'connection_lost',
      ),
    ],
    F3: [open('silence until the deadline', 'hang', 'deadline')],
    F4: [open('the connection breaks after delivery', 'break', 'connection_lost')],
    F5: [
      open('HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'),
      open('HTTP 502 that claims success', answer({}, 502), 'provider_error'),
      open('HTTP 429', { status: 429, headers: { 'retry-after': '1' } }, 'provider_error'),
      open('HTTP 408', { status: 408 }, 'provider_error'),
      open('a page of HTML with 200', { body: '<html>OK</html>' }, UNREADABLE),
    ],
    F6: [
      failed('a token refused at the door', async () => ({ says: turnedAway('100311') }), SIGN_IN_FAILED),
      failed('a session that is gone', async () => ({ says: turnedAway('380204') }), SIGN_IN_FAILED),
      open('HTTP 401 without a published code', { status: 401 }, 'auth_error'),
      open('HTTP 403', { status: 403 }, 'auth_error'),
    ],
    F7: [
      open('half of an answer', { body: '{"status":"success","batchNo":"017' }, UNREADABLE),
      open('an empty answer', { body: '' }, UNREADABLE),
      open('an answer 204', { status: 204 }, UNREADABLE),
      open('no status', answer({ status: null }), UNREADABLE),
      open('a status nobody knows', answer({ status: 'DONE' }), UNREADABLE),
      open('totals that are no list', answer({ [ROWS[model]]: 'none' }), UNREADABLE),
      open('a total that is no object', answer({ [ROWS[model]]: [row, 5] }), UNREADABLE),
      open('a batch number that is an object', answer({ batchNo: {} }), UNREADABLE),
    ],
    F8: [open('an answer that never ends', 'drip', 'deadline')],
    F9: (['large', 'deep', 'compressed'] as const).map((what) =>
      open(`an answer that is too ${what}`, () => overdone(what, said()), UNREADABLE),
    ) as [Case],
    F10: [open('a redirect', { status: 307, headers: { location: '/elsewhere' } }, 'redirect')],
    F11: [
      open('another terminal', answer({ deviceUniqueId: 'T00009' }), UNREADABLE),
      open('another conversation', answer({ conversationId: 'x' }), UNREADABLE),
    ],
    F12: [
      open('a success without the batch number', answer({ batchNo: null }), 'incomplete_answer'),
      {
        what: 'a success without any totals: closed, and shown to differ from ours',
        async run() {
          const { run } = await bench().close(model, { says: answer({ [ROWS[model]]: undefined }) });
          expect(run).toMatchObject({ state: 'closed', isMatched: false });
        },
      },
      open(
        'a total without its amount',
        answer({ [ROWS[model]]: [{ ...row, totalTransactionAmount: '' }] }),
        'incomplete_answer',
      ),
      open(
        'a total without its count',
        answer({ [ROWS[model]]: [{ ...row, totalTransactionCount: null }] }),
        'incomplete_answer',
      ),
      open(
        'a total without its answer',
        answer({ [ROWS[model]]: [{ ...row, responseCode: null }] }),
        'incomplete_answer',
      ),
    ],
    F13: [
      refused('380201', 'DEVICE_ERROR', 'device_busy'),
      refused('380101', 'BUSINESS_ERROR', 'device_unknown'),
      refused('380102', 'SYSTEM_ERROR', 'device_forbidden'),
      refused('380104', 'VALIDATION_ERROR', 'invalid_request'),
      refused('389001', 'BUSINESS_ERROR', 'state_forbids'),
      open('TIMEOUT_ERROR', refusal('380103', 'TIMEOUT_ERROR'), 'provider_timeout'),
      open('DEVICE_ERROR', refusal('380202', 'DEVICE_ERROR'), 'device_error'),
      open('BANK_ERROR', refusal('91', 'BANK_ERROR'), 'provider_error'),
      open('a group nobody lists', refusal('389999', 'NEW_ERROR'), 'provider_error'),
    ],
    F14: [
      {
        what: 'a token that runs out during the call is judged by the answer, not by the clock',
        async run() {
          const session = {
            accessToken: 'kept',
            refreshToken: 'again',
            expiresAt: new Date(Date.now() + 200_000),
          };
          const says = () => {
            session.expiresAt = new Date(0);
            return answer()();
          };
          expect((await bench().close(model, { session, says })).run.state).toBe('closed');
          expect(bench().calls()).toEqual(['eod']);
        },
      },
    ],
    F15: [
      {
        what: 'our clock is ten minutes off: closed all the same',
        async run() {
          for (const clockOffMs of [-600_000, 600_000]) {
            const { run, batch } = await bench().close(model, {
              clockOffMs,
              says: answer({ systemTime: Date.now() }),
            });
            expect([run.state, batch?.state]).toEqual(['closed', 'closed']);
            expect(bench().warnings.splice(0)).toEqual(['The clock of the provider is not ours']);
          }
        },
      },
    ],
    F16: [
      {
        what: 'nobody can be asked: the next sale in the same batch proves that it did not happen',
        async run() {
          const { run } = await bench().close(model, { says: 'break' });
          expect(await bench().settleBySale(model, run.id, false)).toMatchObject({
            state: 'failed',
            outcomeReason: 'close_did_not_happen',
          });
        },
      },
    ],
  };
}

const ROWS = { 507: 'tails', 509: 'totals' } as const;
const SIGN_IN_FAILED = { outcomeReason: 'sign_in_failed' };
const turnedAway = (code: string) => refusal(code, 'SYSTEM_ERROR', 401);
