import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvedBy,
  ask,
  type Bench,
  closeBatch,
  firstLine,
  pay,
  refundOf,
  saleOf,
  startBench,
  voidOf,
} from '#tests/support/iyzico-bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

describe.each(['507', '509'] as const)(
  'giving money back and closing the day on an iyzico terminal of model %s',
  (model) => {
    it('a void is approved under its own reference and found again', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 7000);
      const undo = voidOf(sale, await pay(gateway, sale));
      const evidence = approvedBy(await gateway.perform(undo, bench.record));
      expect(evidence).toMatchObject({ reference: undo.reference, amountMinor: 7000, currency: 'TRY' });
      const found = await ask(gateway, undo);
      expect(found).toMatchObject({
        kind: 'approved',
        evidence: { reference: undo.reference, rrn: evidence.rrn },
      });
      expect(await ask(gateway, sale)).toMatchObject({ kind: 'approved' });
    });

    it('a void whose answer was lost is found by asking', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 7000);
      const undo = voidOf(sale, await pay(gateway, sale));
      await bench.stage(model, 'lost-answer');
      expect(await gateway.perform(undo, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
      expect(await ask(gateway, undo)).toMatchObject({
        kind: 'approved',
        evidence: { reference: undo.reference },
      });
    });

    it('a void that never happened is not found, and the sale agrees', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 7000);
      const undo = voidOf(sale, await pay(gateway, sale));
      await bench.stage(model, 'lost-before-charge');
      expect(await gateway.perform(undo, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
      expect(await ask(gateway, undo)).toEqual({ kind: 'not_found' });
    });

    it('a second void is refused, and stays unproven because the sale is voided by another', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 7000);
      const original = await pay(gateway, sale);
      approvedBy(await gateway.perform(voidOf(sale, original), bench.record));
      const again = voidOf(sale, original);
      expect(await gateway.perform(again, bench.record)).toMatchObject({
        kind: 'refused',
        reason: 'amount_unavailable',
        confirm: true,
      });
      expect(await ask(gateway, again)).toMatchObject({ kind: 'approved', evidence: { reference: null } });
    });

    it('money goes back in parts until nothing is left, and never past it', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 10_000);
      const original = await pay(gateway, sale);
      const from = await firstLine(gateway, sale);
      for (const [minor, refundedMinor] of [
        [4000, 0],
        [6000, 4000],
      ] as const) {
        const refund = refundOf(sale, { ...original, refundedMinor }, minor, from);
        const evidence = approvedBy(await gateway.perform(refund, bench.record));
        expect(evidence).toMatchObject({ reference: refund.reference, amountMinor: minor, currency: 'TRY' });
        expect(await ask(gateway, refund)).toMatchObject({
          kind: 'approved',
          evidence: { reference: refund.reference, amountMinor: minor },
        });
      }
      const more = refundOf(sale, { ...original, refundedMinor: 10_000 }, 1, from);
      expect(await gateway.perform(more, bench.record)).toMatchObject({
        kind: 'refused',
        reason: 'amount_unavailable',
        confirm: true,
      });
      expect(await ask(gateway, more)).toEqual({ kind: 'not_found' });
    });

    it('a refund whose answer was lost is found, and one that never happened is not', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 10_000);
      const original = await pay(gateway, sale);
      const from = await firstLine(gateway, sale);
      const lost = refundOf(sale, original, 2500, from);
      await bench.stage(model, 'lost-answer');
      expect(await gateway.perform(lost, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
      expect(await ask(gateway, lost)).toMatchObject({
        kind: 'approved',
        evidence: { reference: lost.reference, amountMinor: 2500 },
      });
      const never = refundOf(sale, { ...original, refundedMinor: 2500 }, 2500, from);
      await bench.stage(model, 'lost-before-charge');
      expect(await gateway.perform(never, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
      expect(await ask(gateway, never)).toEqual({ kind: 'not_found' });
    });

    it('an end of day gives the batch and its totals per acquirer, and closes void', async () => {
      const gateway = bench.gateway(model);
      await closeBatch(gateway, model);
      const sale = saleOf(model, 8000);
      const original = await pay(gateway, sale);
      await pay(gateway, saleOf(model, 8050));
      const closed = await closeBatch(gateway, model);
      if (closed?.kind !== 'closed') throw new Error(JSON.stringify(closed));
      expect(closed.totals.reduce((sum, total) => sum + total.count, 0)).toBe(2);
      expect(closed.totals.every((total) => total.isClosed && total.code === '00')).toBe(true);
      expect(await gateway.perform(voidOf(sale, original), bench.record)).toMatchObject({ kind: 'refused' });
    });

    it('an end of day whose answer is lost stays open, and one bank that fails is named', async () => {
      const gateway = bench.gateway(model);
      await bench.stage(model, 'eod-lost');
      expect(await closeBatch(gateway, model)).toMatchObject({ kind: 'unknown_outcome' });
      await pay(gateway, saleOf(model, 8000));
      await bench.stage(model, 'eod-partial');
      const partial = await closeBatch(gateway, model);
      expect(partial).toMatchObject({ kind: 'closed', totals: [{ isClosed: false, code: '380202' }] });
      await bench.stage(model, 'busy');
      expect(await closeBatch(gateway, model)).toMatchObject({
        kind: 'refused',
        reason: 'device_busy',
      });
    });

    it('an end of day turned away with a dead token leaves the batch open and the next one works', async () => {
      const gateway = bench.gateway(model);
      await pay(gateway, saleOf(model, 8000));
      await bench.spoilTokens('expire');
      expect(await closeBatch(gateway, model)).toMatchObject({
        kind: 'refused',
        reason: 'sign_in_failed',
      });
      expect(await closeBatch(gateway, model)).toMatchObject({ kind: 'closed' });
    });
  },
);
