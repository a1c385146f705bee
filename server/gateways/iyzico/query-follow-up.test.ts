import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Arrived,
  failure,
  gatewayTo,
  operations,
  original,
  patienceWith,
  startToldProvider,
  success,
  type Told,
  type ToldProvider,
} from '#tests/support/told-provider.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

const notFound: Told = { status: 400, body: failure('380108', 'BUSINESS_ERROR') };
const aboutSale = (overrides: object = {}): Told => ({
  body: success({ transactionReferenceId: 'ref_0', ...overrides }),
});

/** What the provider says to a question by our reference, about the sale, and about what can still go back. */
type Says = { own?: Told; sale?: Told; refundable?: Told };

function answer(says: Says, request: Arrived): Told {
  if (request.path.endsWith('refundable-sale-info')) return says.refundable ?? { status: 500 };
  const isOwn = 'deviceUniqueId' in JSON.parse(request.text);
  return (isOwn ? says.own : says.sale) ?? { status: 500 };
}

async function ask(
  kind: 'void' | 'refund',
  model: '507' | '509',
  says: Says,
  known: { refundedMinor?: number; isVoided?: boolean } = {},
) {
  provider.onService = (request) => answer(says, request);
  const { gateway, record } = gatewayTo(provider.url, {
    model,
    settings: patienceWith(says.sale ?? 'break'),
  });
  const operation = operations[kind];
  return gateway.query?.({ ...operation, original: { ...original, ...known } }, record);
}

const noAnswer = (cause: string) => ({ kind: 'no_answer', cause, retryAfterMs: null });

describe.each(['507', '509'] as const)('asking about a void on %s', (model) => {
  it('believes an answer under its own reference that bears the mark of a void, with one question', async () => {
    const own = { body: success({ cancelHostReference: 'C-1' }) };
    expect(await ask('void', model, { own })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', rrn: 'C-1', amountMinor: 24_000 },
    });
    expect(provider.arrived).toHaveLength(1);
  });

  it('asks the sale when the answer under its own reference bears no mark', async () => {
    const own = { body: success() };
    const voided = aboutSale({ cancelHostReference: 'C-1' });
    expect(await ask('void', model, { own, sale: voided })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', rrn: 'C-1' },
    });
    expect(await ask('void', model, { own, sale: aboutSale() })).toEqual(noAnswer('incomplete_answer'));
  });

  it('is not found only when the sale agrees that it is not voided', async () => {
    expect(await ask('void', model, { own: notFound, sale: aboutSale() })).toEqual({ kind: 'not_found' });
    const [first, second] = provider.arrived.map((request) => JSON.parse(request.text));
    expect(first).toMatchObject({ deviceUniqueId: 'P00134', transactionReferenceId: 'ref_1' });
    expect(second).toMatchObject({ paymentId: 'PAY-1' });
    expect(second).not.toHaveProperty('deviceUniqueId');
    // §5.2: with the reference of the sale it is exactly this sale; 507 knows no such combination.
    expect(second.transactionReferenceId).toBe(model === '509' ? 'ref_0' : undefined);
  });

  it.each<[string, Told, string]>([
    ['cannot be found', notFound, 'provider_error'],
    ['does not answer', 'hang', 'deadline'],
    ['answers as another payment', aboutSale({ paymentId: 'PAY-2' }), 'unreadable_answer'],
  ])('is not «not found» when the sale %s', async (_what, sale, cause) => {
    expect(await ask('void', model, { own: notFound, sale })).toEqual(noAnswer(cause));
  });

  it('gives no reference to a void that nothing says is ours', async () => {
    const sale = aboutSale({ cancelHostReference: 'C-9' });
    const unproven = { kind: 'approved', evidence: { reference: null, rrn: 'C-9' } };
    expect(await ask('void', model, { own: notFound, sale })).toMatchObject(unproven);
    // Also when the provider answers a question about the void with the voided sale.
    expect(await ask('void', model, { own: sale, sale })).toMatchObject(unproven);
  });

  it('is not found when the mark on the sale is that of another void our book knows', async () => {
    const sale = aboutSale({ cancelHostReference: 'C-9' });
    const known = { isVoided: true };
    expect(await ask('void', model, { own: notFound, sale }, known)).toEqual({ kind: 'not_found' });
    expect(await ask('void', model, { own: sale, sale }, known)).toEqual({ kind: 'not_found' });
    // What bears our own reference is ours all the same: then two say that they did it, and that is told.
    const own = { body: success({ cancelHostReference: 'C-1' }) };
    expect(await ask('void', model, { own, sale }, known)).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1' },
    });
  });

  it('hands on what is about a third reference, for the binding rule to refuse', async () => {
    const own = { body: success({ transactionReferenceId: 'ref_7', cancelHostReference: 'C-1' }) };
    expect(await ask('void', model, { own })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_7' },
    });
  });

  it('takes a decline under its own reference as it is', async () => {
    const own = { status: 400, body: failure('05', 'BANK_ERROR') };
    expect(await ask('void', model, { own })).toMatchObject({ kind: 'declined', code: '05' });
  });
});

