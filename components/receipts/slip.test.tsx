import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import { parseMarkup } from '#server/receipts/parse-markup.ts';
import type { FittedReceipt } from '#server/receipts/receipt.ts';
import { ONE_DOT } from '#server/receipts/testing.ts';
import { Slip } from './slip.tsx';

const receipt: FittedReceipt = {
  columns: 32,
  mark: 'KOPYA 2',
  lines: [
    { kind: 'text', spans: [{ text: '<img src=x onerror=alert(1)>    ' }] },
    { kind: 'text', spans: [{ text: 'TUTAR         ' }, { text: '12,50 TL', bold: true, large: true }] },
  ],
};

function markup(change: Partial<FittedReceipt> = {}): string {
  return renderToStaticMarkup(<Slip receipt={{ ...receipt, ...change }} label="Satış" language="tr" />);
}

describe('a slip on the screen', () => {
  it('shows what came from outside as text, never as markup', () => {
    expect(markup()).not.toContain('<img');
    expect(markup()).toContain('&lt;img');
  });

  it('keeps every blank of a line, so that columns stay exact', () => {
    expect(markup()).toContain('TUTAR         <span data-bold="true" data-large="true">12,50 TL</span>');
  });

  it('has the mark of a duplicate across, and no such thing on the first slip', () => {
    expect(markup()).toMatch(/aria-hidden="true"[^>]*>KOPYA 2</);
    expect(markup({ mark: null })).not.toContain('slip-mark');
  });
});

// §15.9: no tag character is emitted unescaped.
describe('a slip that a terminal printed', () => {
  const shown = (text: string) => markup(fitColumns(parseMarkup(text).receipt, 32));

  it('has no element but the paper, its lines, its spans and its pictures, whatever was sent', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<C>',
        '<LG>',
        '</LG>',
        '<INV>',
        '<CD>',
        '<QR>',
        '</QR>',
        '<BR/>',
        '<script>',
        '&lt;b&gt;',
      ),
      fc.constantFrom('<img src=x onerror=alert(1)>', '<a href="javascript:1">', '"><svg onload=1>', "' x='"),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const tags = shown(pieces.join('')).match(/<[^>]*>/g) ?? [];
        const ours =
          /^<(?:\/?(?:div|article|span|svg|path)\b[^<>]*|img src="data:image\/(?:png|bmp);base64,[A-Za-z0-9+/=]+" [^<>]*)>$/;
        expect(
          tags.filter(
            (tag) => !ours.test(tag) || / on\w+=|href|javascript/i.test(tag.replace(/"[^"]*"/g, '')),
          ),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 30_000);

  it('draws a code without making it a link', () => {
    const html = shown('<QR>https://evil.example/</QR>');
    expect(html).toContain('role="img" aria-label="https://evil.example/"');
    expect(html).not.toContain('href');
  });

  it('shows a logo from its own bytes', () => {
    expect(shown(`<IMG>${ONE_DOT}</IMG>`)).toContain(`<img src="data:image/png;base64,${ONE_DOT}"`);
  });
});
