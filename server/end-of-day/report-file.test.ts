import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { agreedContent, issued } from '#tests/factories/report.ts';
import { readZip } from '#tests/support/read-zip.ts';
import type { IssuedReport } from './compose-report-sheet.ts';
import { type ReportContent, reportContent } from './report.ts';
import { pdfOf, xlsxOf } from './report-file.ts';

const net = {
  saleCount: 3,
  saleMinor: 40_000,
  captureCount: 0,
  captureMinor: 0,
  refundCount: 0,
  refundMinor: 0,
};
const content: ReportContent = {
  version: 1,
  merchantName: 'Kahve Durağı Ltd.',
  branchName: 'Kadıköy',
  deviceLabel: 'Kasa 1',
  providerDeviceId: 'P00102',
  environment: 'live',
  businessDate: '2026-05-12',
  source: 'terminal',
  totalsBy: 'acquirer',
  timeZone: 'Europe/Istanbul',
  batchNumber: '0042',
  openedAt: '2026-05-12T05:00:00.000Z',
  closedAt: '2026-05-12T20:00:00.000Z',
  closedBy: 'Elif Yılmaz',
  ours: [
    {
      acquirerId: '12',
      acquirerName: '=HYPERLINK("http://x")',
      currency: 'TRY',
      ...net,
      voidCount: 1,
      voidMinor: 5_000,
      netMinor: 35_000,
    },
  ],
  terminal: [],
  differences: [
    {
      acquirerId: '12',
      acquirerName: null,
      currency: 'TRY',
      oursMinor: 35_000,
      terminalMinor: null,
      differenceMinor: -35_000,
    },
  ],
  isMatched: false,
};
const FROZEN = new Date('2026-05-12T20:00:01.000Z');
const report: IssuedReport = {
  ...{ runId: 'eod_1', number: 7, createdAt: FROZEN },
  ...{ hash: 'a'.repeat(64), previousHash: '0'.repeat(64), content },
};

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a reprint of a report', () => {
  test('is the same file to the last byte, whenever it is made', async () => {
    const [pdf, sheet] = [await pdfOf(report, 'tr'), await xlsxOf(report, FROZEN, 'tr')];
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-01-01T00:00:00Z') });
    expect(sha(await pdfOf(report, 'tr'))).toBe(sha(pdf));
    expect(sha(await xlsxOf(report, FROZEN, 'tr'))).toBe(sha(sheet));
    vi.useRealTimers();
    // What draws has a clock of its own: it must not write down when it drew.
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/CreationDate|ModDate|\/ID/);
  });

  // Another processor may pack the same pages otherwise.
  test.runIf(process.arch === 'x64').each([
    ['tr', 'e246a5bbcbc4e0390cafd6a87aad187ecfb76de2e12774ff46e3932aeddca263'],
    ['en', 'db88b31aeeae426f7ff3d51840215610b9af19102467b221f933c9e04f377b21'],
    ['fr', 'd6e8d817fc8b508eee534642003e5847a4b08eb7ebf74815e051f718165d141f'],
  ] as const)('of before reports became documents is the strip it was (%s)', async (locale, hash) => {
    expect(sha(await pdfOf(report, locale))).toBe(hash);
  });

  test.runIf(process.arch === 'x64').each([
    ['tr', '0751c5ef957449d0fa41fe2a3be282b4d38093fbeb3e74a9299943b704bd31ab'],
    ['en', '4d1d16f54c633e10713d5c18766653683a3213a91c055421eabc190092dff748'],
    ['fr', 'ffc8d231f565d2d4bf3fcdd9fb513afdfd0129a2b4029ce4afc637eafd67c8df'],
  ] as const)('of a report that is a document is the sheets it was issued as (%s)', async (locale, hash) => {
    expect(sha(await pdfOf(issued(agreedContent()), locale))).toBe(hash);
  });

  test('of a report that is a document is that document to the last byte, issued twice from what is stored', async () => {
    const stored = JSON.stringify(agreedContent());
    const once = await pdfOf(issued(reportContent.parse(JSON.parse(stored))), 'tr');
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-01-01T00:00:00Z') });
    const again = await pdfOf(issued(reportContent.parse(JSON.parse(stored))), 'tr');
    vi.useRealTimers();
    expect(sha(again)).toBe(sha(once));
    expect(Buffer.from(once).toString('latin1')).toContain('/MediaBox [0 0 595 842]');
  });

  test('as a sheet has amounts as numbers and every word as text', async () => {
    const files = await readZip(Buffer.from(await xlsxOf(report, FROZEN, 'en')));
    const sheet = String(files.get('xl/worksheets/sheet1.xml'));
    expect(sheet).toContain('<v>350.00</v>');
    expect(sheet).toContain('<v>-50.00</v>');
    expect(sheet).toContain('=HYPERLINK(&quot;http://x&quot;)</t>');
    expect(sheet).not.toContain('<f>');
  });
});
