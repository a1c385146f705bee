import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ReportContent } from '#server/end-of-day/report.ts';
import { reportRows, reportTotals } from '#server/end-of-day/report-rows.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { ReportSheet } from './report-sheet.tsx';

const none = { captureCount: 0, captureMinor: 0, refundCount: 0, refundMinor: 0, voidCount: 0, voidMinor: 0 };
const CONTENT: ReportContent = {
  version: 1,
  merchantName: 'Café du Port',
  branchName: 'Vieux-Port',
  deviceLabel: 'Caisse 1',
  providerDeviceId: 'T1',
  environment: 'live',
  businessDate: '2026-03-03',
  timeZone: 'America/Vancouver',
  source: 'typed',
  totalsBy: 'card_brand',
  batchNumber: '012',
  openedAt: '2026-03-04T13:00:00.000Z',
  closedAt: '2026-03-05T14:00:00.000Z',
  closedBy: 'Manon',
  bank: {
    date: '2026-03-04',
    timeZone: 'America/Toronto',
    cutOff: '00:00',
    endedAt: '2026-03-05T05:00:00.000Z',
    batchNumber: '021',
    numberNote: '<b>reset</b>',
    readAt: null,
    checkedBy: null,
    typedBy: 'Amélie',
    late: [
      {
        id: 'txn_1',
        kind: 'sale',
        bankDate: '2026-03-02',
        acquirerId: 'visa',
        acquirerName: 'Visa',
        currency: 'CAD',
        amountMinor: 12_34,
      },
    ],
  },
  ours: [
    {
      ...none,
      acquirerId: 'visa',
      acquirerName: 'Visa',
      currency: 'CAD',
      saleCount: 2,
      saleMinor: 100_01,
      netMinor: 100_01,
    },
  ],
  terminal: [
    {
      acquirerId: 'visa',
      acquirerName: 'Visa',
      tid: null,
      mid: null,
      currency: 'CAD',
      count: null,
      amountMinor: 100_00,
      isClosed: true,
      code: '',
    },
  ],
  differences: [
    {
      acquirerId: 'visa',
      acquirerName: 'Visa',
      currency: 'CAD',
      oursMinor: 100_01,
      terminalMinor: 100_00,
      differenceMinor: -1,
    },
  ],
  isMatched: false,
};

function markup(locale: Locale, content: ReportContent = CONTENT): string {
  const rows = reportRows(content);
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
      <ReportSheet number={7} content={content} rows={rows} totals={reportTotals(rows)} fiscalTotals={[]} />
    </NextIntlClientProvider>,
  );
}

describe('the report of a batch that the bank closed by itself', () => {
  it.each(LOCALES)('says in %s both days with their zones, and who typed the figures', (locale) => {
    const sheet = markup(locale);
    const { report, bankDay } = messages[locale].endOfDay;
    for (const word of [
      bankDay,
      report.businessDate,
      report.bank.typedBy,
      report.bank.side,
      report.bank.late,
    ])
      expect(sheet).toContain(word);
    for (const told of ['America/Toronto', 'America/Vancouver', 'Amélie', '021', '012', 'Visa'])
      expect(sheet).toContain(told);
    expect(sheet).not.toContain(report.entries);
    expect(sheet).not.toContain(`data-align="end">${report.terminal}<`);
  });

  it('shows the difference to the cent, and what a person wrote as text', () => {
    const sheet = markup('en');
    expect(sheet).toContain('Difference −0.01');
    expect(sheet).toContain('4 Mar 2026');
    expect(sheet).toContain('3 Mar 2026');
    expect(sheet).toContain('&lt;b&gt;reset&lt;/b&gt;');
    expect(sheet).not.toContain('<b>reset');
  });

  describe('whose figures were read from the bank', () => {
    const [line] = CONTENT.terminal;
    const bank = { ...CONTENT.bank, readAt: '2026-03-05T13:59:00.000Z', checkedBy: 'Benoît', typedBy: null };
    const read = {
      ...{ ...CONTENT, source: 'read', bank },
      terminal: [{ ...line, source: 'read' }],
    } as ReportContent;

    it.each(LOCALES)(
      'says in %s when they were read and who checked them, and that nobody typed',
      (locale) => {
        const sheet = markup(locale, read);
        const words = messages[locale].endOfDay.report.bank;
        for (const told of [words.readAt, words.checkedBy, 'Benoît', '05:59']) expect(sheet).toContain(told);
        for (const other of [words.typedBy, words.typedAt, words.typedFigures, 'Amélie'])
          expect(sheet).not.toContain(`>${other}<`);
      },
    );

    it('says which of them somebody typed instead', () => {
      const typed = { ...line, acquirerId: 'amex', acquirerName: 'American Express', source: 'typed' };
      const sheet = markup('en', {
        ...read,
        bank: { ...bank, typedBy: 'Amélie' },
        terminal: [...read.terminal, typed],
      } as ReportContent);
      expect(sheet).toContain('Typed in instead');
      expect(sheet).toMatch(/Typed in instead<\/dt><dd[^>]*><span>American Express<\/span>/);
      expect(sheet).toContain('Amélie');
    });
  });
});
