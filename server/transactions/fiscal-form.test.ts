import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toRefusal } from '#server/auth/schema-refusal.ts';
import type { Sentence } from '#server/i18n/message-key.ts';
import { fiscalDetails } from './fiscal.ts';
import { sumOfLines } from './lines.ts';
import { saleForm } from './sale-form.ts';

const line = { name: 'Filtre kahve', unitCode: 'C62', vatRate: '10', quantity: 2, unitPrice: '59.00' };
const sale = {
  intentKey: '2f1d3c8e-0b51-4c3b-9a44-6a1a6f0d9b11',
  deviceId: 'dev_01m7xrwre9gsh0ney5z51c5ew5',
  currency: 'TRY',
  amount: '118.00',
  installmentCount: '1',
  lines: JSON.stringify([line]),
};
const person = {
  kind: 'individual',
  firstName: ' Ayşe ',
  familyName: 'Yılmaz',
  taxNumber: '10000000146',
  country: 'Türkiye',
  city: 'İstanbul',
  district: 'Kadıköy',
};
const company = {
  kind: 'company',
  companyName: 'Çarşı Gıda A.Ş.',
  taxNumber: '1234567890',
  taxOfficeCode: '001103',
  country: 'Türkiye',
  city: 'Ankara',
  district: 'Çankaya',
};

/** What is said of a form, by field, with what fills a sentence behind a colon; empty when it is taken. */
function saidOf(change: Record<string, string>): Record<string, string[]> {
  const form = { ...sale, ...change };
  const parsed = saleForm.safeParse(form);
  const said = parsed.success ? {} : (toRefusal(parsed.error.issues, form).fieldErrors ?? {});
  return Object.fromEntries(
    Object.entries(said).map(([field, sentences]) => [field, [sentences].flat().map(inShort)]),
  );
}

function inShort(sentence: Sentence): string {
  const { key, params } = typeof sentence === 'string' ? { key: sentence, params: {} } : sentence;
  return [key, ...Object.values(params)].join(':');
}

const withBuyer = (buyer: object) => ({ buyer: JSON.stringify(buyer) });
const withLine = (change: object) => ({ lines: JSON.stringify([line, { ...line, ...change }]) });
const ofLine = (sentence: string) => [`sale.problem.${sentence}:2`];

test('a form that leaves out what a plain terminal cannot do wishes a card payment and nothing else', () => {
  const { lines: _, ...plain } = sale;
  const wish = saleForm.parse(plain);
  expect(wish).toMatchObject({
    paymentType: 'card',
    surchargeMinor: 0,
    document: null,
    buyer: null,
    lines: [],
  });
  expect(
    saleForm.parse({
      ...plain,
      lines: '',
      discount: '',
      surcharge: '',
      document: '',
      buyer: '',
      phone: '',
      email: '',
    }),
  ).toEqual(wish);
});

