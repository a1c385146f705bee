import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../exact-json.ts';
import { redact } from './redact.ts';

const PAN = '4543601234560006';

describe('what may be kept of a call', () => {
  it('shows no card number wherever it stands, in any body, under any name', () => {
    const digits = fc.array(fc.nat(9), { minLength: 12, maxLength: 18 }).map((list) => withCheckDigit(list));
    fc.assert(
      fc.property(digits, fc.string({ maxLength: 40 }), fc.string({ maxLength: 10 }), (pan, around, name) => {
        const body = JSON.stringify({ [name]: [`${around}${pan}${around}`], n: { deep: pan } });
        expect(JSON.stringify(redact(parseExactJson(body)))).not.toContain(pan);
      }),
    );
  });

  it('leaves amounts, references, dates and clocks readable', () => {
    const body = {
      price: '240.00',
      systemTime: '1767267600000',
      paymentDate: '20260101',
      hostReference: 'H-70001',
    };
    expect(redact(body)).toEqual(body);
    // Has the check digit of a card number, as one millisecond in ten.
    expect(redact({ systemTime: '1767267600008' })).toEqual({ systemTime: '1767267600008' });
    expect(redact({ systemTime: PAN })).toEqual({ systemTime: '454360******0006' });
  });

  it('removes secrets by name and cuts a BIN to six digits', () => {
    const body = {
      access_token: 'a',
      refreshToken: 'b',
      Authorization: 'c',
      client_secret: 'd',
      binNumber: '45436012',
    };
    const gone = '[removed]';
    expect(redact(body)).toEqual({
      access_token: gone,
      refreshToken: gone,
      Authorization: gone,
      client_secret: gone,
      binNumber: '454360',
    });
  });

  it('shows of a customer no more than it takes to recognise one', () => {
    const buyerInfo = {
      customerType: '1',
      firstName: 'Ayşe',
      familyName: 'Yılmaz',
      taxNumber: '10000000146',
      city: 'Ankara',
    };
    const contact = { notificationPhone: '5321112233', notificationEmail: 'ayse.yilmaz@example.com' };
    expect(
      redact({ ...contact, buyerInfo, list: [{ company_name: 'Çarşı A.Ş.', middleName: null }] }),
    ).toEqual({
      notificationPhone: '********33',
      notificationEmail: 'a***@example.com',
      buyerInfo: {
        customerType: '1',
        firstName: 'A***',
        familyName: 'Y***',
        taxNumber: '********146',
        city: 'Ankara',
      },
      list: [{ company_name: 'Ç***', middleName: null }],
    });
  });

  it('never cuts a character in half, which a database refuses too', () => {
    for (const text of ['😀'.repeat(300), `a${'😀'.repeat(300)}`]) {
      expect(redact(text, 'binNumber')).toSatisfy((kept: string) => kept.isWellFormed());
    }
  });
});

function withCheckDigit(digits: readonly number[]): string {
  const sum = digits.toReversed().reduce((total, digit, at) => {
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits.join('')}${(10 - (sum % 10)) % 10}`;
}
