import { expect, test } from 'vitest';
import { readSlip } from './read-slip.ts';

const slip = (entry: string) =>
  `<L>04/02/2026</L><R>09:05</R><BR/><LG><L>Trans #: 12</L><R>Batch #: 7</R></LG><BR/><L>DEBIT</L><R>${entry}</R><BR/><L>Ref #:</L><R>00991</R><BR/><L>Trace Number</L><R>000123</R><BR/>`;

test('a printed slip tells its batch, the host reference, the trace and how the card was read', () => {
  expect(readSlip(slip('CHIP Contactless'))).toMatchObject({
    facts: { batchNumber: '7', rrn: '00991', stan: '000123', entryMode: 'contactless' },
  });
});

test.each([
  ['CHIP Insert', 'chip'],
  ['Swipe', 'magstripe'],
  ['PUCE sans contact', 'contactless'],
])('«%s» is read as %s', (entry, mode) => {
  expect(readSlip(slip(entry))?.facts.entryMode).toBe(mode);
});

test('a slip of which nothing is left is none', () => {
  expect(readSlip('<script>alert(1)</script>')).toBeNull();
});
