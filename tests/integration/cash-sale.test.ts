import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listBatchTotals } from '#db/queries/batches.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { eodReports } from '#db/schema/end-of-day.ts';
import { reportContent } from '#server/end-of-day/report.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { cheaper, coffee, cup, type FiscalShop, openFiscalShop } from '#tests/support/fiscal-shop.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let shop: FiscalShop;
beforeAll(async () => {
  shop = await openFiscalShop();
});
afterAll(() => shop.world.close());

const seeing = () => shop.world.as('manager', 'transactions:see');

/** The request as the provider got it, who found nothing wrong with it. */
function bodyOf(row: TransactionRow): unknown {
  const { body, problems } = shop.requestOf(row);
  expect(problems).toEqual([]);
  return body;
}

function totalsOf(batchId: TransactionRow['batchId']) {
  const ctx = seeing();
  return ctx.inTransaction((tx) => listBatchTotals(tx, ctx.merchant.id, batchId ?? 'bat_'));
}

describe('cash', () => {
  test('is in the batch and the fiscal day, goes back in cash, and never meets a bank', async () => {
    const card = await shop.sold(shop.wish([cup]));
    const cash = await shop.sold(shop.wish([cheaper], { paymentType: 'cash' }));
    expect(bodyOf(cash)).toMatchObject({ paymentType: 'CASH', installment: 1 });
    expect(cash).toMatchObject({ last4: null, acquirerId: null, authCode: null, batchId: card.batchId });
    const back = await shop.refunded(cash, 1);
    expect(back).toMatchObject({ state: 'approved', paymentType: 'cash', amountMinor: 8_498 });
    const undone = await shop.voided(await shop.sold(shop.wish([coffee], { paymentType: 'cash' })));
    expect(undone).toMatchObject({ state: 'approved', paymentType: 'cash' });
    const sums = (await totalsOf(card.batchId)).map(
      ({ kind, paymentType, acquirerId, amountMinor }) =>
        `${paymentType} ${kind} ${acquirerId} ${amountMinor}`,
    );
    expect(sums.sort()).toEqual([
      `card sale ${card.acquirerId} 45000`,
      'cash refund  8498',
      'cash sale  53995',
      'cash void  28500',
    ]);

    const content = await closed();
    expect(content).toMatchObject({ isMatched: true, differences: [] });
    expect(content.ours).toMatchObject([{ acquirerId: card.acquirerId, netMinor: 45_000 }]);
    expect(content.terminal).toMatchObject([{ acquirerId: card.acquirerId, amountMinor: 45_000 }]);
    expect(content.fiscal).toMatchObject([
      { paymentType: 'card', netMinor: 45_000 },
      { paymentType: 'cash', saleMinor: 53_995, refundMinor: 8_498, voidMinor: 28_500, netMinor: 16_997 },
    ]);
  });

  test('stands beside cards with a surcharge and in dollars, and the day still matches', async () => {
    await shop.sold(shop.wish([cup], { installmentCount: 3, surchargeMinor: 1_050 }));
    const dollars = { minor: coffee.totalMinor, currency: 'USD' } as const;
    await shop.sold(shop.wish([coffee], { amount: dollars }));
    await shop.sold(shop.wish([coffee], { amount: dollars, paymentType: 'cash' }));
    const content = await closed();
    expect(content).toMatchObject({ isMatched: true, differences: [] });
    const nets = (lines: { currency: string; netMinor: number }[] = []) =>
      lines.map(({ currency, netMinor }) => `${netMinor} ${currency}`).sort();
    expect(nets(content.ours)).toEqual(['28500 USD', '46050 TRY']);
    expect(nets(content.fiscal)).toEqual(['28500 USD', '28500 USD', '46050 TRY']);
  });

  test('of which the answer to a void is lost is found out by what is left of the sale', async () => {
    const sale = await shop.sold(shop.wish([coffee], { paymentType: 'cash' }));
    await shop.world.device('507', { scenario: 'lost-answer', times: 1 });
    expect((await shop.voided(sale)).state).toBe('approved');
    expect(await shop.read(sale.id)).toMatchObject({ voidedAt: expect.any(Date) });
    const kept = await shop.sold(shop.wish([coffee], { paymentType: 'cash' }));
    await shop.world.device('507', { scenario: 'lost-before-charge', times: 1 });
    expect((await shop.voided(kept)).state).toBe('failed');
  });

  /** Closes the batch of the register; the report that was frozen. */
  async function closed() {
    const { world } = shop;
    const run = await requestEndOfDay(world.as('manager', 'end-of-day:run'), { deviceId: world.register });
    if (!run.ok) throw new Error(run.error.kind);
    const { runId } = run.value;
    return waitFor(async () => {
      const [row] = await seeing().inTransaction((tx) =>
        tx.select().from(eodReports).where(eq(eodReports.runId, runId)),
      );
      return row ? reportContent.parse(row.content) : null;
    }, 'the report');
  }
});
