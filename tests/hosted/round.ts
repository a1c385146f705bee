import type { HostedReturn } from '#server/gateways/hosted-gateway.ts';
import type { PageEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import { type Bench, orderOf, payOn, returnOf, startBench } from './bench.ts';

/** Every line of the day: each item by itself, what came on top for instalments included. */
const DAY = [
  ...['cancel 2593', 'cancel 7782', 'payment 2500', 'payment 2593', 'payment 7500', 'payment 7782'],
  ...['refund 210', 'refund 500', 'refund 790'],
];

type Expect = (what: string, found: unknown, wanted: unknown) => void;

/**
 * One of everything: pages that are paid at once and in instalments, each way to give back, its reading back, the report of the
 * day. What of it did not come out as it has to, and what was wrong on the wire; nothing when all is well.
 */
export async function goRound(): Promise<string[]> {
  const problems: string[] = [];
  const expect: Expect = (what, found, wanted) => {
    const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (one !== other) problems.push(`${what}: ${one} instead of ${other}`);
  };
  const bench = await startBench();
  try {
    const entry = await payOn(bench, orderOf('tur-1'));
    await checkPaid(bench, entry, expect);
    await checkReturn(
      bench,
      returnOf(entry, { kind: 'refund', reference: 'tur-2', minor: 500, item: 1 }),
      500,
      expect,
    );
    await checkReturn(
      bench,
      returnOf(entry, { kind: 'refund', reference: 'tur-3', minor: 1000 }),
      1000,
      expect,
    );
    const inParts = await payOn(bench, orderOf('tur-4'), { installment: 3 });
    const cancel = returnOf(inParts, { kind: 'cancel', reference: 'tur-5' });
    await checkReturn(bench, { ...cancel, reason: 'müşteri istedi' }, 10_000, expect);
    await checkReading(bench, entry, expect);
    bench.watch.expectRight();
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    await bench.sandbox.close();
  }
  return problems;
}

async function checkPaid(bench: Bench, { token, basketId, payment }: PageEntry, expect: Expect) {
  const { gateway, record } = bench.client();
  const paid = await gateway.retrieve(orderOf(basketId), token, record);
  expect('a page that was paid', paid.kind, 'paid');
  if (paid.kind !== 'paid') return;
  const { evidence, settlement } = paid;
  const { reference, amountMinor, currency, providerPaymentId } = evidence;
  const wanted = [basketId, 10_000, 'TRY', String(payment?.paymentId)];
  expect('its evidence', [reference, amountMinor, currency, providerPaymentId], wanted);
  const { paidMinor, commissionMinor, feeMinor, payoutMinor, items } = settlement;
  expect('its settlement', [paidMinor, commissionMinor, feeMinor, payoutMinor], [10_000, 349, 25, 9626]);
  const numbers = payment?.items.map((item) => String(item.paymentTransactionId));
  expect(
    'its items',
    items.map((item) => item.providerItemId),
    numbers,
  );
}

/** What is given back is approved, and read back the same. */
async function checkReturn(bench: Bench, wish: HostedReturn, minor: number, expect: Expect) {
  const { gateway, record } = bench.client();
  for (const reply of [await gateway.giveBack(wish, record), await gateway.readBack(wish, record)]) {
    const said = reply.kind === 'approved' ? reply.evidence : null;
    const found = [reply.kind, said?.reference, said?.amountMinor, said?.currency];
    expect(wish.reference, found, ['approved', wish.reference, minor, 'TRY']);
  }
}

async function checkReading(bench: Bench, entry: PageEntry, expect: Expect) {
  const { gateway, record } = bench.client();
  const never = returnOf(entry, { kind: 'refund', reference: 'tur-6', minor: 1 });
  expect('what was never asked for', (await gateway.readBack(never, record)).kind, 'not_found');
  const day = await gateway.readDay('2026-03-02', record);
  const moved = day.kind === 'reported' ? day.movements : [];
  const lines = moved.map(({ kind, amount }) => `${kind} ${amount.minor}`).toSorted();
  expect('the day', lines, DAY);
  expect('the keys', (await gateway.testConnection(record)).kind, 'ok');
}
