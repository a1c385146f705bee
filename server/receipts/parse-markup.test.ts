import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkup } from './parse-markup.ts';
import { receiptSchema } from './receipt-schema.ts';
import { ONE_DOT, said, VECTOR } from './testing.ts';

const lines = (markup: string) => parseMarkup(markup).receipt.lines;
const warnings = (markup: string) => parseMarkup(markup).warnings;
const left = (text: string, manner = {}) => ({ kind: 'terminal', left: [{ text, ...manner }] });

describe('the lines of a terminal’s slip (§11.3)', () => {
  it('are those of the test vector, without a warning', () => {
    expect(warnings(VECTOR)).toEqual([]);
    expect(said(VECTOR)).toEqual([
      '',
      'North Rink',
      '',
      '04/02/2026 | 09:05',
      'Trans #: 12 | Batch #: 7',
      'TOTAL AMT: | $12.40',
      '* CANCELED',
      'MERCHANT COPY',
      '',
    ]);
  });

  it.each([
    ['a break on a line with text and on an empty one', 'a<BR/><BR>b<br />', ['a', '', 'b']],
    ['a left when the line has anything', '<L>a</L><L>b</L><C>c</C><L>d</L>', ['a', 'b', 'c', 'd']],
    ['a middle when the line has anything', '<L>a</L><C>b</C><C>c</C>', ['a', 'b', 'c']],
    ['a right beside a left, or alone', '<L>a</L><R>b</R><BR/><R>c</R>', ['a | b', 'c']],
    ['a right behind a middle or a right', '<C>a</C><R>b</R><R>c</R>', ['a', 'b', 'c']],
    ['text outside of all parts', 'a<B>b</B><R>c</R>d', ['ab | c', 'd']],
    ['blank text outside of all parts', ' <L>a</L> \n <R>b</R> <BR/> ', ['a | b']],
    ['the end of the input', '<L>a', ['a']],
  ])('follow the rule for %s', (_, markup, expected) => {
    expect(said(markup)).toEqual(expected);
  });

  it('keep the blanks inside of a part exactly', () => {
    expect(lines('<C> a  b </C>')).toEqual([{ kind: 'terminal', centre: [{ text: ' a  b ' }] }]);
  });

  it('are there but blank where a part is empty', () => {
    expect(lines('<INV><LG><C></C></LG></INV><C>a</C>')).toEqual([
      { kind: 'feed', lines: 1 },
      { kind: 'terminal', centre: [{ text: 'a' }] },
    ]);
  });

  it('carry styles inside and outside of parts, and over both halves of a line', () => {
    expect(lines('<INV><B><L>a</L></B><R>b<CD>c</CD></R></INV>')).toEqual([
      {
        kind: 'terminal',
        left: [{ text: 'a', bold: true, inverse: true }],
        right: [
          { text: 'b', inverse: true },
          { text: 'c', inverse: true, condensed: true },
        ],
      },
    ]);
  });

  it('have pictures and codes to themselves', () => {
    const image = { kind: 'image', image: { type: 'png', base64: ONE_DOT, width: 1, height: 1 } };
    expect(lines(`<L>a</L><IMG src="${ONE_DOT}"/><BR/><C><IMG>${ONE_DOT}</IMG></C><QR>q</QR>b`)).toEqual([
      left('a'),
      image,
      image,
      { kind: 'qr', text: 'q' },
      left('b'),
    ]);
  });
});

/** Everything a writer of slips might send, and what somebody who means harm might. */
const piece = fc.oneof(
  fc.constantFrom(
    '<L>',
    '</L>',
    '<R>',
    '</R>',
    '<C>',
    '</C>',
    '<LG>',
    '</LG>',
    '<B>',
    '</B>',
    '<INV>',
    '</INV>',
    '<CD>',
    '<BR/>',
  ),
  fc.constantFrom(
    '<QR>',
    '</QR>',
    '<IMG>',
    '</IMG>',
    '<IMG src="',
    `<IMG src="${ONE_DOT}"/>`,
    ONE_DOT,
    '"',
    "'",
    '=',
    '/',
    '>',
    '<',
  ),
  fc.constantFrom(
    '<script>',
    '</script>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '&',
    '&#',
    '&lt;',
    '4111 1111 1111 1111',
    '\u001b@',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const markups = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

// §15.9: any text: no error, nothing that is obeyed, linear time at 256 KiB.
describe('any text at all', () => {
  it('is a slip that a database takes and gives back, the same each time', () => {
    fc.assert(
      fc.property(markups, (markup) => {
        const { receipt } = parseMarkup(markup);
        expect(parseMarkup(markup).receipt).toEqual(receipt);
        expect(receiptSchema.parse(JSON.parse(JSON.stringify(receipt)))).toEqual(receipt);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing in a slip that a printer or a screen would obey', () => {
    fc.assert(
      fc.property(markups, (markup) => {
        const text = JSON.stringify(parseMarkup(markup).receipt);
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|\\u00|\\u2028/u);
      }),
      { numRuns: 500 },
    );
  });

  it('takes four times as long when it is four times as long, not sixteen', () => {
    const worst = [
      '<B "',
      '<!-- >',
      '<B <',
      '<IMG src="',
      '<B x="',
      '&#',
      '4111 1111 1111 111 ',
      '<L>',
      '<',
      '<![CDATA[>',
      '<a b=c ',
      '<script>',
    ];
    for (const unit of worst) {
      const times = [64, 256].map((kib) =>
        quickest(() => parseMarkup(unit.repeat((kib * 1024) / unit.length))),
      );
      const [short = 0, long = 0] = times;
      // Well below what quadratic growth would be, with room for what is too quick to measure.
      expect(long, unit).toBeLessThan(9 * short + 25);
    }
  });
});

/** The least time of a processor, in ms, that work took: what else a busy machine does is not counted. */
function quickest(work: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1000;
  });
  return Math.min(...times);
}
