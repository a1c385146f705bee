import { describe, expect, it } from 'vitest';
import { authenticate } from './authenticate.ts';
import { laboratory, order, paths, said, shop } from './testing.ts';

const body = JSON.stringify(order({ buyer: { name: 'ÖŞÇ' } }));

describe('a request', () => {
  it('is its account’s with the published vectors (§2)', () => {
    const { gateway } = laboratory();
    const vectors = [
      [
        'POST',
        '/payment/iyzipos/checkoutform/auth/ecom/detail',
        '{"locale":"tr","conversationId":"ORNEK-1","token":"11111111-2222-4333-8444-555555555555"}',
        'ornekRastgele1',
        '4457910789c45b084b7f3222b8b583eb4f90e662b93b41103138ac3c49bd56ca',
      ],
      [
        'POST',
        '/payment/refund',
        '{"locale":"tr","conversationId":"ÖRNEK-2","paymentTransactionId":"1000001","price":"12.5","ip":"127.0.0.1","currency":"TRY"}',
        'ornekRastgele2',
        'dddfdd60d55cb61dbb2c3b3c1d824cdede2a7eacea9a518d9c601abb4a4a6c45',
      ],
      [
        'GET',
        '/v2/reporting/payment/transactions',
        '',
        'ornekRastgele3',
        '63e9699871371254bfef6c1afbb37f77e084cb9e6053927d4c72a75b24fe4061',
      ],
    ] as const;
    for (const [method, path, text, random, signature] of vectors) {
      const plain = `apiKey:${shop.apiKey}&randomKey:${random}&signature:${signature}`;
      const authorization = `IYZWSv2 ${Buffer.from(plain).toString('base64')}`;
      const headers = new Map([
        ['authorization', authorization],
        ['x-iyzi-rnd', random],
      ]);
      const request = { method, path, query: 'page=1', headers, body: Buffer.from(text) };
      expect(authenticate(gateway, request)).toMatchObject({ apiKey: shop.apiKey });
    }
  });

  it.each([
    ['a wrong secret', { secretKey: 'x' }, '1000'],
    ['a body changed after signing', { signedBody: `${body} ` }, '1000'],
    ['an unknown key', { apiKey: 'sandbox-anderer' }, '1001'],
    ['no signature at all', { header: '' }, '1001'],
    ['the old scheme', { header: 'IYZWS a:b' }, '1001'],
    ['nonsense', { header: `IYZWSv2 ${Buffer.from('a=b').toString('base64')}` }, '1000'],
    ['an empty random key', { random: '' }, '1000'],
  ] as const)('with %s is nobody’s', async (_what, signing, code) => {
    const { send } = laboratory();
    expect(said(await send('POST', paths.initialize, body, signing))).toMatchObject({
      status: 'failure',
      errorCode: code,
    });
  });

  it('that reads may be signed with and without the two bytes one client sends', async () => {
    const { send } = laboratory();
    const path = `${paths.day}?transactionDate=2026-03-02&page=1`;
    for (const [text, signedBody] of [
      ['', ''],
      ['', '{}'],
      ['{}', '{}'],
    ] as const) {
      expect(said(await send('GET', path, text, { signedBody }))).toMatchObject({ status: 'success' });
    }
    expect(said(await send('GET', path, '', { signedBody: 'x' }))).toMatchObject({ errorCode: '1000' });
  });

  it('to nowhere, or of no sense, is refused', async () => {
    const { send, post } = laboratory();
    expect(await send('POST', '/payment/nowhere', '{}')).toMatchObject({ status: 404 });
    expect(await send('GET', paths.initialize, '')).toMatchObject({ status: 404 });
    expect(said(await send('POST', paths.initialize, '[1]'))).toMatchObject({ errorCode: '11' });
    expect(said(await send('POST', paths.initialize, '{"a":'))).toMatchObject({ errorCode: '11' });
    expect(await post(paths.initialize, order({ conversationId: 'x'.repeat(256) }))).toMatchObject({
      errorCode: '18',
    });
  });

  it('over the limit is refused, where there is one, until a minute is over', async () => {
    const { post, time } = laboratory({ settings: { perMinute: 2 } });
    const ask = () => post(paths.retrieve, { token: 'x' });
    expect([(await ask()).errorCode, (await ask()).errorCode]).toEqual(['5122', '5122']);
    expect(await ask()).toMatchObject({ status: 'failure', errorCode: 50_000 });
    expect((await post(paths.detail, { paymentId: '1' })).errorCode).toBe('5087');
    await time.pass(60_000);
    expect((await ask()).errorCode).toBe('5122');
  });
});
