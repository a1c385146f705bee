import type { IssuedReport } from '#server/end-of-day/compose-report-sheet.ts';
import type { OursLine, ReportContent, TerminalLine } from '#server/end-of-day/report.ts';

/** Takings of one currency, for tests: three sales, a refund and a void. */
export function takings(
  netMinor: number,
  currency: OursLine['currency'] = 'TRY',
): Omit<OursLine, 'acquirerId' | 'acquirerName'> {
  return {
    ...{ currency, saleCount: 3, saleMinor: netMinor + 6_000, captureCount: 0, captureMinor: 0 },
    ...{ refundCount: 1, refundMinor: 1_000, voidCount: 1, voidMinor: 5_000, netMinor },
  };
}

/** One acquirer of a terminal as it told it at the close. */
export function told(
  acquirerId: string,
  acquirerName: string | null,
  amountMinor: number,
  currency: OursLine['currency'] = 'TRY',
): TerminalLine {
  return {
    ...{ acquirerId, acquirerName, tid: '00012345', mid: '000000004321', currency, count: 5 },
    ...{ amountMinor, isClosed: true, code: '00' },
  };
}

/** A report of two acquirers on which our books and the terminal agree, and no statement has come. */
export function agreedContent(): ReportContent {
  return {
    version: 1,
    merchantName: 'Kahve Durağı Gıda Sanayi ve Ticaret Limited Şirketi',
    branchName: 'Kadıköy İskele',
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
      { acquirerId: '12', acquirerName: 'Şekerbank', ...takings(1_234_567_89) },
      { acquirerId: '62', acquirerName: 'Garanti BBVA', ...takings(35_000) },
    ],
    terminal: [told('12', 'Şekerbank', 1_234_567_89), told('62', 'Garanti BBVA', 35_000)],
    differences: [],
    isMatched: true,
    sheet: {
      layout: 'a4',
      taxNumber: '4650318827',
      branchAddress: 'Caferağa Mah. Moda Cad. No 12, İstanbul',
      cards: [
        { cardType: 'credit', cardBrand: null, ...takings(1_234_567_89) },
        { cardType: 'debit', cardBrand: 'troy', ...takings(35_000) },
      ],
      said: [],
    },
  };
}

/** A content as it was issued. */
export function issued(content: ReportContent): IssuedReport {
  return {
    runId: 'eod_1',
    number: 7,
    hash: 'a1b2'.repeat(16),
    previousHash: 'c3d4'.repeat(16),
    createdAt: new Date('2026-05-12T20:00:01.000Z'),
    content,
  };
}