describe('a discount', () => {
  test('is read to the kuruş, as an amount and in hundredths of a per cent', () => {
    const read = (discount: object) => saleForm.parse({ ...sale, ...withLine({ discount }) }).lines[1];
    expect(read({ by: 'amount', amount: '18.01' })).toMatchObject({ grossMinor: 11_800, totalMinor: 9_999 });
    expect(read({ by: 'percent', basisPoints: 1_250 })).toMatchObject({
      grossMinor: 11_800,
      totalMinor: 10_325,
    });
  });

  test.each<{ discount: unknown }>(
    [
      { by: 'amount', amount: '118.00' },
      { by: 'amount', amount: '0' },
      { by: 'amount', amount: '-1' },
      { by: 'amount', amount: '1,5' },
      { by: 'amount', amount: '1e1' },
      { by: 'amount', amount: 5 },
      { by: 'percent', basisPoints: 0 },
      { by: 'percent', basisPoints: 10_000 },
      { by: 'percent', basisPoints: 12.5 },
      { by: 'percent', basisPoints: '10' },
      { by: 'percent', amount: '5' },
      { by: 'half' },
      [],
      true,
      { by: 'amount', amount: '5', constructor: 'x' },
    ].map((discount) => ({ discount })),
  )('of a line that is $discount is refused beside it, with the number of the line', ({ discount }) => {
    expect(saidOf(withLine({ discount }))).toEqual({ 'lines.1.discount': ofLine('lineDiscount') });
  });

  test.each([
    '{"by":"amount","amount":"117.00"}',
    '{"by":"amount","amount":"118.00"}',
    '{"by":"percent","basisPoints":10000}',
    '{"by":"amount","amount":"0.00"}',
    'null',
    '5',
    'not json',
    '[]',
  ])('of the whole sale that is %s is refused beside it', (discount) => {
    const cheap = { ...line, quantity: 1, unitPrice: '0.01' };
    const lines = JSON.stringify([line, ...Array.from({ length: 40 }, () => cheap)]);
    const refused = { discount: ['sale.problem.discount'] };
    if (discount.includes('117')) {
      expect(saidOf({ lines, discount })).toEqual({});
      expect(saidOf({ lines, discount: discount.replace('117.00', '118.00') })).toEqual(refused);
    } else expect(saidOf({ discount })).toEqual(refused);
  });

  test('of the whole sale is spread over its lines, so that they sum to what is paid', () => {
    const prices = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 99_999 })),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(prices, fc.integer({ min: 1, max: 9_000 }), (typed, basisPoints) => {
        const lines = typed.map(([quantity, minor]) => ({
          ...line,
          quantity,
          unitPrice: (minor / 100).toFixed(2),
        }));
        const gross = typed.reduce((sum, [quantity, minor]) => sum + quantity * minor, 0);
        const off = Math.floor((2 * gross * basisPoints + 10_000) / 20_000);
        const wish = saleForm.parse({
          ...sale,
          lines: JSON.stringify(lines),
          discount: JSON.stringify({ by: 'percent', basisPoints }),
        });
        expect(sumOfLines(wish.lines)).toBe(gross - off);
        expect(wish.lines.every((each) => each.totalMinor > 0 && each.totalMinor <= each.grossMinor)).toBe(
          true,
        );
      }),
    );
  });

  test('without lines is refused beside it', () => {
    expect(saidOf({ lines: '', discount: '{"by":"amount","amount":"1.00"}' })).toEqual({
      discount: ['sale.problem.discount'],
    });
  });
});

describe('a line', () => {
  test.each([
    [{ name: '' }, 'name', 'lineName'],
    [{ name: 'x'.repeat(101) }, 'name', 'lineName'],
    [{ quantity: 0 }, 'quantity', 'lineQuantity'],
    [{ quantity: 10_000 }, 'quantity', 'lineQuantity'],
    [{ unitPrice: '1.001' }, 'unitPrice', 'linePrice'],
    [{ unitPrice: '0' }, 'unitPrice', 'linePrice'],
    [{ quantity: 9_999, unitPrice: '9999999999.99' }, 'unitPrice', 'linePrice'],
  ])('with %j is refused beside that part, with its number', (change, part, sentence) => {
    expect(saidOf(withLine(change))).toEqual({ [`lines.1.${part}`]: ofLine(sentence) });
  });

  test('with a card number or hidden characters in its name is refused for that', () => {
    expect(saidOf(withLine({ name: '4111 1111 1111 1111' }))).toEqual({
      'lines.1.name': ['moneyBack.problem.cardNumber'],
    });
    expect(saidOf(withLine({ name: 'a\u202eb' }))).toEqual({
      'lines.1.name': ['moneyBack.problem.hiddenCharacters'],
    });
  });

  test('too many is refused with how many there may be', () => {
    expect(saidOf({ lines: JSON.stringify(Array.from({ length: 51 }, () => line)) })).toEqual({
      lines: ['sale.problem.tooManyLines:50'],
    });
  });
});

test.each(['-1', '0.001', '1e3', '1,5', 'NaN', '٥', '９', 'null', '[]', '9999999999999.99'])(
  'a surcharge of %j is refused beside it',
  (surcharge) => expect(saidOf({ surcharge })).toEqual({ surcharge: ['sale.problem.surcharge'] }),
);

test.each([
  ['paymentType', 'CASH'],
  ['paymentType', ''],
  ['document', '1'],
  ['document', 'EXPENSE_SLIP'],
])('%s %j is refused beside it', (field, value) => {
  expect(Object.keys(saidOf({ [field]: value }))).toEqual([field]);
});

