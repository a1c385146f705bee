import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNotice, readReturn } from './notices.ts';

const token = '11111111-2222-4333-8444-555555555555';
const noticeId = '0b8b3b33-1c7a-4a4e-9f6e-2f1f6a1f8f11';
const signature = '0306a85e7a5cab73346049d7816463b3a386b776a784d49d5c27426599824ebd';
const account = { secretKey: 'sandbox-ornek-gizli-anahtar', isSigned: true };
const body = `{"paymentConversationId":"ORNEK-1","merchantId":12,"token":"${token}","status":"SUCCESS","iyziReferenceCode":"${noticeId}","iyziEventType":"CHECKOUT_FORM_AUTH","iyziEventTime":1767267600000,"iyziPaymentId":900100}`;
const nothing = { kind: 'nothing' };

const bytes = (text: string) => new TextEncoder().encode(text);
const notice = (text: string, more: { signature?: string | null; isSigned?: boolean } = {}) =>
  readNotice(
    {
      contentType: 'application/json; charset=utf-8',
      bytes: bytes(text),
      signature: more.signature === undefined ? signature : more.signature,
    },
    { ...account, isSigned: more.isSigned ?? true },
  );

describe('a notice (§10)', () => {
  it('that is signed tells which page there is news of, and which notice it is', () => {
    expect(notice(body)).toEqual({ kind: 'notice', token, noticeId });
    expect(notice(body, { signature: signature.toUpperCase() }).kind).toBe('notice');
  });

  it('keeps every digit of a payment id that is a number', () => {
    const long = body.replace('900100', '90071992547409931234');
    const wrong = notice(long);
    expect(wrong).toEqual(nothing);
  });

  it.each([null, '', '00', `${signature.slice(1)}0`])('signed %s says nothing', (wrong) => {
    expect(notice(body, { signature: wrong })).toEqual(nothing);
  });

  it('with one signed word changed says nothing', () => {
    for (const [from, to] of [
      ['ORNEK-1', 'ORNEK-2'],
      ['"SUCCESS"', '"FAILURE"'],
      ['900100', '900101'],
      [token, token.replace('1', '2')],
      ['CHECKOUT_FORM_AUTH', 'BALANCE'],
    ] as const) {
      expect(notice(body.replace(from, to))).toEqual(nothing);
    }
  });

  it('without a signature is worth as much as its token where an account gets none, and a wrong one is still wrong', () => {
    expect(notice(body, { signature: null, isSigned: false }).kind).toBe('notice');
    expect(notice(body, { signature: '00', isSigned: false })).toEqual(nothing);
  });

  it('of a payment without a page says nothing', () => {
    expect(notice(body.replace(/"token":"[^"]*",/, ''), { signature: null, isSigned: false })).toEqual(
      nothing,
    );
  });

  it('of any content never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), (content) => {
        const said = readNotice({ contentType: null, bytes: content, signature }, account);
        expect(said).toEqual(nothing);
      }),
    );
  });
});

const form = (text: string, contentType: string | null = 'application/x-www-form-urlencoded') =>
  readReturn({ contentType, bytes: bytes(text) });

describe('a form the payer’s browser brought (§5)', () => {
  it.each([`token=${token}`, `token=${token}&status=success&price=1`, `a=b&token=${token}`])(
    '%s tells its token and nothing else',
    (text) => {
      expect(form(text)).toEqual({ kind: 'page', token });
      expect(form(text, null)).toEqual({ kind: 'page', token });
      expect(form(text, 'application/x-www-form-urlencoded; charset=UTF-8')).toEqual({ kind: 'page', token });
    },
  );

  it.each([
    '',
    'token=',
    'Token=1',
    `token=${token}&token=2`,
    `token=%00`,
    `token=../x`,
    `token=${'1'.repeat(101)}`,
    'token=%F0%9F',
    `token[]=${token}`,
  ])('%s says nothing', (text) => {
    expect(form(text)).toEqual(nothing);
  });

  it('of another type says nothing', () => {
    expect(form(`{"token":"${token}"}`, 'application/json')).toEqual(nothing);
  });

  it('of any content never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.option(fc.string()), (content, contentType) => {
        expect(readReturn({ contentType, bytes: content }).kind).not.toBe('notice');
      }),
    );
  });
});
