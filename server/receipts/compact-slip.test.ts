import { describe, expect, it } from 'vitest';
import { compactSlip } from './compact-slip.ts';
import { parseMarkup } from './parse-markup.ts';

const shown = (markup: string) =>
  compactSlip(parseMarkup(markup).receipt).lines.map((line) => (line.kind === 'feed' ? '' : line.kind));

describe('a terminal’s slip on a screen (§11.3)', () => {
  it('has no blank lines at its ends, and at most two together', () => {
    expect(shown('<BR/><C> </C><BR/>a<BR/><BR/><BR/><BR/><BR/>b<BR/><BR/>c<BR/><BR/>')).toEqual([
      'terminal',
      '',
      '',
      'terminal',
      '',
      'terminal',
    ]);
  });

  it('keeps a bar that says nothing, and is nothing where nothing was printed', () => {
    expect(shown('<INV><C>  </C></INV><BR/>')).toEqual(['terminal']);
    expect(shown('<BR/><BR/>')).toEqual([]);
  });
});
