import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  approvedBy,
  ask,
  type Bench,
  firstLine,
  pay,
  refundOf,
  saleOf,
  startBench,
} from '#tests/support/iyzico-bench.ts';

// Closing the bench throws with whatever was wrong on the wire.
let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

it('a sale is opened, paid by two instruments, completed over an expired token, found, and refunded by its lines', async () => {
  const gateway = bench.gateway('507');
  const { splitSales } = gateway;
  if (!splitSales) throw new Error('Cannot split');
  const sale = saleOf('507', 10_000);
  const started = await splitSales.start(sale, bench.record);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const { saleNumber } = started;
  const part = (minor: number, installmentCount: number) => ({
    ...saleOf('507', minor),
    lines: [],
    installmentCount,
    partOf: { saleNumber },
  });
  const first = part(6_000, 1);
  const original = await pay(gateway, first);
  approvedBy(await gateway.perform(part(4_000, 3), bench.record));
  const open = { ...sale, saleNumber };
  expect(await splitSales.query(open, bench.record)).toEqual({ kind: 'not_found' });
  await bench.spoilTokens('expire');
  expect(await splitSales.complete(open, bench.record)).toMatchObject({
    kind: 'completed',
    evidence: { reference: sale.reference, amountMinor: 10_000, saleNumber },
  });
  expect(await splitSales.query(open, bench.record)).toMatchObject({ kind: 'completed' });
  const partOf = { reference: sale.reference, amountMinor: 10_000, refundedMinor: 0 };
  const back = refundOf(first, { ...original, partOf }, 6_000, await firstLine(gateway, sale));
  approvedBy(await gateway.perform(back, bench.record));
  expect(await ask(gateway, back)).toMatchObject({ kind: 'approved' });
  const gmu = '/v2/terminal-host/gmu/partial-payment';
  expect(bench.called()).toEqual(
    expect.arrayContaining([`${gmu}/start`, `${gmu}/add-payment`, `${gmu}/complete`]),
  );
});

it('a refund of a part whose answer is lost is found among what went back of the whole sale', async () => {
  const gateway = bench.gateway('507');
  const { splitSales } = gateway;
  if (!splitSales) throw new Error('Cannot split');
  const sale = saleOf('507', 10_000);
  const started = await splitSales.start(sale, bench.record);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const { saleNumber } = started;
  const part = { ...saleOf('507', 10_000), lines: [], partOf: { saleNumber } };
  const original = await pay(gateway, part);
  expect(await splitSales.complete({ ...sale, saleNumber }, bench.record)).toMatchObject({
    kind: 'completed',
  });
  const partOf = { reference: sale.reference, amountMinor: 10_000, refundedMinor: 0 };
  const from = await firstLine(gateway, sale);
  await bench.stage('507', 'lost-before-charge');
  const never = refundOf(part, { ...original, partOf }, 4_000, from);
  expect(await gateway.perform(never, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
  expect(await ask(gateway, never)).toEqual({ kind: 'not_found' });
  await bench.stage('507', 'lost-answer');
  const lost = refundOf(part, { ...original, partOf }, 4_000, from);
  expect(await gateway.perform(lost, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
  expect(await ask(gateway, lost)).toMatchObject({ kind: 'approved', evidence: { amountMinor: 4_000 } });
});
