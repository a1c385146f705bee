import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { composeSlip } from './compose-slip.ts';
import { parseMarkup } from './parse-markup.ts';
import { renderPdf } from './render-pdf.ts';
import { renderPng } from './render-png.ts';
import { ONE_DOT, saleFacts, VECTOR } from './testing.ts';

const ours = composeSlip(saleFacts(), 'tr', { kind: 'file' });
const longest = parseMarkup('<LG><C>x</C></LG><BR/>'.repeat(490)).receipt;

describe('a slip as a picture', () => {
  it('is as wide as its paper and as long as it needs', async () => {
    const [wide, narrow] = await Promise.all([renderPng(ours, '80'), renderPng(ours, '58')]);
    expect(await loadImage(wide)).toMatchObject({ width: 960 });
    expect(await loadImage(narrow)).toMatchObject({ width: 696 });
  });

  it('is the same each time, and differs by its mark', async () => {
    const [one, again, first] = await Promise.all([
      renderPng(ours, '80'),
      renderPng(ours, '80'),
      renderPng({ ...ours, mark: null }, '80'),
    ]);
    expect(Buffer.compare(one, again)).toBe(0);
    expect(Buffer.compare(one, first)).not.toBe(0);
  });

  it('is drawn coarser where it would not fit in memory, not cut off', async () => {
    const { width, height } = await loadImage(await renderPng(longest, '80'));
    expect(width * height).toBeLessThan(25_000_000);
    expect(height / width).toBeCloseTo((490 * 6 + 8) / 80, 0);
  });

  it('leaves room for a logo that no decoder takes', async () => {
    const broken = Buffer.from(ONE_DOT, 'base64');
    broken.fill(0, 33);
    const slip = parseMarkup(`${VECTOR}<IMG>${broken.toString('base64')}</IMG>`).receipt;
    expect((await renderPng(slip, '58')).length).toBeGreaterThan(1_000);
  });
});

describe('a slip as a PDF', () => {
  it.each([
    ['80', 227],
    ['58', 164],
  ] as const)('has one page, %s mm wide', async (paper, points) => {
    const pdf = Buffer.from(await renderPdf(ours, paper, 'Slip')).toString('latin1');
    expect(pdf).toMatch(/^%PDF-1\.4/);
    expect(pdf.match(/\/MediaBox \[0 0 \d+/g)).toEqual([`/MediaBox [0 0 ${points}`]);
  });

  it('carries its letter, with a table of what its signs are, so that text can be selected and sought', async () => {
    const pdf = Buffer.from(await renderPdf(ours, '80', 'Slip')).toString('latin1');
    expect(pdf).toContain('NotoSansMono-Regular');
    expect(pdf).toContain('NotoSansMono-Bold');
    expect(pdf).toContain('/ToUnicode');
  });

  it('goes on on further pages where a reader would refuse a longer one', async () => {
    const endless = { ...longest, lines: [...longest.lines, ...longest.lines] };
    const pdf = Buffer.from(await renderPdf(endless, '80', 'Slip')).toString('latin1');
    expect(pdf.match(/\/MediaBox/g)).toHaveLength(2);
  });
});
