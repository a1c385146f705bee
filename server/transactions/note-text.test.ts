import { expect, test } from 'vitest';
import { noteForm } from './note-form.ts';
import { withoutCards } from './note-text.ts';

test.each([
  ['5528790000000008', '************0008'],
  ['card 5528 7900 0000 0008 again', 'card **** **** **** 0008 again'],
  ['5528-7900-0000-0008', '****-****-****-0008'],
  ['5528.7900.0000.0008', '****.****.****.0008'],
  ['5528 7900\n0000 0008', '**** ****\n**** 0008'],
  ['374245455400126', '***********0126'],
])('a card number in «%s» keeps its last four digits only', (text, kept) => {
  expect(withoutCards(text)).toBe(kept);
});

test.each(['532420001234', 'auth 012345, RRN 532420001234', '4543 60** **** 0006', '1.234,50 TL'])(
  '«%s» is no card number and stays',
  (text) => {
    expect(withoutCards(text)).toBe(text);
  },
);

test('a card number inside a longer row of figures is found too', () => {
  expect(withoutCards('99552879000000000899')).not.toContain('5528790000000008');
});

const transactionId = `txn_${'0'.repeat(26)}`;
const read = (text: string) => noteForm.safeParse({ transactionId, text });

test('a note is plain text in lines, without signs that cannot be seen', () => {
  expect(read('  Called\u202e the\u200b bank\r\n\r\n\r\n\r\nback\u0007 \n').data?.text).toBe(
    'Called the bank\n\nback',
  );
});

test('a note of nothing, or of more than a thousand signs, is refused in words', () => {
  expect(read(' \n ').error?.issues[0]?.message).toBe('story.notes.problems.empty');
  expect(read('ş'.repeat(1_001)).error?.issues[0]?.message).toBe('story.notes.problems.tooLong');
  expect(read('ş'.repeat(1_000)).success).toBe(true);
});

test.each([
  ['soft hyphens', '5528\u00ad7900\u00ad0000\u00ad0008'],
  ['signs nobody sees', '5528\u180e7900\u{e0020}0000\u061c0008'],
  ['wide figures', '５５２８７９００００００００08'],
  ['low lines', '5528_7900_0000_0008'],
])('a card number does not get into a note behind %s', (_, text) => {
  expect(read(text).data?.text).toMatch(/^\*{4}_?\*{4}_?\*{4}_?0008$/);
});
