import { describe, expect, test } from 'vitest';
import { ids } from '#tests/factories/ids.ts';
import { linkForm, readPhone, renewForm } from './link-form.ts';

const FORM = {
  intentKey: '0b9c1d2e-3f40-4a51-8b62-7c8d9e0f1a2b',
  deviceId: ids.next('device'),
  currency: 'TRY',
  amount: '120.50',
  description: 'Düğün pastası',
  name: 'Ayşe',
  surname: 'Işık',
  email: 'ayse@example.com',
  phone: '0532 111 22 33',
  language: 'tr',
};
const read = (changes: Record<string, unknown> = {}) => linkForm.safeParse({ ...FORM, ...changes });
const problems = (changes: Record<string, unknown>) =>
  Object.fromEntries(read(changes).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []);

test('a form with what is needed is a wish for one thing, paid at the shop’s address', () => {
  expect(read({ installments: ['1', '3'] }).data).toMatchObject({
    amount: { minor: 12_050, currency: 'TRY' },
    payer: { name: 'Ayşe', phone: '+905321112233', identityNumber: null, place: null },
    items: [],
    installmentCounts: [1, 3],
    language: 'tr',
  });
});

test.each(['name', 'surname', 'email', 'phone', 'description', 'amount', 'language', 'currency'])(
  'a form without %s is refused beside it',
  (field) => {
    expect(Object.keys(problems({ [field]: '' }))).toEqual([field]);
  },
);

describe('the amount', () => {
  test.each([
    ...[
      '',
      '0',
      '-1',
      '0.001',
      '12.345',
      '1e3',
      '0x10',
      'NaN',
      'Infinity',
      '1,234.56',
      '1.234,56',
      '+5',
      ' 5 ',
    ],
    ...['١٢', '１２', '1_000', '9999999999999.99', '9007199254740993', 'true', 'null'],
  ])('%j is refused', (amount) => {
    expect(problems({ amount })).toHaveProperty('amount');
  });

  test.each([[true], [null], [[]], [{}], [5]])('%j is refused', (amount) => {
    expect(problems({ amount })).toHaveProperty('amount');
  });

  test.each(['try', 'XXX', 'TL', ''])('the currency %j is refused', (currency) => {
    expect(problems({ currency })).toHaveProperty('currency');
  });
});

describe('a phone number', () => {
  test.each([
    ['05321112233', '+905321112233'],
    ['+90 532 111 22 33', '+905321112233'],
    ['0090 (532) 111-22-33', '+905321112233'],
    ['905321112233', '+905321112233'],
    ['532.111.22.33', '+905321112233'],
    ['+49 30 123456', '+4930123456'],
    ['0044 20 7946 0958', '+442079460958'],
  ])('%j is %s', (text, number) => expect(readPhone(text)).toBe(number));

  test.each([
    '',
    'abc',
    '05',
    '1'.repeat(30),
    '+9053211122',
    '+90053211122',
    '５３２１１１２２３３',
    '05321112233\r\nX',
    '+',
    '0532 111 22 3a',
  ])('%j is none', (text) => expect(readPhone(text)).toBeNull());
});

describe('an e-mail address', () => {
  test.each([
    '"a@evil.com"@victim.com',
    'ayse＠example.com',
    'a@b.com\r\nBcc: c@d.com',
    'a@b.com,c@d.com',
    `${'a'.repeat(250)}@b.com`,
    'ayse',
    '@example.com',
  ])('%j is refused', (email) => expect(problems({ email })).toHaveProperty('email'));
});

describe('a text', () => {
  test.each(['a\u0000b', 'a\u202eb', 'a\u200bb', '5526 0800 0000 0006 no', 'x'.repeat(101)])(
    'that hides something, is a card number or is too long is refused: %j',
    (description) => expect(problems({ description })).toHaveProperty('description'),
  );

  test('is kept as written otherwise, whatever another program would make of it', () => {
    for (const description of ['<script>alert(1)</script>', '=HYPERLINK("x")', "'; drop table x; --"])
      expect(read({ description }).data?.description).toBe(description);
  });
});

describe('the items', () => {
  const item = { name: 'Pasta', price: '100.00', isVirtual: false };
  const items = (value: unknown) => ({ items: JSON.stringify(value) });

  test('are things with their prices', () => {
    expect(read(items([item, { ...item, price: '20.5' }])).data?.items).toEqual([
      { name: 'Pasta', priceMinor: 10_000, isVirtual: false },
      { name: 'Pasta', priceMinor: 2_050, isVirtual: false },
    ]);
  });

  test.each([
    [[{ ...item, price: '0' }], 'items.0.price'],
    [[{ ...item, price: '1,5' }], 'items.0.price'],
    [[{ ...item, name: '' }], 'items.0.name'],
    [[{ ...item, isVirtual: 'yes' }], 'items.0.isVirtual'],
    [[{ ...item, price: 5 }], 'items.0.price'],
  ])('%j are refused where they are wrong', (value, path) => {
    expect(problems(items(value))).toHaveProperty([path]);
  });

  test.each(['{', 'null', '"x"', '{}', '[{"name":"a","name":"b","price":"1","isVirtual":true}]', '[[[[]]]]'])(
    '%s is no list of them',
    (text) => expect(read({ items: text }).success).toBe(false),
  );

  test('are at most fifty', () => {
    expect(read(items(Array.from({ length: 51 }, () => item))).success).toBe(false);
  });
});

describe('an address of the payer', () => {
  const place = { address: 'Moda Cd. 1', city: 'İstanbul', country: 'Türkiye' };

  test('is taken as a whole', () => {
    expect(read(place).data?.payer.place).toEqual(place);
  });

  test('in part is refused beside what is missing', () => {
    expect(problems({ ...place, city: '' })).toEqual({ city: 'paymentLink.problem.place' });
  });
});

test('a citizen’s number has to be one, and may be left out', () => {
  expect(read({ identityNumber: '10000000146' }).data?.payer.identityNumber).toBe('10000000146');
  expect(problems({ identityNumber: '10000000147' })).toHaveProperty('identityNumber');
});

test.each([
  { installments: ['a'] },
  { installments: ['-1'] },
  { installments: '3' },
  { more: 'x' },
  { deviceId: 'dev_1' },
])('a form with %j is refused', (changes) => expect(read(changes).success).toBe(false));

test('a renewal names one link', () => {
  const id = ids.next('transaction');
  expect(renewForm.safeParse({ intentKey: FORM.intentKey, id }).success).toBe(true);
  for (const wrong of ['', '../', `${id}x`, 'txn_', null])
    expect(renewForm.safeParse({ intentKey: FORM.intentKey, id: wrong }).success).toBe(false);
});
