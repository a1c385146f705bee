import { expect, test } from 'vitest';
import { LOCALES } from '#server/kernel/locale.ts';
import { composeTestPage } from './compose-test-page.ts';
import { PAPER, PAPERS } from './paper.ts';
import { CODE_PAGE_857, PRINTER_MAKES } from './printer-makes.ts';
import { renderEscPos } from './render-escpos.ts';
import { renderText } from './render-text.ts';
import { ONE_DOT } from './testing.ts';
import { print } from './testing-printer.ts';

const LOOK = { logo: null, footer: { tr: [], en: [], fr: [] } };

test.each(PRINTER_MAKES.flatMap((printer) => PAPERS.map((paper) => ({ printer, paper }))))(
  'the test page of $printer on $paper mm switches to its own code page and fills the paper exactly',
  async (profile) => {
    const receipt = composeTestPage(profile, LOOK, 'tr');
    const printed = print(await renderEscPos(receipt, profile.paper, profile.printer));
    expect(new Set(printed.codePages)).toEqual(new Set([CODE_PAGE_857[profile.printer]]));
    expect(printed.cuts).toBe(1);
    const { columns } = PAPER[profile.paper];
    expect(printed.rows.some(({ text }) => /^1234567890/.test(text) && text.length === columns)).toBe(true);
    expect(printed.dots).toBeGreaterThan(0);
  },
);

test.each(LOCALES)('says in %s what to look at, with the merchant’s logo on top', (language) => {
  const logo = { type: 'png', base64: ONE_DOT, width: 1, height: 1 } as const;
  const receipt = composeTestPage({ printer: 'epson', paper: '80' }, { ...LOOK, logo }, language);
  expect(receipt.lines[0]?.kind).toBe('image');
  expect(renderText(receipt, 48)).toContain('Epson');
});