describe('a buyer', () => {
  test('is read whole: a person, a company, a sole trader', () => {
    const read = (buyer: object) => saleForm.parse({ ...sale, ...withBuyer(buyer) }).buyer;
    const ayse = { ...person, firstName: 'Ayşe', middleName: null, taxOfficeCode: null };
    expect(read(person)).toEqual(ayse);
    expect(read({ ...person, middleName: '', taxOfficeCode: '' })).toEqual(ayse);
    expect(read({ ...person, middleName: 'Nur', taxNumber: '100 000 001 46' })).toEqual({
      ...ayse,
      middleName: 'Nur',
    });
    expect(read(company)).toEqual(company);
    expect(read({ ...company, taxNumber: '10000000146' })).toEqual({ ...company, taxNumber: '10000000146' });
  });

  test('is stored and read back as it was', () => {
    for (const buyer of [person, company]) {
      const wish = saleForm.parse({ ...sale, ...withBuyer(buyer), phone: '0532 111 22 33' });
      const fiscal = { document: 'e_invoice', buyer: wish.buyer, notice: wish.notice };
      expect(fiscalDetails.parse(JSON.parse(JSON.stringify(fiscal)))).toEqual(fiscal);
    }
    expect(fiscalDetails.parse(null)).toBeNull();
  });

  test.each(['', '10000000145', '1234567890', '00000000000', '1000000014', '１００００００0146', 'abc'])(
    'with %j for a citizen’s number is refused beside it',
    (taxNumber) => {
      expect(saidOf(withBuyer({ ...person, taxNumber }))).toEqual({
        'buyer.taxNumber': ['sale.problem.citizenNumber'],
      });
    },
  );

  test.each(['', '1234567891', '12345678905', '123456789', 'TR1234567890'])(
    'with %j for a company’s number is refused beside it',
    (taxNumber) => {
      expect(saidOf(withBuyer({ ...company, taxNumber }))).toEqual({
        'buyer.taxNumber': ['sale.problem.companyNumber'],
      });
    },
  );

  test.each([
    [{ ...person, firstName: '' }, 'firstName', 'refusal.field.missing'],
    [{ ...person, firstName: undefined }, 'firstName', 'refusal.field.missing'],
    [{ ...person, firstName: 'x'.repeat(61) }, 'firstName', 'refusal.field.tooLong'],
    [{ ...person, familyName: 'a\u200bb' }, 'familyName', 'moneyBack.problem.hiddenCharacters'],
    [{ ...person, city: 'a\r\nb' }, 'city', 'moneyBack.problem.hiddenCharacters'],
    [{ ...person, country: 7 }, 'country', 'refusal.field.invalid'],
    [{ ...person, district: '4111111111111111' }, 'district', 'moneyBack.problem.cardNumber'],
    [{ ...company, companyName: ' ' }, 'companyName', 'refusal.field.missing'],
    [{ ...company, taxOfficeCode: '1103' }, 'taxOfficeCode', 'sale.problem.taxOfficeCode'],
    [{ ...company, taxOfficeCode: undefined }, 'taxOfficeCode', 'refusal.field.missing'],
    [{ ...person, taxOfficeCode: 'kadıköy' }, 'taxOfficeCode', 'sale.problem.taxOfficeCode'],
  ])('with %j is refused beside the part', (buyer, part, sentence) => {
    expect(saidOf(withBuyer(buyer))).toEqual({ [`buyer.${part}`]: [sentence] });
  });

  test.each([
    '{}',
    '[]',
    'true',
    'not json',
    JSON.stringify({ ...person, kind: 'company' }),
    JSON.stringify({ ...person, companyName: 'x' }),
    JSON.stringify({ ...person, kind: '__proto__' }),
    `{"__proto__":{"kind":"individual"}}`,
    `[${'['.repeat(2_000)}`,
  ])('that is %.60s is refused', (buyer) => {
    const fields = Object.keys(saidOf({ buyer }));
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.every((field) => field === 'buyer' || field.startsWith('buyer.'))).toBe(true);
  });

  test.each(['<script>alert(1)</script>', '=HYPERLINK("x")', "O'Hara", 'Ğüşöçİı'])(
    'may be called %s',
    (firstName) => {
      expect(saleForm.parse({ ...sale, ...withBuyer({ ...person, firstName }) }).buyer).toMatchObject({
        firstName,
      });
    },
  );
});
