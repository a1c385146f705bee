import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeSlip } from './compose-slip.ts';
import { PAPER, PAPERS } from './paper.ts';
import { parseMarkup } from './parse-markup.ts';
import { PRINTER_MAKES } from './printer-makes.ts';
import { renderEscPos } from './render-escpos.ts';
import { ONE_DOT, saleFacts } from './testing.ts';
import { print } from './testing-printer.ts';

const printed = async (markup: string, paper: '80' | '58' = '80') =>
  print(await renderEscPos(parseMarkup(markup).receipt, paper, 'epson'));

describe('a slip for a receipt printer', () => {
  it('says Turkish and French letters in code page 857, byte by byte', async () => {
    const bytes = await renderEscPos(parseMarkup('ĞÜŞİÖÇğüşıöç éèàçêôûÉÀ').receipt, '80', 'epson');
    const text = Buffer.from(bytes).toString('hex');
    expect(text).toContain('a69a9e989980a7819f8d948720828a858788939690b7');
  });

  it('says TL for the lira and words or question marks for what no printer has', async () => {
    const { rows } = await printed('<L>₺ € œ … “x” ő 東 ☕ ¶§</L>');
    expect(rows[0]?.text).toBe('TL EUR oe ... "x" o ?? ?? ??');
  });

  it('names the page by the number its make of printer knows it by, and no other', async () => {
    for (const [printer, number] of [
      ['epson', 13],
      ['citizen', 8],
      ['bixolon', 37],
      ['zijiang', 61],
    ] as const) {
      const { codePages } = print(await renderEscPos(parseMarkup('ğ').receipt, '80', printer));
      expect(codePages).toEqual([number]);
    }
    expect(PRINTER_MAKES).toHaveLength(4);
  });

  it('is bold, inverse, double in size and in the middle where the slip is, and cut at the end', async () => {
    const { rows, cuts } = await printed(
      '<C>A</C><INV><B><LG><C>B</C></LG></B></INV><LG><L>Trans #: 1234567</L><R>Batch #: 7</R></LG>',
    );
    expect(rows.slice(0, 3)).toEqual([
      { text: `${' '.repeat(23)}A`, manners: [''] },
      { text: `${' '.repeat(11)}B`, manners: [`bold inverse size ${0x11}`] },
      { text: `Trans #: 1234567${' '.repeat(22)}Batch #: 7`, manners: ['size 1'] },
    ]);
    expect(
      rows
        .slice(3)
        .map(({ text }) => text)
        .join(''),
    ).toBe('');
    expect(cuts).toBe(1);
  });

  it('is what the paper shows, row by row', async () => {
    const { rows } = print(
      await renderEscPos(composeSlip(saleFacts(), 'en', { kind: 'file' }), '58', 'epson'),
    );
    expect(rows).toContainEqual({ text: '        ** DUPLICATE **', manners: ['bold'] });
    expect(rows).toContainEqual({ text: 'APPROVAL CODE             012345', manners: [''] });
  });

  it('draws logos and codes as dots, of which no word is sent', async () => {
    const { dots, rows } = await printed(`<IMG>${ONE_DOT}</IMG><QR>https://evil.example</QR>`);
    expect(dots).toBeGreaterThan(1_000);
    expect(rows.map(({ text }) => text).join('')).not.toContain('evil');
  });

  it('leaves out an image whose bytes are none after all', async () => {
    const broken = Buffer.from(ONE_DOT, 'base64');
    broken.fill(0, 33);
    const { rows, dots } = await printed(`a<IMG>${broken.toString('base64')}</IMG>b`);
    expect(rows.slice(0, 2).map(({ text }) => text)).toEqual(['a', 'b']);
    expect(dots).toBe(0);
  });

  it('has no byte a printer would obey but ours, whatever the terminal sent', async () => {
    const signs = fc.oneof(
      fc.constantFrom(
        '<L>',
        '<R>',
        '<C>',
        '<LG>',
        '<INV>',
        '<B>',
        '<BR/>',
        '\u001b@',
        '\u001dV0',
        '&#27;',
        '&#x1d;',
        '¶',
        '§',
        '\u0010\u0004',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const slips = fc.array(signs, { maxLength: 20 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(slips, fc.constantFrom(...PAPERS), async (markup, paper) => {
        const { rows } = await printed(markup, paper);
        for (const { text } of rows) expect(text.length).toBeLessThanOrEqual(PAPER[paper].columns);
      }),
      { numRuns: 200 },
    );
  });
});
