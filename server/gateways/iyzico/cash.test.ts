import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  failure,
  gatewayTo,
  operations,
  original,
  startToldProvider,
  success,
  type Told,
  type ToldProvider,
} from '#tests/support/told-provider.ts';
import type { TerminalOperation } from '../terminal-gateway.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

/** An answer as cash gives it: no card and no bank (§4.1). */
const bare = (overrides: object = {}) =>
  success({ authCode: undefined, hostReference: '', batchNo: null, ...overrides });
const notFound: Told = { status: 400, body: failure('380108', 'BUSINESS_ERROR') };
const left = (totalReturnableAmount: number): Told => ({
  body: { status: 'success', errorCode: '0', currency: 'TRY', totalReturnableAmount },
});

async function perform(operation: TerminalOperation, told: Told) {
  provider.onService = () => told;
  const { gateway, record } = gatewayTo(provider.url, { model: '507' });
  return gateway.perform(operation, record);
}

describe('a cash sale', () => {
  const sale = { ...operations.sale, paymentType: 'cash' } as const;

  it('is approved by an answer that names neither card nor bank', async () => {
    const reply = await perform(sale, { body: bare() });
    expect(reply).toMatchObject({
      kind: 'approved',
      evidence: {
        reference: 'ref_1',
        amountMinor: 24_000,
        providerPaymentId: 'PAY-1',
        providerDate: '2026-01-01',
        authCode: null,
        rrn: null,
        acquirerId: null,
        last4: null,
        batchNumber: null,
      },
    });
    expect(JSON.parse(provider.arrived[0]?.text ?? '')).toMatchObject({
      paymentType: 'CASH',
      installment: 1,
    });
  });

  it.each(['paymentId', 'paymentDate'])('is open without its %s', async (field) => {
    const reply = await perform(sale, { body: bare({ [field]: null }) });
    expect(reply).toMatchObject({ kind: 'unknown_outcome', cause: 'incomplete_answer' });
  });
});

describe('asking about the void of a cash sale', () => {
  const voided = { ...operations.void, original: { ...original, paymentType: 'cash' } } as const;

  async function ask(own: Told, refundable: Told, operation: TerminalOperation = voided) {
    provider.onService = ({ path }) => (path.endsWith('refundable-sale-info') ? refundable : own);
    const { gateway, record } = gatewayTo(provider.url, { model: '507' });
    return gateway.query?.(operation, record);
  }

  it('believes an answer under its own reference when nothing of the sale is left', async () => {
    expect(await ask({ body: bare() }, left(0))).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', amountMinor: 24_000, currency: 'TRY' },
    });
    expect(JSON.parse(provider.at('refundable-sale-info')[0]?.text ?? '')).toMatchObject({
      transactionReferenceId: 'ref_0',
    });
    expect(await ask({ body: bare() }, left(240))).toMatchObject({ kind: 'no_answer' });
  });

  it('is not found only while the whole sale is left', async () => {
    expect(await ask(notFound, left(240))).toEqual({ kind: 'not_found' });
    expect(await ask(notFound, left(0))).toMatchObject({ kind: 'approved', evidence: { reference: null } });
    expect(await ask(notFound, left(100))).toMatchObject({ kind: 'no_answer' });
    expect(await ask(notFound, notFound)).toMatchObject({ kind: 'no_answer' });
  });

  it('is not found when nothing is left because of another void our book knows', async () => {
    const again = { ...voided, original: { ...voided.original, isVoided: true } };
    expect(await ask(notFound, left(0), again)).toEqual({ kind: 'not_found' });
    expect(await ask({ body: bare() }, left(0), again)).toMatchObject({ kind: 'approved' });
  });

  it('that paid a part of a sale not completed is told by its own reference alone', async () => {
    const partOf = { reference: 'ref_00', amountMinor: 50_000, refundedMinor: 0 };
    const part = { ...voided, original: { ...voided.original, partOf } };
    expect(await ask(notFound, notFound, part)).toEqual({ kind: 'not_found' });
    expect(await ask({ body: bare() }, notFound, part)).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', amountMinor: 24_000 },
    });
  });
});
