import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Slip } from './slip.tsx';

const receipt = {
  columns: 32,
  mark: 'KOPYA 2',
  lines: [
    [{ text: '<img src=x onerror=alert(1)>    ' }],
    [{ text: 'TUTAR         ' }, { text: '12,50 TL', bold: true, large: true }],
  ],
} as const;

function markup(mark: string | null = receipt.mark): string {
  const lines = receipt.lines.map((line) => [...line]);
  return renderToStaticMarkup(<Slip receipt={{ ...receipt, lines, mark }} label="Satış" language="tr" />);
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
    expect(markup(null)).not.toContain('slip-mark');
  });
});
