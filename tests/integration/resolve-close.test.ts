import { afterAll, beforeAll, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { lockRun } from '#db/queries/eod-runs.ts';
import type { Context } from '#server/auth/context.ts';
import { loseClose } from '#server/end-of-day/close-batch.ts';
import { type CloseWish, resolveClose } from '#server/end-of-day/resolve-close.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { ids } from '#tests/factories/ids.ts';
import { type ByHand, createByHand, LOST } from '#tests/support/by-hand.ts';

let hand: ByHand;
beforeAll(async () => {
  hand = await createByHand();
});
afterAll(() => hand.world.close());

/** A while after the close was sent, so that the terminal is not closing any more. */
function person(): Context<'resolution:make'> {
  const at = new Date(Date.now() + 600_000);
  return { ...hand.world.as('accountant', 'resolution:make'), clock: { now: () => at } };
}

const wish = (runId: EndOfDayRunId, changes: Partial<CloseWish> = {}): CloseWish => ({
  runId,
  verdict: 'closed',
  batchNumber: '00042',
  statement: 'Report 42 printed at 23:10',
  ...changes,
});

/** A sale in a batch with a number, whose close is lost. */
async function lostClose() {
  const sale = await hand.sold({ batchNumber: '42' });
  const runId = await hand.requestClose();
  await hand.close(runId, LOST);
  expect((await hand.run(runId))?.state).toBe('unknown');
  return { runId, batchId: sale.batchId };
}

const refused = (kind: string, more: object = {}) => ({ ok: false, error: { kind, ...more } });

test('a close whose answer is lost is ended by the printed report: not closed, then closed', async () => {
  const { runId, batchId } = await lostClose();
  const early = hand.world.as('accountant', 'resolution:make');
  const notClosed = { verdict: 'not_closed', batchNumber: null } as const;
  expect(await resolveClose(early, wish(runId, notClosed))).toEqual(refused('too_early'));
  expect(await resolveClose(person(), wish(runId, notClosed))).toEqual({
    ok: true,
    value: { state: 'failed' },
  });
  expect((await hand.batch(batchId))?.state).toBe('open');
  expect(await hand.holder()).toBeNull();
  expect(await hand.run(runId)).toMatchObject({
    state: 'failed',
    outcomeReason: 'by_hand',
    outcomeText: 'Report 42 printed at 23:10',
  });
  expect(await hand.audited(runId)).toEqual(['requested', 'closing', 'unknown', 'failed', 'decided']);

  const again = await hand.requestClose();
  await hand.close(again, LOST);
  expect(await resolveClose(person(), wish(again, { batchNumber: null }))).toEqual(refused('number_missing'));
  expect(await resolveClose(person(), wish(again, { batchNumber: '43' }))).toEqual(
    refused('number_differs', { number: '42' }),
  );
  expect(await resolveClose(person(), wish(again))).toEqual({ ok: true, value: { state: 'closed' } });
  expect(await hand.batch(batchId)).toMatchObject({ state: 'closed', number: '42' });
  expect(await hand.run(again)).toMatchObject({ state: 'closed', isMatched: null });
  expect(await resolveClose(person(), wish(again))).toEqual(refused('not_unknown'));
  const next = await hand.sold();
  expect(next.batchId).not.toBe(batchId);
});

test('an answer that comes after a person ended the close changes nothing', async () => {
  const sale = await hand.sold();
  const runId = await hand.requestClose();
  await hand.close(runId, { kind: 'closed', batchNumber: '99', totals: [] }, async () => {
    const ctx = hand.system();
    await ctx.inTransaction(async (tx) => {
      const run = await lockRun(tx, ctx.merchant.id, runId);
      if (run) await loseClose(ctx, tx, run);
    });
    expect((await resolveClose(person(), wish(runId, { batchNumber: '98' }))).ok).toBe(true);
  });
  expect(await hand.run(runId)).toMatchObject({ state: 'closed', outcomeReason: 'by_hand', isMatched: null });
  expect(await hand.batch(sale.batchId)).toMatchObject({ state: 'closed', number: '98' });
  expect(await hand.exchangesOf(runId)).toHaveLength(1);
});

test('two people who say it at the same moment end it once', async () => {
  const { runId } = await lostClose();
  const said = await Promise.all([
    resolveClose(person(), wish(runId)),
    resolveClose(person(), wish(runId, { verdict: 'not_closed', batchNumber: null })),
  ]);
  expect(said.filter((one) => one.ok)).toHaveLength(1);
});

test('a close of another merchant is not there', async () => {
  const foreign = ids.next('merchant');
  const ctx = person();
  const abroad: Context<'resolution:make'> = {
    ...ctx,
    merchant: { ...ctx.merchant, id: foreign },
    inTransaction: (work) => inScope(hand.world.running.runtime.db, { merchantId: foreign }, work),
  };
  const run = await hand.requestClose();
  await hand.close(run, LOST);
  expect(await resolveClose(abroad, wish(run))).toEqual(refused('not_found'));
});
