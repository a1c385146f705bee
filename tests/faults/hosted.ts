import { expect } from 'vitest';
import type { HttpTransport } from '#server/gateways/http.ts';
import { payWithIyzicoAt, refusal } from '#tests/support/told-pay-with-iyzico.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';
import type { Case, Cell, Cells } from './cells.ts';

type Setting = ReturnType<typeof payWithIyzicoAt>;
type Fields = Record<string, unknown>;

/** An answer, and what comes of it. */
export type Row = readonly [what: string, answer: Told, expected: object];

/** One kind of call: how it is made, a good answer to it, and what it comes to when nothing usable comes back. */
export type Column = {
  name: string;
  call: (setting: Setting) => Promise<unknown>;
  right: (more?: Fields) => object;
  silent: (cause: string) => object;
  gone: object;
  /** Its own rows, or why it has none. */
  own: Record<'F6' | 'F11' | 'F12' | 'F13' | 'F16', readonly [Row, ...Row[]] | { none: string }>;
};

/** The rows that all kinds of call share, and its own. */
export function hostedCells(provider: () => ToldProvider, column: Column): Cells {
  const { right, silent, call } = column;
  const told = async (says: Told, options: Parameters<typeof payWithIyzicoAt>[1] = {}) => {
    provider().arrived.length = 0;
    provider().onService = () => says;
    const deadlineMs = says === 'hang' || says === 'drip' ? 300 : 5000;
    const setting = payWithIyzicoAt(provider().url, { deadlineMs, ...options });
    return { reply: await call(setting), ...setting };
  };
  const open = (what: string, says: Told, cause: string): Case => ({
    what: `${what}: ${cause}, and nothing is sent again`,
    async run() {
      expect((await told(says)).reply).toEqual(silent(cause));
      expect(provider().arrived).toHaveLength(1);
    },
  });
  const unreadable = (what: string, says: Told) => open(what, says, 'unreadable_answer');
  const own = (fault: keyof Column['own']): Cell => {
    const rows = column.own[fault];
    if ('none' in rows) return rows;
    const [first, ...rest] = rows.map(([what, answer, expected]) => ({
      what,
      async run() {
        expect((await told(answer)).reply).toMatchObject(expected);
        expect(provider().arrived).toHaveLength(1);
      },
    }));
    if (!first) throw new Error('no row');
    return [first, ...rest];
  };
  const notThere = (what: string, url: () => string | Promise<string>): Case => ({
    what: `${what}: proven not sent`,
    async run() {
      expect(await call(payWithIyzicoAt(await url()))).toMatchObject(column.gone);
    },
  });
  const lost = async () => ({ kind: 'lost', phase: 'sending' }) as const;
  const losing: HttpTransport = { post: lost, get: lost, allows: () => true };
  const decline = refusal('10051', 'NOT_SUFFICIENT_FUNDS');

  return {
    F1: [
      notThere('nobody listens', async () => {
        const gone = await startToldProvider();
        await gone.close();
        return gone.url;
      }),
      notThere('the name does not resolve', () => 'https://nowhere.invalid'),
    ],
    F2: [
      {
        what: 'the connection breaks while sending',
        async run() {
          const reply = await call(payWithIyzicoAt('https://provider.example', { http: losing }));
          expect(reply).toEqual(silent('connection_lost'));
        },
      },
    ],
    F3: [open('silence until the deadline', 'hang', 'deadline')],
    F4: [open('the connection breaks after delivery', 'break', 'connection_lost')],
    F5: [
      open('HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'),
      open('HTTP 503 that claims success', { status: 503, body: right() }, 'provider_error'),
      open('HTTP 500 that claims a decline', { status: 500, body: decline }, 'provider_error'),
      open('HTTP 429', { status: 429, headers: { 'retry-after': '5' } }, 'provider_error'),
      open('HTTP 408', { status: 408 }, 'provider_error'),
      unreadable('a page of HTML with 200', { body: '<html>OK</html>' }),
    ],
    F6: own('F6'),
    F7: [
      unreadable('an empty answer', { body: '' }),
      unreadable('an answer 204', { status: 204 }),
      unreadable('a list', { body: [right()] }),
      unreadable('a text', { body: '"success"' }),
      unreadable('no status', { body: right({ status: undefined }) }),
      unreadable('a status nobody knows', { body: right({ status: 'pending' }) }),
      unreadable('a success with an error code', { body: right({ errorCode: '5' }) }),
      unreadable('a success with HTTP 400', { status: 400, body: right() }),
      unreadable('a member given twice', {
        body: JSON.stringify(right()).replace('{', '{"status":"success",'),
      }),
      {
        what: 'an answer cut anywhere is no answer',
        async run() {
          const text = JSON.stringify(right());
          for (let length = 0; length < text.length; length += 3) {
            expect((await told({ body: text.slice(0, length) })).reply).toEqual(silent('unreadable_answer'));
          }
        },
      },
      {
        what: 'a known field of a wrong type is no answer',
        async run() {
          for (const field of ['status', 'errorCode', 'conversationId', 'errorGroup', 'errorMessage']) {
            for (const wrong of [{}, [], true]) {
              const { reply } = await told({ body: right({ [field]: wrong }) });
              expect(reply).toEqual(silent('unreadable_answer'));
            }
          }
        },
      },
    ],
    F8: [open('an answer that never ends', 'drip', 'deadline')],
    F9: [
      unreadable('a body over one megabyte', { body: `"${'x'.repeat(1_100_000)}"` }),
      unreadable('nesting of a hundred thousand', { body: '['.repeat(100_000) }),
      unreadable('a compressed body', { headers: { 'content-encoding': 'gzip' }, body: 'x' }),
    ],
    F10: [open('a redirect', { status: 307, headers: { location: '/payment' } }, 'redirect')],
    F11: own('F11'),
    F12: own('F12'),
    F13: own('F13'),
    F14: { none: 'keys go with every request and never run out' },
    F15: [-10, 10].map((minutes) => ({
      what: `our clock is ${minutes} minutes off: the answer counts, and the difference is told`,
      async run() {
        const now = () => Date.now() + minutes * 60_000;
        const { reply, exchanges } = await told({ body: right({ systemTime: Date.now() }) }, { now });
        expect(kindOf(reply)).toBe(kindOf((await told({ body: right() })).reply));
        expect(Math.round((exchanges[0]?.clockOffsetMs ?? 0) / 60_000)).toBe(-minutes);
      },
    })) as [Case, Case],
    F16: own('F16'),
  };
}

function kindOf(reply: unknown): unknown {
  return typeof reply === 'object' && reply !== null && 'kind' in reply ? reply.kind : null;
}
