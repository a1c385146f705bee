import { describe, expect, it } from 'vitest';
import { laboratory, order, paths, shop, signed } from './testing.ts';

type Fields = Record<string, unknown>;
const buyer = order().buyer as Fields;
const [tea, cup] = order().basketItems as [Fields, Fields];
const without = (fields: Fields, name: string) => ({ ...fields, [name]: undefined });

describe('a page', () => {
  it('is opened for half an hour, with a token, an address and a signature', async () => {
    const { post, gateway, time } = laboratory();
    const answer = await post(paths.initialize, order());
    expect(answer).toMatchObject({
      status: 'success',
      locale: 'tr',
      conversationId: 'SIPARIS-1',
      systemTime: time.now,
      tokenExpireTime: 1800,
      payWithIyzicoPageUrl: `https://pay.example/pay?token=${answer.token}&lang=tr`,
      signature: signed('SIPARIS-1', answer.token),
    });
    expect(answer.token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const [entry] = gateway.ledger.entries();
    expect(entry).toMatchObject({
      token: answer.token,
      apiKey: shop.apiKey,
      priceMinor: 12_000,
      state: 'open',
    });
    expect(Date.parse(entry?.expiresAt ?? '') - time.now).toBe(1_800_000);
  });

  it('is another one each time it is asked for', async () => {
    const { open } = laboratory();
    expect(await open()).not.toBe(await open());
  });

  it.each<[string, Fields]>([
    ['3', { buyer: without(buyer, 'email') }],
    ['5', { buyer: { ...buyer, email: 'ayse' } }],
    ['8', { buyer: without(buyer, 'identityNumber') }],
    ['20', { buyer: { ...buyer, identityNumber: '12' } }],
    ['25', { buyer: { ...buyer, gsmNumber: ' ' } }],
    ['24', { buyer: without(buyer, 'registrationAddress') }],
    ['24', { buyer: undefined }],
    ['23', { callbackUrl: undefined }],
    ['11', { callbackUrl: 'http://shop.example/return' }],
    ['11', { callbackUrl: 'not an address' }],
    ['24', { price: undefined }],
    ['5005', { price: '0', basketItems: [] }],
    ['11', { price: '120,00' }],
    ['11', { price: '120.005' }],
    ['5008', { price: 100_000 }],
    ['11', { currency: 'TL' }],
    ['24', { basketId: '' }],
    ['11', { enabledInstallments: [1, 4] }],
    ['24', { billingAddress: undefined }],
    ['24', { shippingAddress: { city: 'x' } }],
    ['24', { basketItems: [] }],
    ['24', { basketItems: [without(tea, 'category1'), cup] }],
    ['5005', { basketItems: [{ ...tea, price: '0.00' }, cup] }],
    ['11', { basketItems: [{ ...tea, itemType: 'GIFT' }, cup] }],
    ['5062', { basketItems: [tea] }],
    ['5062', { price: '120.01' }],
  ])('is refused with %s: %j', async (errorCode, change) => {
    const { post, gateway } = laboratory();
    expect(await post(paths.initialize, order(change))).toMatchObject({ status: 'failure', errorCode });
    expect(gateway.ledger.entries()).toEqual([]);
  });

  it('needs nowhere to send goods that are not sent, and may return to this machine without https', async () => {
    const { post } = laboratory();
    const virtual = [tea, cup].map((item) => ({ ...item, itemType: 'VIRTUAL' }));
    const change = {
      basketItems: virtual,
      shippingAddress: undefined,
      callbackUrl: 'http://127.0.0.1:3000/r',
    };
    expect(await post(paths.initialize, order(change))).toMatchObject({ status: 'success' });
  });

  it('is told in English to who asks in English, and fails with the status of the switch', async () => {
    const { send, gateway } = laboratory({ settings: { failureStatus: 422 } });
    const reply = await send(
      'POST',
      paths.initialize,
      JSON.stringify(order({ locale: 'EN', price: undefined })),
    );
    expect(reply).toMatchObject({ status: 422, body: { errorMessage: 'A required field is missing' } });
    expect(gateway.log.list()[0]).toMatchObject({ call: 'initialize', code: '24', problem: 'price' });
  });
});
