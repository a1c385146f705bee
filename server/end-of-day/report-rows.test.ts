import { describe, expect, it } from 'vitest';
import type { AcquirerTotal } from '#server/gateways/terminal-gateway.ts';
import { computeFiscal, computeOurs } from './compute.ts';
import { reconcile } from './reconcile.ts';
import type { ReportContent } from './report.ts';
import { fiscalTotals, reportRows, reportTotals } from './report-rows.ts';

describe('a report laid out for reading', () => {
  it('puts both sides of an acquirer in one row', () => {
    const rows = reportRows(report([['sale', '62', 'TRY', 100_00]], [['62', '100.00', 3]]));
    expect(rows).toMatchObject([
      {
        acquirerId: '62',
        ours: { minor: 100_00, count: 1 },
        terminal: { minor: 100_00, count: 3 },
        differenceMinor: 0,
        isAgreed: true,
        notes: [],
      },
    ]);
  });

  it('hides no line of either side and says what is wrong with each', () => {
    const rows = reportRows(
      report(
        [
          ['sale', '10', 'TRY', 1_00],
          ['sale', '62', 'TRY', 2_00],
          ['sale', '62', 'EUR', 3_00],
          ['sale', '64', 'TRY', 4_00],
        ],
        [
          ['62', 'two', 1],
          ['64', '4.00', 1, false],
          ['99', '9.00', 1],
        ],
      ),
    );
    expect(rows.map((row) => [row.acquirerId, row.currency, row.notes])).toEqual([
      ['10', 'TRY', ['not_listed']],
      ['62', 'EUR', ['other_currency']],
      ['62', 'TRY', ['unreadable']],
      ['64', 'TRY', ['not_closed']],
      ['99', 'TRY', ['not_ours']],
    ]);
    expect(rows.some((row) => row.isAgreed)).toBe(false);
  });

  it('shows an idle acquirer of the terminal as agreed', () => {
    expect(reportRows(report([], [['62', '0.00', 0]]))).toMatchObject([{ ours: null, isAgreed: true }]);
  });

  it('adds up per currency, and gives no sum where a figure is missing', () => {
    const rows = reportRows(
      report(
        [
          ['sale', '10', 'TRY', 1_00],
          ['refund', '62', 'TRY', 2_00],
          ['sale', '62', 'EUR', 3_00],
        ],
        [
          ['10', '1.00', 1],
          ['62', '-1.50', 1],
        ],
      ),
    );
    expect(reportTotals(rows)).toEqual([
      { currency: 'EUR', oursMinor: 3_00, terminalMinor: null, differenceMinor: -3_00 },
      { currency: 'TRY', oursMinor: -1_00, terminalMinor: -50, differenceMinor: 50 },
    ]);
  });

  it('adds up a fiscal day per currency, cards and cash together', () => {
    const sum = (paymentType: 'card' | 'cash', currency: 'TRY' | 'EUR', amountMinor: number) => ({
      kind: 'sale' as const,
      paymentType,
      acquirerId: '',
      currency,
      count: 1,
      amountMinor,
    });
    const lines = computeFiscal([
      sum('cash', 'TRY', 5_00),
      sum('card', 'TRY', 2_00),
      sum('card', 'EUR', 1_00),
    ]);
    expect(fiscalTotals(lines)).toEqual([
      { currency: 'EUR', netMinor: 1_00 },
      { currency: 'TRY', netMinor: 7_00 },
    ]);
    expect(fiscalTotals([])).toEqual([]);
  });
});

type Sum = ['sale' | 'refund' | 'void', string, 'TRY' | 'EUR', number];
type Total = [acquirerId: string, amountText: string, count: number, isClosed?: boolean];

function report(sums: Sum[], totals: Total[]): ReportContent {
  const ours = computeOurs(
    sums.map(([kind, acquirerId, currency, amountMinor]) => ({
      kind,
      paymentType: 'card' as const,
      acquirerId,
      currency,
      count: 1,
      amountMinor,
    })),
    new Map(),
  );
  const entries = totals.map(
    ([acquirerId, amountText, count, isClosed = true]): AcquirerTotal => ({
      acquirerId,
      acquirerName: null,
      tid: null,
      mid: null,
      amountText,
      count,
      batchNumber: '0042',
      isClosed,
      code: isClosed ? '00' : '12',
    }),
  );
  return {
    version: 1,
    merchantName: 'Moda Kahve',
    branchName: 'Moda',
    deviceLabel: 'Kasa 1',
    providerDeviceId: 'P00001',
    environment: 'sandbox',
    businessDate: '2026-03-10',
    timeZone: 'Europe/Istanbul',
    source: 'terminal',
    totalsBy: 'acquirer',
    batchNumber: '0042',
    openedAt: '2026-03-10T06:00:00.000Z',
    closedAt: '2026-03-10T19:00:00.000Z',
    closedBy: 'Elif Aydın',
    ours,
    ...reconcile(ours, entries, 'TRY'),
  };
}
