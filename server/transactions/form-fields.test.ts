import { describe, expect, test } from 'vitest';
import { emailField, parseJson, phoneField } from './form-fields.ts';

/** The sentences an address or number is refused with; empty when it is taken. */
function saidOf(field: typeof phoneField | typeof emailField, text: string): string[] {
  const parsed = field.safeParse(text);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
}

describe('where the document is sent', () => {
  test.each([
    '5321112233',
    '+905321112233',
    '00905321112233',
    '905321112233',
    '0532 111 22 33',
    '+90 (532) 111-22-33',
    '0.532.111.22.33',
  ])('the phone number %s is ten digits', (phone) => expect(phoneField.parse(phone)).toBe('5321112233'));

  test.each([
    '532111223',
    '53211122334',
    '0032111223',
    '+1 532 111 22 33',
    'beş yüz',
    '5'.repeat(30),
    '０５３２１１１２２３３',
    '532\r\n1112233',
    '+900532 111 22 33',
  ])('the phone number %j is refused', (phone) =>
    expect(saidOf(phoneField, phone)).toEqual(['sale.problem.phone']),
  );

  test.each(['ayse@example.com', ' ayse.yilmaz+fis@alt.example.com.tr '])(
    'the address %j is kept',
    (email) => {
      expect(emailField.parse(email)).toBe(email.trim());
    },
  );

  test.each([
    'ayse',
    '@example.com',
    'ayse@',
    '"a@evil.com"@victim.com',
    'ayse＠example.com',
    'a@example.com,b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'Ayşe <ayse@example.com>',
    'ayşe@example.com',
    `${'a'.repeat(250)}@x.co`,
  ])('the address %j is refused', (email) => {
    expect(saidOf(emailField, email)).toEqual(['sale.problem.email']);
  });

  test.each(['', '  ', undefined])('%j is nobody', (text) => {
    expect([phoneField.parse(text), emailField.parse(text)]).toEqual([null, null]);
  });
});

describe('the JSON of a field', () => {
  test.each(['{"a":{"b":[1,{"c":"x:y"}]},"d":":\\":"}', '[]', '"a:b"', '{"a":"\\\\","b":[":",{}]}'])(
    '%s is read as it stands',
    (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    },
  );

  test.each(['{"amount":"1","amount":"2"}', '[{"a":{"b":1,"b":1}}]', '{"a":1', '', 'nonsense'])(
    '%s is none',
    (text) => {
      expect(parseJson(text)).toBeNull();
    },
  );
});
