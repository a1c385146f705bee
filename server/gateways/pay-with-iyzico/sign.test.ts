import { describe, expect, it } from 'vitest';
import { signedDecimal } from './decimal.ts';
import { answerSignature, authorization, isSame, noticeSignature } from './sign.ts';

// Invented; the vectors were checked against the provider's own library.
const keys = { apiKey: 'sandbox-ornek-api-anahtari', secretKey: 'sandbox-ornek-gizli-anahtar' };
const token = '11111111-2222-4333-8444-555555555555';

describe('a request (§2)', () => {
  it('is signed over its random key, its path and the bytes of its body', () => {
    const body = `{"locale":"tr","conversationId":"ORNEK-1","token":"${token}"}`;
    const path = '/payment/iyzipos/checkoutform/auth/ecom/detail';
    expect(authorization(keys, { randomKey: 'ornekRastgele1', path, body })).toBe(
      'IYZWSv2 YXBpS2V5OnNhbmRib3gtb3JuZWstYXBpLWFuYWh0YXJpJnJhbmRvbUtleTpvcm5la1Jhc3RnZWxlMSZzaWduYXR1cmU6NDQ1NzkxMDc4OWM0NWIwODRiN2YzMjIyYjhiNTgzZWI0ZjkwZTY2MmI5M2I0MTEwMzEzOGFjM2M0OWJkNTZjYQ==',
    );
  });

  it('is signed in UTF-8', () => {
    const body =
      '{"locale":"tr","conversationId":"ÖRNEK-2","paymentTransactionId":"1000001","price":"12.5","ip":"127.0.0.1","currency":"TRY"}';
    expect(authorization(keys, { randomKey: 'ornekRastgele2', path: '/payment/refund', body })).toBe(
      'IYZWSv2 YXBpS2V5OnNhbmRib3gtb3JuZWstYXBpLWFuYWh0YXJpJnJhbmRvbUtleTpvcm5la1Jhc3RnZWxlMiZzaWduYXR1cmU6ZGRkZmRkNjBkNTVjYjYxZGJiMmMzYjNjMWQ4MjRjZGVkZTJhN2VhY2VhOWE1MThkOWM2MDFhYmI0YTRhNmM0NQ==',
    );
  });

  it('without a body is signed over its random key and path alone', () => {
    const path = '/v2/reporting/payment/transactions';
    const header = authorization(keys, { randomKey: 'ornekRastgele3', path, body: '' });
    expect(Buffer.from(header.split(' ')[1] ?? '', 'base64').toString()).toBe(
      `apiKey:${keys.apiKey}&randomKey:ornekRastgele3&signature:63e9699871371254bfef6c1afbb37f77e084cb9e6053927d4c72a75b24fe4061`,
    );
  });
});

describe('an answer (§7)', () => {
  it('is signed over its values with colons between them', () => {
    expect(answerSignature(keys.secretKey, ['ORNEK-1', token])).toBe(
      'f08c826f44c2f82d1e4842cfc97c140d48f0393c0da45169ca6fd465de9bf114',
    );
    const values = ['SUCCESS', '900100', 'TRY', 'SEPET-1', 'ORNEK-1', '120.5', '100', token];
    expect(answerSignature(keys.secretKey, values)).toBe(
      '4b79f43a70b530f3255fa75467495005e82123df2e398579d02b8b28c1ac9728',
    );
  });

  it('keeps the colons around what is missing', () => {
    expect(answerSignature(keys.secretKey, [null, token])).toBe(answerSignature(keys.secretKey, ['', token]));
    expect(answerSignature(keys.secretKey, [null, token])).not.toBe(answerSignature(keys.secretKey, [token]));
  });

  it.each([
    ['10', '10'],
    ['10.0', '10'],
    ['10.00', '10'],
    ['10.5', '10.5'],
    ['10.50', '10.5'],
    ['10.51050', '10.5105'],
    ['1.20000000', '1.2'],
    ['0.00000000', '0'],
    ['0.00', '0'],
    ['1000.00', '1000'],
    ['1000', '1000'],
    ['100.10', '100.1'],
    ['0.10', '0.1'],
  ])('signs %s as %s', (written, signed) => {
    expect(signedDecimal(written)).toBe(signed);
  });
});

it('a notice is signed with the key in front and nothing between its values (§10)', () => {
  expect(noticeSignature(keys.secretKey, ['CHECKOUT_FORM_AUTH', '900100', token, 'ORNEK-1', 'SUCCESS'])).toBe(
    '0306a85e7a5cab73346049d7816463b3a386b776a784d49d5c27426599824ebd',
  );
});

describe('a signature', () => {
  const right = answerSignature(keys.secretKey, ['a']);
  it('is the same in capitals', () => {
    expect(isSame(right, right.toUpperCase())).toBe(true);
  });
  it.each([null, '', 'x', right.slice(1), `${right}0`, `${right.slice(1)}0`, 'ı'.repeat(64)])(
    '%s is another one, and no error',
    (given) => {
      expect(isSame(right, given)).toBe(false);
    },
  );
});