describe('asking about a refund on 509', () => {
  it('believes an answer under its own reference that bears the mark of a refund', async () => {
    const own = { body: success({ price: '90.00', refundHostReference: 'R-1' }) };
    expect(await ask('refund', '509', { own })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', rrn: 'R-1', amountMinor: 9000 },
    });
    expect(provider.arrived).toHaveLength(1);
  });

  it('is not found when the sale was never refunded, or only by earlier refunds of ours', async () => {
    expect(await ask('refund', '509', { own: notFound, sale: aboutSale() })).toEqual({ kind: 'not_found' });
    const refunded = aboutSale({ refundHostReference: 'R-0' });
    expect(await ask('refund', '509', { own: notFound, sale: refunded }, { refundedMinor: 5000 })).toEqual({
      kind: 'not_found',
    });
  });

  it('is in doubt when the sale bears a refund that our book does not know', async () => {
    const refunded = aboutSale({ refundHostReference: 'R-0' });
    expect(await ask('refund', '509', { own: notFound, sale: refunded })).toEqual(
      noAnswer('incomplete_answer'),
    );
  });

  it('needs the mark on the sale when its own answer bears none', async () => {
    const own = { body: success({ price: '90.00' }) };
    const refunded = aboutSale({ refundHostReference: 'R-1' });
    expect(await ask('refund', '509', { own, sale: refunded })).toMatchObject({ kind: 'approved' });
    expect(await ask('refund', '509', { own, sale: aboutSale() })).toEqual(noAnswer('incomplete_answer'));
  });
});

describe('asking about a refund on 507', () => {
  const left = (totalReturnableAmount: unknown, overrides: object = {}): Told => ({
    body: { status: 'success', errorCode: '0', currency: 'TRY', totalReturnableAmount, ...overrides },
  });

  it('believes an answer under its own reference, mark and amount, with one question', async () => {
    const own = { body: success({ price: 90, refundHostReference: 'R-1' }) };
    expect(await ask('refund', '507', { own })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', amountMinor: 9000 },
    });
    expect(provider.arrived).toHaveLength(1);
  });

  it('takes the amount from what is left when its own answer quotes the price of the sale', async () => {
    const own = { body: success({ refundHostReference: 'R-1' }) };
    expect(await ask('refund', '507', { own, refundable: left(150) })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', amountMinor: 9000, currency: 'TRY' },
    });
    expect(await ask('refund', '507', { own, refundable: left(240) })).toEqual(noAnswer('incomplete_answer'));
  });

  it('hands on an answer about another amount, for the binding rule to refuse', async () => {
    const own = { body: success({ price: '80.00', refundHostReference: 'R-1' }) };
    expect(await ask('refund', '507', { own })).toMatchObject({ evidence: { amountMinor: 8000 } });
  });

  it('is not found when nothing but our earlier refunds left the sale', async () => {
    expect(await ask('refund', '507', { own: notFound, refundable: left('240.000') })).toEqual({
      kind: 'not_found',
    });
    expect(
      await ask('refund', '507', { own: notFound, refundable: left(190) }, { refundedMinor: 5000 }),
    ).toEqual({
      kind: 'not_found',
    });
    expect(JSON.parse(provider.at('refundable-sale-info')[0]?.text ?? '')).toMatchObject({
      transactionReferenceId: 'ref_0',
      deviceUniqueId: 'P00134',
    });
  });

  it('gives no reference to an amount that left the sale without a name', async () => {
    expect(await ask('refund', '507', { own: notFound, refundable: left(150) })).toMatchObject({
      kind: 'approved',
      evidence: { reference: null, amountMinor: 9000, currency: 'TRY' },
    });
  });

  it.each<[string, Told, string]>([
    ['another amount left the sale', left(200), 'incomplete_answer'],
    ['more is left than was paid', left(300), 'incomplete_answer'],
    ['the sale cannot be found', notFound, 'incomplete_answer'],
    ['nobody says what is left', left(null), 'incomplete_answer'],
    ['what is left is in another currency', left(240, { currency: 'EUR' }), 'unreadable_answer'],
    ['nobody answers', 'break', 'connection_lost'],
  ])('is in doubt when %s', async (_what, refundable, cause) => {
    expect(await ask('refund', '507', { own: notFound, refundable })).toEqual(noAnswer(cause));
  });
});

