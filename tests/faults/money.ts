import { expect } from 'vitest';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { startToldProvider, type Told } from '#tests/support/told-provider.ts';
import { approval, type FaultBench, type Kind, overdone, type Trouble } from './bench.ts';
import type { Case, Cell, Fault } from './cells.ts';

/** F10 is told to whoever keeps the system, too. */
export const SENT_ON = 'A call was sent on to another address and not followed';

/** A value, or how to make it for an operation. */
type Of<T> = T | ((row: TransactionRow) => T);

/** How the cases about a kind of operation are written. */
export type MoneyCases = ReturnType<typeof moneyCases>;

/** The three ends a case can have. */
export function moneyCases(bench: () => FaultBench, kind: Kind) {
  /** Starts an operation and puts it on the wire in this trouble. */
  const send = async (trouble: Of<Trouble>, clockOffMs = 0) => {
    const row = await bench().create(kind, clockOffMs);
    const told = typeof trouble === 'function' ? trouble(row) : trouble;
    const after = await bench().send(row, { clockOffMs, ...told });
    return { row, after };
  };
  return {
    bench,
    kind,
    send,
    notSent: (what: string, trouble: () => Promise<Trouble>): Case => ({
      what: `${what}: it fails as not sent, and the terminal is free for another try`,
      async run() {
        const { after } = await send(await trouble());
        expect(after).toMatchObject({ state: 'failed', outcomeReason: 'unreachable', nextQueryAt: null });
        expect(bench().sendings()).toBe(0);
        expect(await bench().hand.holder()).toBeNull();
      },
    }),
    open: (what: string, says: Of<Told>, reason: string): Case => ({
      what: `${what}: it is unknown and never sent again, and asking tells the truth`,
      async run() {
        const { row, after } = await send((of) => ({ says: typeof says === 'function' ? says(of) : says }));
        expect(after).toMatchObject({ state: 'unknown', outcomeReason: reason, flags: [] });
        expect(bench().warnings).toEqual(reason === 'redirect' ? [SENT_ON] : []);
        expect(bench().sendings()).toBe(1);
        expect(await bench().hand.holder()).toMatchObject({ operationId: row.id });
        const asked = await bench().ask(row.id, { says: { body: approval(row) } });
        expect(asked).toMatchObject({ state: 'approved', reference: row.reference });
        expect(bench().calls()).toEqual(['payment/query-transaction-status']);
      },
    }),
    ends: (what: string, says: Told, end: object): Case => ({
      what,
      async run() {
        const { after } = await send({ says });
        expect(after).toMatchObject({ ...end, nextQueryAt: null });
        expect(bench().sendings()).toBe(1);
        expect(await bench().hand.holder()).toBeNull();
      },
    }),
  };
}

/** What happens to the connection, before anybody reads an answer. */
export function onTheWay({ bench, send, notSent, open }: MoneyCases) {
  return {
    F1: [
      notSent('nobody listens', async () => {
        const gone = await startToldProvider();
        await gone.close();
        return { url: gone.url };
      }),
      notSent('the name does not resolve', async () => ({ url: 'https://nowhere.invalid' })),
      notSent('the other side speaks no TLS', async () => ({
        url: bench().provider.url.replace('http://127.0.0.1', 'https://localhost'),
      })),
    ],
    F2: [
      {
        what: 'the connection breaks while sending: it is unknown and never sent again',
        async run() {
          let posts = 0;
          const post = async () => {
            posts += 1;
            return { kind: 'lost', phase: 'sending' } as const;
          };
          const { row, after } = await send({ http: { post } });
          expect(after).toMatchObject({ state: 'unknown', outcomeReason: 'connection_lost' });
          expect(posts).toBe(1);
          expect(await bench().hand.holder()).toMatchObject({ operationId: row.id });
        },
      },
    ],
    F3: [open('silence until the deadline', 'hang', 'deadline')],
    F4: [open('the connection breaks after delivery', 'break', 'connection_lost')],
    F5: [
      open('HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'),
      open('HTTP 503 that claims success', (row) => ({ status: 503, body: approval(row) }), 'provider_error'),
      open('HTTP 429', { status: 429, headers: { 'retry-after': '1' } }, 'provider_error'),
      open('HTTP 408', { status: 408 }, 'provider_error'),
      open('a page of HTML with 200', { body: '<html>OK</html>' }, 'unreadable_answer'),
    ],
    F8: [open('an answer that never ends', 'drip', 'deadline')],
    F9: [
      open('a body over one megabyte', (row) => overdone('large', approval(row)), 'unreadable_answer'),
      open('nesting of a hundred thousand', (row) => overdone('deep', approval(row)), 'unreadable_answer'),
      open('a compressed body', (row) => overdone('compressed', approval(row)), 'unreadable_answer'),
    ],
    F10: [
      open('a redirect 302', { status: 302, headers: { location: '/elsewhere' } }, 'redirect'),
      open('a redirect 307', { status: 307, headers: { location: '/elsewhere' } }, 'redirect'),
      open('a redirect 308', { status: 308, headers: { location: '/elsewhere' } }, 'redirect'),
    ],
  } satisfies Partial<Record<Fault, Cell>>;
}
