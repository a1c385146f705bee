import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  failure,
  gatewayTo,
  startToldProvider,
  type Told,
  type ToldProvider,
} from '#tests/support/told-provider.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());

async function refundable(told: Told) {
  provider.onService = () => told;
  const { gateway, record } = gatewayTo(provider.url, { model: '507' });
  const sale = { reference: 'ref_0', providerDeviceId: 'P00134', currency: 'TRY' } as const;
  return gateway.getRefundable?.(sale, record);
}

const item = {
  id: 501,
  name: 'Filtre kahve',
  itemQuantity: 2,
  totalPriceAmount: 240.0,
  vatAmount: 21.82,
  returnableQuantity: '1',
  returnableAmount: '120.00',
};
const answer = (overrides: object = {}, line: object = {}): Told => ({
  body: {
    status: 'success',
    errorCode: '0',
    saleUid: 'u-1',
    totalReturnableAmount: 120.5,
    currency: 'TRY',
    saleItems: [{ ...item, ...line }],
    ...overrides,
  },
});

it('says exactly what of each line can still go back', async () => {
  expect(await refundable(answer())).toEqual({
    kind: 'refundable',
    totalMinor: 12_050,
    lines: [
      {
        providerLineId: '501',
        name: 'Filtre kahve',
        quantity: 2,
        totalMinor: 24_000,
        refundableQuantity: 1,
        refundableMinor: 12_000,
      },
    ],
  });
});

it.each<[string, Told]>([
  ['the total', answer({ totalReturnableAmount: null })],
  ['the id of a line', answer({}, { id: null })],
  ['the quantity of a line', answer({}, { returnableQuantity: null })],
  ['a whole quantity', answer({}, { itemQuantity: 1.5 })],
  ['the amount of a line', answer({}, { returnableAmount: '' })],
  ['an amount of whole kuruş', answer({}, { totalPriceAmount: 1.005 })],
  ['an amount that is not negative', answer({ totalReturnableAmount: -1 })],
])('without %s there is no answer: what is not read would be forgotten', async (_what, told) => {
  expect(await refundable(told)).toEqual({ kind: 'no_answer', cause: 'incomplete_answer' });
});

it('tells «not found», another currency and a fault apart', async () => {
  expect(await refundable({ status: 400, body: failure('380109', 'BUSINESS_ERROR') })).toEqual({
    kind: 'not_found',
  });
  const unreadable = { kind: 'no_answer', cause: 'unreadable_answer' };
  expect(await refundable(answer({ currency: 'USD' }))).toEqual(unreadable);
  expect(await refundable(answer({ saleItems: [null] }))).toEqual(unreadable);
  expect(await refundable({ status: 400, body: failure('380201', 'DEVICE_ERROR') })).toEqual({
    kind: 'no_answer',
    cause: 'provider_error',
  });
  expect(await refundable('break')).toEqual({ kind: 'no_answer', cause: 'connection_lost' });
});

it('is not offered for 509, whose sales have no lines', () => {
  expect(gatewayTo(provider.url, { model: '509' }).gateway.getRefundable).toBeNull();
});
