import { describe, expect, it } from 'vitest';
import { payWithIyzicoAt } from '#tests/support/told-pay-with-iyzico.ts';

const line = {
  transactionType: 'PAYMENT',
  transactionDate: '2026-01-01 14:40:00',
  transactionId: 700,
  transactionStatus: 1,
  paymentTxId: 700,
  paymentId: 900_100,
  conversationId: 'ORNEK-1',
  price: 75,
  paidPrice: '75.00000000',
  transactionCurrency: 'TRY',
  iyzicoCommission: 2.6175,
  iyzicoFee: 0.1875,
  merchantPayoutAmount: 72.195,
};

/** Reads a day of which the provider answers these pages. */
async function readDay(pages: object[]) {
  const asked: URL[] = [];
  const get = async ({ url }: { url: string }) => {
    asked.push(new URL(url));
    const body = JSON.stringify(pages[asked.length - 1] ?? pages.at(-1));
    return { kind: 'answered', status: 200, headers: {}, body } as const;
  };
  const { gateway, record } = payWithIyzicoAt('https://provider.example', {
    http: { get, post: get, allows: () => false },
  });
  const reply = await gateway.readDay('2026-01-01', record);
  return { reply, asked };
}
const pageOf = (currentPage: number, totalPageCount: number, transactions: object[]) => ({
  status: 'success',
  currentPage,
  totalPageCount,
  transactions,
});

describe('the report of a day (§9)', () => {
  it('is read page by page, each once', async () => {
    const { reply, asked } = await readDay([
      pageOf(1, 2, [line]),
      pageOf(2, 2, [{ ...line, transactionType: 'REFUND', transactionId: 701, paidPrice: 40 }]),
    ]);
    expect(asked.map((url) => url.searchParams.get('page'))).toEqual(['1', '2']);
    expect(asked[0]?.searchParams.get('transactionDate')).toBe('2026-01-01');
    expect(reply).toEqual({
      kind: 'reported',
      movements: [
        {
          kind: 'payment',
          providerTransactionId: '700',
          providerItemId: '700',
          providerPaymentId: '900100',
          reference: 'ORNEK-1',
          amount: { minor: 7500, currency: 'TRY' },
          commissionMinor: 262,
          feeMinor: 19,
          payoutMinor: 7220,
          at: new Date('2026-01-01T11:40:00Z'),
        },
        expect.objectContaining({ kind: 'refund', amount: { minor: 4000, currency: 'TRY' } }),
      ],
    });
  });

  it('of a day without anything is empty', async () => {
    for (const none of [pageOf(1, 0, []), pageOf(1, 1, []), { ...pageOf(1, 0, []), transactions: null }]) {
      expect((await readDay([none])).reply).toEqual({ kind: 'reported', movements: [] });
    }
  });

  it('leaves out what moved no money', async () => {
    const lines = [
      { ...line, transactionStatus: -1 },
      { ...line, transactionStatus: 0 },
    ];
    expect((await readDay([pageOf(1, 1, lines)])).reply).toMatchObject({ movements: [] });
  });

  it.each<[string, object]>([
    ['another page than was asked for', pageOf(2, 2, [line])],
    ['more pages than there can be', pageOf(1, 100_000, [line])],
    ['no number of pages', { ...pageOf(1, 1, [line]), totalPageCount: null }],
    ['a line of an unknown kind', pageOf(1, 1, [{ ...line, transactionType: 'CHARGEBACK' }])],
    ['a line without its time', pageOf(1, 1, [{ ...line, transactionDate: null }])],
    ['a line without its amount', pageOf(1, 1, [{ ...line, price: null, paidPrice: null }])],
    ['a line in an unknown currency', pageOf(1, 1, [{ ...line, transactionCurrency: 'TL' }])],
  ])('with %s is no report', async (_what, page) => {
    expect((await readDay([page])).reply).toMatchObject({ kind: 'no_answer', cause: 'unreadable_answer' });
  });

  it('of which one page fails is no report', async () => {
    const { reply } = await readDay([pageOf(1, 3, [line]), { status: 'failure', errorCode: '1' }]);
    expect(reply).toMatchObject({ kind: 'no_answer', cause: 'provider_error' });
  });

  it('of more pages than may be asked for in a minute takes the minutes it takes', async () => {
    const waits: number[] = [];
    let now = 0;
    const get = async ({ url }: { url: string }) => {
      const page = Number(new URL(url).searchParams.get('page'));
      return {
        kind: 'answered',
        status: 200,
        headers: {},
        body: JSON.stringify(pageOf(page, 120, [])),
      } as const;
    };
    const { gateway, record, exchanges } = payWithIyzicoAt('https://provider.example', {
      http: { get, post: get, allows: () => false },
      now: () => now,
      wait: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    });
    expect((await gateway.readDay('2026-01-01', record)).kind).toBe('reported');
    expect(exchanges).toHaveLength(120);
    expect(waits).toEqual([60_000, 60_000]);
  });
});
