import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvedBy,
  ask,
  type Bench,
  captureOf,
  closeBatch,
  firstLine,
  holdOf,
  pay,
  refundOf,
  saleOf,
  startBench,
  voidOf,
} from '#tests/support/iyzico-bench.ts';
import { terminalPaths } from '#tests/wire/iyzico-terminal.ts';

/**
 * Drives the client through every service of the port; the sandbox shows each request, as it arrived, to a checker that
 * knows the published tables only. Closing the bench throws with whatever was wrong.
 */
let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

const gmu = '/v2/terminal-host/gmu';
const plain = '/v2/terminal-host';

const item = { name: 'Su 0,5 L', unitCode: 'C62', vatRate: '10' } as const;

/** What has been called under a path, without the path. */
const called = (path: string) =>
  bench
    .called()
    .filter((call) => call.startsWith(`${path} `))
    .map((call) => call.slice(path.length + 1));

describe('every request of', () => {
  it('a login, a renewal in both its forms and a login after the end of a session', async () => {
    const gateway = bench.gateway('509');
    await pay(gateway, saleOf('509', 1000));
    await bench.spoilTokens('expire');
    await pay(gateway, saleOf('509', 1000));
    await bench.spoilTokens('expire');
    await bench.spoilCall('/in-store/oauth2/token', 'server-error');
    await pay(gateway, saleOf('509', 1000));
    await bench.spoilTokens('revoke');
    await pay(gateway, saleOf('509', 1000));
    expect(called('/in-store/oauth2/token')).toEqual([
      'grant_type=authorization_code',
      'grant_type=refresh_token',
    ]);
    expect(bench.called()).toContain('/in-store/oauth2/authorize');
    expect(bench.called()).toContain('/in-store/oauth2/token/refresh');
  });

  describe.each([
    ['507', gmu],
    ['509', plain],
  ] as const)('model %s', (model, prefix) => {
    it('a sale, its query and its void', async () => {
      const gateway = bench.gateway(model);
      for (const [currency, installmentCount] of [
        ['TRY', 1],
        ['USD', 1],
        ['EUR', 1],
        ['TRY', 12],
      ] as const) {
        const amount = { minor: 120_010, currency };
        const sale = { ...saleOf(model, 100_000, 20_010), amount, installmentCount };
        const original = await pay(gateway, sale);
        expect(await ask(gateway, sale)).toMatchObject({ kind: 'approved' });
        const undo = voidOf(sale, original);
        approvedBy(await gateway.perform(undo, bench.record));
        expect(await ask(gateway, undo)).toMatchObject({ kind: 'approved' });
      }
      expect(called(`${prefix}/payment`)).toEqual(
        expect.arrayContaining(['currency=EUR', 'currency=TRY', 'currency=USD', 'installment>1']),
      );
      expect(bench.called()).toContain(`${prefix}/payment/void`);
    });

    it('a refund, and the question about one that never arrived', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 10_000);
      const original = await pay(gateway, sale);
      const from = await firstLine(gateway, sale);
      approvedBy(await gateway.perform(refundOf(sale, original, 2501, from), bench.record));
      await bench.stage(model, 'lost-before-charge');
      const rest = refundOf(sale, { ...original, refundedMinor: 2501 }, 7499, from);
      expect(await gateway.perform(rest, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
      expect(await ask(gateway, rest)).toEqual({ kind: 'not_found' });
      expect(bench.called()).toContain(`${prefix}/payment/refund`);
    });

    it('an end of day', async () => {
      const gateway = bench.gateway(model);
      await pay(gateway, saleOf(model, 8000));
      expect(await closeBatch(gateway, model)).toMatchObject({ kind: 'closed' });
      expect(bench.called()).toContain(`${prefix}/eod`);
    });
  });

  it('a hold, its release, a capture of another, what goes back of that, and their queries', async () => {
    const gateway = bench.gateway('509');
    const released = holdOf(50_000);
    const release = voidOf(released, await pay(gateway, released));
    approvedBy(await gateway.perform(release, bench.record));
    expect(await ask(gateway, release)).toMatchObject({ kind: 'approved' });

    const hold = holdOf(80_000, 3);
    const held = await pay(gateway, hold);
    expect(await ask(gateway, hold)).toMatchObject({ kind: 'approved' });
    await bench.stage('509', 'lost-before-charge');
    const lost = captureOf(hold, held, 60_000);
    expect(await gateway.perform(lost, bench.record)).toMatchObject({ kind: 'unknown_outcome' });
    expect(await ask(gateway, lost)).toEqual({ kind: 'not_found' });
    const capture = captureOf(hold, held, 60_025);
    const captured = await pay(gateway, capture);
    expect(await ask(gateway, capture)).toMatchObject({
      kind: 'approved',
      evidence: { reference: capture.reference, amountMinor: 60_025 },
    });
    approvedBy(await gateway.perform(refundOf(capture, captured, 25, null), bench.record));
    expect(called(`${plain}/payment`)).toEqual(
      expect.arrayContaining(['salesType=PRE_AUTH', 'salesType=POST_AUTH', 'installment>1']),
    );
  });

  it('a fiscal sale with a discount, with every instrument, paper, buyer and notice, and its refund', async () => {
    const gateway = bench.gateway('507');
    const place = { country: 'Türkiye', city: 'İstanbul', district: 'Kadıköy' };
    const person = {
      kind: 'individual',
      firstName: 'Ayşe',
      familyName: 'Işık',
      taxNumber: '10000000146',
    } as const;
    const company = { kind: 'company', companyName: 'Örnek Gıda', taxOfficeCode: '001103' } as const;
    const notice = { phone: '5321234567', email: 'ayse@example.com' };
    const papers = [
      { document: 'e_invoice', buyer: { ...company, ...place, taxNumber: '1234567890' }, notice },
      {
        document: 'expense_slip',
        buyer: { ...person, ...place, middleName: 'Nur', taxOfficeCode: '001103' },
        notice: { ...notice, phone: null },
      },
      {
        document: 'e_invoice',
        buyer: { ...person, ...place, middleName: null, taxOfficeCode: null },
        notice: { ...notice, email: null },
      },
    ] as const;
    const line = { ...item, quantity: 3, unitPriceMinor: 3335, grossMinor: 10_005, totalMinor: 10_000 };
    for (const fiscal of papers) {
      for (const paymentType of ['card', 'cash'] as const) {
        const sale = { ...saleOf('507', 10_000), lines: [line], fiscal, paymentType };
        const original = await pay(gateway, sale);
        const from = await firstLine(gateway, sale);
        const lines = [{ ...line, providerLineId: from?.providerLineId ?? '', refundMinor: 10_000 }];
        const refund = { ...refundOf(sale, original, 10_000, from), lines, notice: fiscal.notice };
        approvedBy(await gateway.perform(refund, bench.record));
      }
    }
    const surcharged = { ...saleOf('507', 10_000), installmentCount: 6, surchargeMinor: 345 };
    await pay(gateway, { ...surcharged, amount: { minor: 10_345, currency: 'TRY' } });
    expect(called(`${gmu}/payment`)).toEqual([
      'buyerInfo.customerType=1',
      'buyerInfo.customerType=2',
      'currency=EUR',
      'currency=TRY',
      'currency=USD',
      'installment>1',
      'notificationEmail',
      'notificationPhone',
      'paymentType=CARD',
      'paymentType=CASH',
      'saleDocumentType=1',
      'saleDocumentType=9',
    ]);
    expect(called(`${gmu}/payment/refund`)).toEqual(['notificationEmail', 'notificationPhone']);
  });

  it('a hold, its capture in part, its release, and a question about each', async () => {
    const gateway = bench.gateway('509');
    const hold = holdOf(50_000, 3);
    const original = await pay(gateway, hold);
    expect(await ask(gateway, hold)).toMatchObject({ kind: 'approved' });
    const capture = captureOf(hold, original, 32_010);
    approvedBy(await gateway.perform(capture, bench.record));
    expect(await ask(gateway, capture)).toMatchObject({ kind: 'approved' });
    const other = holdOf(20_000);
    const release = voidOf(other, await pay(gateway, other));
    approvedBy(await gateway.perform(release, bench.record));
    expect(called(`${plain}/payment`)).toEqual(
      expect.arrayContaining(['salesType=POST_AUTH', 'salesType=PRE_AUTH', 'salesType=SALE']),
    );
  });

  it('a sale in parts: its start, two payments, its completion, and a payment taken back', async () => {
    const gateway = bench.gateway('507');
    const { splitSales } = gateway;
    const sell = async (minor: number) => {
      const sale = saleOf('507', minor);
      const started = await splitSales?.start(sale, bench.record);
      if (started?.kind !== 'started') throw new Error(JSON.stringify(started));
      const { saleNumber } = started;
      const part = (of: number): typeof sale => ({ ...saleOf('507', of), lines: [], partOf: { saleNumber } });
      return { open: { ...sale, saleNumber }, part };
    };
    const paid = await sell(10_010);
    await pay(gateway, paid.part(4_000));
    await pay(gateway, { ...paid.part(6_010), installmentCount: 3 });
    const completed = await splitSales?.complete(paid.open, bench.record);
    expect(completed).toMatchObject({ kind: 'completed' });
    expect(await splitSales?.query(paid.open, bench.record)).toMatchObject({ kind: 'completed' });
    const left = await sell(10_000);
    const part = left.part(2_500);
    approvedBy(await gateway.perform(voidOf(part, await pay(gateway, part)), bench.record));
    for (const step of ['start', 'add-payment', 'complete']) {
      expect(bench.called()).toContain(`${gmu}/partial-payment/${step}`);
    }
    expect(called(`${gmu}/partial-payment/add-payment`)).toEqual(['currency=TRY', 'installment>1']);
  });

  it('was one of every service there is', () => {
    const paths = bench.called().filter((call) => !call.includes(' '));
    expect(paths).toEqual([...terminalPaths].sort());
    expect(called(`${plain}/payment/query-transaction-status`)).toEqual([
      'by deviceUniqueId and transactionReferenceId',
      'by paymentId',
      'by paymentId and transactionReferenceId',
    ]);
  });
});
