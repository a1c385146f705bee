import { describe, expect, test } from 'vitest';
import { ids } from '#tests/factories/ids.ts';
import { readPhoto } from './photo.ts';
import { checkForm, resolutionForm } from './resolution-form.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 7]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 7]);
const url = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;

const FORM = {
  transactionId: ids.next('transaction'),
  verdict: 'approved',
  proof: 'slip',
  statement: 'Slip 0042, seen at the counter',
  authCode: '123456',
  last4: '0006',
  batchNumber: '',
  providerReference: '',
  currency: 'CAD',
  amount: '40.00',
  photo: '',
};

const wrongWith = (changes: object) =>
  resolutionForm.safeParse({ ...FORM, ...changes }).error?.issues.map((issue) => issue.path.join('.'));

describe('the form of a decision', () => {
  test('is read with its facts; empty ones are none', () => {
    expect(resolutionForm.parse({ ...FORM, photo: url('image/png', PNG) })).toEqual({
      transactionId: FORM.transactionId,
      verdict: 'approved',
      proof: 'slip',
      statement: FORM.statement,
      facts: { authCode: '123456', last4: '0006', batchNumber: null, providerReference: null },
      amount: { minor: 4_000, currency: 'CAD' },
      photo: { type: 'image/png', base64: PNG.toString('base64') },
    });
  });

  test('takes what was seen on several lines as one', () => {
    expect(resolutionForm.parse({ ...FORM, statement: ' slip 42\r\n  seen by Ada ' }).statement).toBe(
      'slip 42 seen by Ada',
    );
  });

  test.each([
    ['a whole card number in the words', { statement: 'the card was 5528 7900 0000 0008' }, 'statement'],
    ['a whole card number as a reference', { providerReference: '5528790000000008' }, 'providerReference'],
    ['too few words', { statement: 'paid ok' }, 'statement'],
    ['no words', { statement: '          ' }, 'statement'],
    ['too many words', { statement: 'x'.repeat(501) }, 'statement'],
    ['hidden characters', { statement: 'slip 42 \u202e seen by Ada' }, 'statement'],
    ['three digits of a card', { last4: '006' }, 'last4'],
    ['a code that is none', { authCode: '12 34' }, 'authCode'],
    ['an amount that is none', { amount: '1e3' }, 'amount'],
    ['a fourth verdict', { verdict: 'refunded' }, 'verdict'],
    ['no operation', { transactionId: 'txn_1' }, 'transactionId'],
    ['a picture that is a page', { photo: 'data:text/html;base64,PGI+' }, 'photo'],
    ['a page that says it is a picture', { photo: url('image/png', Buffer.from('<svg>')) }, 'photo'],
  ])('refuses %s', (_what, changes, field) => {
    expect(wrongWith(changes)).toEqual([field]);
  });

  test('refuses a field it does not know', () => {
    expect(wrongWith({ state: 'approved' })).toEqual(['']);
  });
});

test('who says no to a decision says why', () => {
  const resolutionId = ids.next('resolution');
  expect(checkForm.safeParse({ resolutionId, answer: 'accept', sentence: '' }).success).toBe(true);
  expect(checkForm.safeParse({ resolutionId, answer: 'reject', sentence: ' ' }).success).toBe(false);
  expect(checkForm.safeParse({ resolutionId, answer: 'reject', sentence: 'other slip' }).success).toBe(true);
});

describe('a photo', () => {
  test('is a PNG or JPEG by its first bytes', () => {
    expect(readPhoto(url('image/png', PNG))?.type).toBe('image/png');
    expect(readPhoto(url('image/jpeg', JPEG))?.type).toBe('image/jpeg');
    expect(readPhoto(url('image/jpeg', PNG))).toBeNull();
    expect(readPhoto(url('image/gif', PNG))).toBeNull();
  });

  test('is refused when it is too large or is not written as one writes it', () => {
    const large = Buffer.concat([PNG, Buffer.alloc(33 * 1024)]);
    expect(readPhoto(url('image/png', large))).toBeNull();
    expect(readPhoto(`${url('image/png', PNG)} `)).toBeNull();
    expect(readPhoto(url('image/png', PNG).replace('base64,', 'base64,\n'))).toBeNull();
    // The same bytes in other letters: the last ones carry bits that nobody reads.
    expect(readPhoto('data:image/jpeg;base64,/9j/4A==')).not.toBeNull();
    expect(readPhoto('data:image/jpeg;base64,/9j/4B==')).toBeNull();
  });
});