describe('asking about a capture on 509', () => {
  const captured = (overrides: object = {}) => ({ body: success({ price: '180.50', ...overrides }) });
  const askCapture = async (says: Says) => {
    provider.onService = (request) => answer(says, request);
    const { gateway, record } = gatewayTo(provider.url, { settings: patienceWith(says.sale ?? 'break') });
    return gateway.query?.(operations.capture, record);
  };

  it('believes an answer under its own reference, with one question', async () => {
    expect(await askCapture({ own: captured() })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', amountMinor: 18_050 },
    });
    expect(provider.arrived).toHaveLength(1);
  });

  it('finds it behind the payment of its hold, where the reference tells it from the hold', async () => {
    expect(await askCapture({ own: notFound, sale: captured() })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_1', amountMinor: 18_050 },
    });
    expect(JSON.parse(provider.arrived[1]?.text ?? '')).toEqual({
      locale: 'tr',
      conversationId: 'txn_1',
      paymentId: 'PAY-1',
    });
  });

  it.each([
    ['still is the hold', 'ref_0'],
    ['was captured under another reference', 'ref_9'],
  ])('is not found when the payment %s', async (_what, reference) => {
    const sale = aboutSale({ transactionReferenceId: reference });
    expect(await askCapture({ own: notFound, sale })).toEqual({ kind: 'not_found' });
    // Also when the question by its reference was answered with the hold.
    expect(await askCapture({ own: aboutSale(), sale })).toEqual({ kind: 'not_found' });
  });

  it.each<[string, Told, string]>([
    ['cannot be found', notFound, 'provider_error'],
    ['does not answer', 'hang', 'deadline'],
    ['is another payment', aboutSale({ paymentId: 'PAY-2' }), 'unreadable_answer'],
    ['does not say whose it is', aboutSale({ transactionReferenceId: null }), 'incomplete_answer'],
  ])('is in doubt when the payment %s', async (_what, sale, cause) => {
    expect(await askCapture({ own: notFound, sale })).toEqual(noAnswer(cause));
  });

  it('hands on what is about a third reference, for the binding rule to refuse', async () => {
    expect(await askCapture({ own: captured({ transactionReferenceId: 'ref_7' }) })).toMatchObject({
      kind: 'approved',
      evidence: { reference: 'ref_7' },
    });
  });
});

it('asks by the payment alone when 509 does not know the sale by payment and reference together', async () => {
  provider.onService = ({ text }) => {
    const asked = JSON.parse(text);
    return 'transactionReferenceId' in asked ? notFound : aboutSale();
  };
  const { gateway, record } = gatewayTo(provider.url);
  expect(await gateway.query?.(operations.void, record)).toEqual({ kind: 'not_found' });
  const asked = provider.arrived.map(({ text }) => {
    const { paymentId, deviceUniqueId, transactionReferenceId } = JSON.parse(text);
    return { paymentId, deviceUniqueId, transactionReferenceId };
  });
  expect(asked).toEqual([
    { deviceUniqueId: 'P00134', transactionReferenceId: 'ref_1' },
    { paymentId: 'PAY-1', transactionReferenceId: 'ref_0' },
    { paymentId: 'PAY-1' },
  ]);
});
