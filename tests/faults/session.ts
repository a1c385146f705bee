import { expect } from 'vitest';
import type { HttpReply, HttpTransport } from '#server/gateways/http.ts';
import type { OperationReply } from '#server/gateways/terminal-gateway.ts';
import { decide, type Situation } from '#server/transactions/transaction.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { delivered, interpayAt, operations } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';
import type { Case, Cells } from './cells.ts';

const AT = new Date('2026-04-02T13:05:11Z');
const UNREADABLE = 'unreadable_answer';

/** What is out of order in one case. */
type Trouble = { url?: string; http?: HttpTransport };

/** The faults of handing an operation to a terminal whose result comes later by a callback, on the adapter and the rule. */
export function sessionCells(host: () => ToldProvider, kind: 'sale' | 'refund'): Cells {
  const operation = operations[kind];
  const situation: Situation = {
    ...{ kind, reference: operation.reference, providerDeviceId: operation.providerDeviceId },
    ...{ amount: operation.amount, state: 'sending', flags: [], createdAt: AT, sentAt: AT },
    ...{ unknownSince: null, queryCount: 0, firstNotFoundAt: null, refusal: null, isPaymentTaken: false },
    ...{ sessionId: null, isSessionTaken: false, isUndone: false, isVoidRunning: false },
    ...{ isByHand: false, isDeniedByHand: false },
    ...{ canQuery: false, resultBy: 'callback', page: null },
  };
  const move = (reply: OperationReply) => decide(situation, { kind: 'replied', reply }, AT, PATIENCE);

  /** Hands it over in this trouble; what the rule makes of what came back, and how often it was handed over. */
  async function send(says: Told, trouble: Trouble = {}) {
    host().arrived.length = 0;
    host().onService = () => says;
    const deadlineMs = says === 'hang' || says === 'drip' ? 300 : 5000;
    const { gateway, record } = interpayAt(trouble.url ?? host().url, { deadlineMs, http: trouble.http });
    const moved = move(await gateway.perform(operation, record));
    return { moved, sendings: host().arrived.length };
  }

  const notSent = (what: string, trouble: () => Promise<Trouble>): Case => ({
    what: `${what}: it fails as not sent`,
    async run() {
      const { moved, sendings } = await send('break', await trouble());
      expect(moved).toMatchObject({ state: 'failed', outcome: { reason: 'unreachable' }, nextQueryAt: null });
      expect(sendings).toBe(0);
    },
  });
  const open = (what: string, says: Told, reason: string): Case => ({
    what: `${what}: it is unknown, never sent again, and waits for its callback`,
    async run() {
      const { moved, sendings } = await send(says);
      expect(moved).toMatchObject({ state: 'unknown', outcome: { reason }, nextQueryAt: null });
      expect(sendings).toBe(1);
    },
  });
  const ends = (what: string, says: Told, end: object): Case => ({
    what,
    async run() {
      const { moved, sendings } = await send(says);
      expect(moved).toMatchObject({ ...end, nextQueryAt: null });
      expect(sendings).toBe(1);
    },
  });
  const doubted = (code: string): Case => ({
    what: `${code}: unknown for 60 s, then failed, and the device has to be looked at`,
    async run() {
      const { moved } = await send({ body: { CODE: code, TEXT: 'NO' } });
      const until = new Date(AT.getTime() + 60_000);
      expect(moved).toMatchObject({ state: 'unknown', nextQueryAt: until });
      const now: Situation = {
        ...situation,
        state: 'unknown',
        unknownSince: AT,
        refusal: moved?.outcome ?? null,
      };
      expect(decide(now, { kind: 'silence' }, until, PATIENCE)).toMatchObject({
        state: 'failed',
        outcome: { code },
        addFlags: ['check_device'],
      });
    },
  });
  const code = (CODE: string): Told => ({ body: { CODE, TEXT: 'NO' } });
  const failed = (CODE: string) =>
    ends(`${CODE}: failed`, code(CODE), { state: 'failed', outcome: { code: CODE, text: 'NO' } });

  return {
    F1: [
      notSent('nobody listens', async () => {
        const gone = await startToldProvider();
        await gone.close();
        return { url: gone.url };
      }),
      notSent('the name does not resolve', async () => ({ url: 'https://nowhere.invalid' })),
      notSent('the other side speaks no TLS', async () => ({ url: host().url.replace('http:', 'https:') })),
    ],
    F2: [
      {
        what: 'the connection breaks while sending: it is unknown, and never sent again',
        async run() {
          let posts = 0;
          const post = async (): Promise<HttpReply> => {
            posts += 1;
            return { kind: 'lost', phase: 'sending' };
          };
          const { moved } = await send('break', { http: { post, get: post, allows: () => true } });
          expect(moved).toMatchObject({ state: 'unknown', outcome: { reason: 'connection_lost' } });
          expect(posts).toBe(1);
        },
      },
    ],
    F3: [open('silence until the deadline', 'hang', 'deadline')],
    F4: [open('the connection breaks after delivery', 'break', 'connection_lost')],
    F5: [
      open('HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'),
      open('HTTP 503 that says it was sent', { status: 503, body: delivered() }, 'provider_error'),
      open('HTTP 429', { status: 429, headers: { 'retry-after': '1' } }, 'provider_error'),
      open('HTTP 408', { status: 408 }, 'provider_error'),
      open('a page of HTML with 200', { body: '<html>OK</html>' }, UNREADABLE),
    ],
    F6: [
      ends('HTTP 401: failed', { status: 401 }, { state: 'failed', outcome: { reason: 'sign_in_failed' } }),
      ends('HTTP 403: failed', { status: 403 }, { state: 'failed', outcome: { reason: 'sign_in_failed' } }),
    ],
    F7: [
      open('half of an answer', { body: JSON.stringify(delivered()).slice(0, -9) }, UNREADABLE),
      open('an empty answer', { body: '' }, UNREADABLE),
      open('an answer 204', { status: 204 }, UNREADABLE),
      open('a list of two', { body: [delivered(), delivered()] }, UNREADABLE),
      open('an object for a text', { body: delivered({ TEXT: {} }) }, UNREADABLE),
      open('no code', { body: delivered({ CODE: undefined }) }, UNREADABLE),
      open('two codes', { body: '{"CODE":"0000","code":"8505","SECUREID":"a"}' }, UNREADABLE),
    ],
    F8: [open('an answer that never ends', 'drip', 'deadline')],
    F9: [
      open('a body over one megabyte', { body: delivered({ HOST: 'x'.repeat(1_100_000) }) }, UNREADABLE),
      open('nesting of a hundred thousand', { body: '{"a":'.repeat(100_000) }, UNREADABLE),
      open('a compressed body', { headers: { 'content-encoding': 'gzip' }, body: delivered() }, UNREADABLE),
    ],
    F10: [
      open('a redirect 302', { status: 302, headers: { location: '/api' } }, 'redirect'),
      open('a redirect 307', { status: 307, headers: { location: '/api' } }, 'redirect'),
      open('a redirect 308', { status: 308, headers: { location: '/api' } }, 'redirect'),
    ],
    F11: [
      open('another REQUESTID', { body: delivered({ REQUESTID: '9999999999' }) }, UNREADABLE),
      open('another device', { body: delivered({ DEVICEID: 'SIM-TWO' }) }, UNREADABLE),
      open('another amount', { body: delivered({ AMT: '1.00' }) }, UNREADABLE),
    ],
    F12: [open('0000 without its SECUREID', { body: delivered({ SECUREID: '' }) }, 'incomplete_answer')],
    F13: [
      failed('8501'),
      ...['8502', '8503', '8505', '8506', '8507', '8508', '8510', '8511', '8512', '1001', '9001'].map(failed),
      ends('8509: declined', code('8509'), { state: 'declined', outcome: { code: '8509' } }),
      ...['8504', '8513', '8514', '7777'].map(doubted),
      open('9901: trouble of the gateway', code('9901'), 'provider_error'),
    ],
    F14: { none: 'there is no token: the credentials go with every request' },
    F15: { none: 'the gateway does not say in which zone its clock stands (§4)' },
    F16: { none: 'nobody can be asked: a person decides with the slip or the report of the provider' },
  };
}
