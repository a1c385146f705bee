import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvedBy, ask, type Bench, DEVICE, pay, saleOf, startBench } from '#tests/support/iyzico-bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

describe.each(['507', '509'] as const)(
  'a sale on an iyzico terminal of model %s, over real HTTP',
  (model) => {
    it('a sale is approved with everything the books need', async () => {
      const sale = saleOf(model, 12_000, 12_050);
      const evidence = approvedBy(await bench.gateway(model).perform(sale, bench.record));
      expect(evidence).toMatchObject({
        reference: sale.reference,
        providerDeviceId: DEVICE[model],
        amountMinor: 24_050,
        currency: 'TRY',
        cardType: 'credit',
        entryMode: 'contactless',
        batchNumber: expect.stringMatching(/^0*\d+$/),
        bin: expect.stringMatching(/^\d{6}$/),
        last4: expect.stringMatching(/^\d{4}$/),
        providerDate: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      });
      expect(bench.charges(sale.reference)).toBe(1);
      expect(bench.sandbox.log().flatMap((call) => call.problems)).toEqual([]);
    });

    it('a sale that the provider knows is found again by its reference', async () => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 5000);
      const evidence = approvedBy(await gateway.perform(sale, bench.record));
      const found = await ask(gateway, sale);
      expect(found).toMatchObject({
        kind: 'approved',
        evidence: { ...evidence, providerAt: expect.any(Date) },
      });
      expect(await ask(gateway, saleOf(model, 5000))).toEqual({ kind: 'not_found' });
    });

    it.each([
      [51, 'insufficient_funds'],
      [54, 'expired_card'],
      [57, 'not_permitted'],
    ])('a decline with bank code %i is final and names its reason', async (kurus, reason) => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 10_000 + kurus);
      const decline = { kind: 'declined', reason, code: String(kurus), text: expect.any(String) };
      expect(await gateway.perform(sale, bench.record)).toEqual(decline);
      expect(await ask(gateway, sale)).toEqual(decline);
    });

    it.each([
      ['busy', 'device_busy'],
      ['unknown-device', 'device_unknown'],
    ] as const)('«%s» is a refusal that a query confirms by finding nothing', async (scenario, reason) => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 4000);
      await bench.stage(model, scenario);
      expect(await gateway.perform(sale, bench.record)).toMatchObject({
        kind: 'refused',
        reason,
        confirm: true,
      });
      expect(await ask(gateway, sale)).toEqual({ kind: 'not_found' });
    });

    it('a device that nobody has is refused twice with the same code, which settles it', async () => {
      const sale = { ...saleOf(model, 4000), providerDeviceId: 'P99999' };
      const reply = await bench.gateway(model).perform(sale, bench.record);
      expect(reply).toMatchObject({ kind: 'refused', reason: 'device_unknown', confirm: false });
    });

    it.each([
      ['lost-answer', 'connection_lost', 'approved'],
      ['server-error', 'provider_error', 'approved'],
      ['garbled', 'unreadable_answer', 'approved'],
      ['no-payment-id', 'incomplete_answer', 'approved'],
      ['silent-charged', 'provider_timeout', 'approved'],
      ['silent', 'provider_timeout', 'not_found'],
      ['lost-before-charge', 'connection_lost', 'not_found'],
      ['redirect', 'redirect', 'not_found'],
      ['unlisted-code', 'device_error', 'not_found'],
    ] as const)('«%s» leaves the outcome open (%s) and asking finds: %s', async (scenario, cause, truth) => {
      const gateway = bench.gateway(model);
      const sale = saleOf(model, 6000);
      await bench.stage(model, scenario);
      expect(await gateway.perform(sale, bench.record)).toMatchObject({ kind: 'unknown_outcome', cause });
      expect(await ask(gateway, sale)).toMatchObject({ kind: truth });
      expect(bench.sendings(sale.reference)).toBe(1);
    });

    it('F8 an answer that never ends is cut off at the deadline, and asking finds the charge', async () => {
      const gateway = bench.gateway(model, 1500);
      const sale = saleOf(model, 6000);
      await bench.stage(model, 'never-ends');
      expect(await gateway.perform(sale, bench.record)).toMatchObject({
        kind: 'unknown_outcome',
        cause: 'deadline',
      });
      expect(await ask(gateway, sale)).toMatchObject({ kind: 'approved' });
    });

    it('F11 an answer about another amount is handed on as it is, for the binding rule to refuse', async () => {
      const sale = saleOf(model, 6000);
      await bench.stage(model, 'other-amount');
      const evidence = approvedBy(await bench.gateway(model).perform(sale, bench.record));
      expect(evidence.amountMinor).toBe(6100);
    });

    it('F14 a token that expires mid-shift is refreshed once and the sale is charged once', async () => {
      const gateway = bench.gateway(model);
      await pay(gateway, saleOf(model, 3000));
      await bench.spoilTokens('expire');
      bench.exchanges.length = 0;
      const sale = saleOf(model, 3000);
      expect(await gateway.perform(sale, bench.record)).toMatchObject({ kind: 'approved' });
      expect(bench.charges(sale.reference)).toBe(1);
      expect(bench.exchanges.map((exchange) => exchange.purpose)).toEqual([
        'operation',
        'sign_in',
        'query',
        'operation',
      ]);
    });

    it('F6 a session that is gone leads to a full login, and the sale is charged once', async () => {
      const gateway = bench.gateway(model);
      await pay(gateway, saleOf(model, 3000));
      await bench.spoilTokens('revoke');
      bench.exchanges.length = 0;
      const sale = saleOf(model, 3000);
      expect(await gateway.perform(sale, bench.record)).toMatchObject({ kind: 'approved' });
      expect(bench.charges(sale.reference)).toBe(1);
      expect(
        bench.exchanges.filter((exchange) => exchange.purpose === 'sign_in').map(({ path }) => path),
      ).toEqual(['/in-store/oauth2/authorize', '/in-store/oauth2/token']);
    });

    it('the connection test signs in without touching a device', async () => {
      const before = bench.sandbox.log().length;
      expect(await bench.gateway(model).testConnection(bench.record)).toEqual({
        kind: 'ok',
        expiresAt: expect.any(Date),
      });
      expect(
        bench.sandbox
          .log()
          .slice(before)
          .every((call) => call.path.startsWith('/in-store/')),
      ).toBe(true);
    });

    it('no recorded exchange holds a secret, a token or a card number', async () => {
      await bench.gateway(model).perform(saleOf(model, 3000), bench.record);
      const kept = JSON.stringify(bench.exchanges);
      expect(kept).not.toMatch(
        new RegExp(`secret-${model}|password-${model}|[Bb]earer|[Bb]asic|access_token`),
      );
    });
  },
);
