import { describe, expect, test } from 'vitest';
import type { ReportContent } from './report.ts';
import { type SaidByAcquirer, threeSides } from './three-sides.ts';

const line = {
  currency: 'TRY' as const,
  ...{
    saleCount: 1,
    captureCount: 0,
    captureMinor: 0,
    refundCount: 0,
    refundMinor: 0,
    voidCount: 0,
    voidMinor: 0,
  },
};

function report(ours: Record<string, number>, terminal: Record<string, number>): ReportContent {
  return {
    version: 1,
    ...{ merchantName: 'm', branchName: 'b', deviceLabel: 'd', providerDeviceId: 'P1', environment: 'live' },
    ...{ businessDate: '2026-05-12', source: 'terminal', totalsBy: 'acquirer', timeZone: 'Europe/Istanbul' },
    ...{ batchNumber: '0042', openedAt: '', closedAt: '', closedBy: '' },
    ours: Object.entries(ours).map(([acquirerId, minor]) => ({
      ...line,
      ...{ acquirerId, acquirerName: null, saleMinor: minor, netMinor: minor },
    })),
    terminal: Object.entries(terminal).map(([acquirerId, amountMinor]) => ({
      ...{ acquirerId, acquirerName: null, tid: null, mid: null, currency: 'TRY', count: 1, amountMinor },
      ...{ isClosed: true, code: '00' },
    })),
    differences: Object.entries(ours)
      .filter(([acquirerId, minor]) => terminal[acquirerId] !== minor)
      .map(([acquirerId, oursMinor]) => ({
        ...{ acquirerId, acquirerName: null, currency: 'TRY', oursMinor },
        terminalMinor: terminal[acquirerId] ?? null,
        differenceMinor: (terminal[acquirerId] ?? 0) - oursMinor,
      })),
    isMatched: false,
  };
}

const said = (
  acquirerId: string,
  amountMinor: number,
  more: Partial<SaidByAcquirer> = {},
): SaidByAcquirer => ({
  ...{ acquirerId, amountMinor, day: '2026-05-12', batchNumber: null, currency: 'TRY' },
  ...more,
});

const verdicts = (content: ReportContent, lines: SaidByAcquirer[], isOnlyOfDay = true) =>
  threeSides(content, lines, isOnlyOfDay).map(({ acquirerId, verdict }) => `${acquirerId} ${verdict}`);

describe('three sides', () => {
  test('agree when all of them say the same, and are unconfirmed while one says nothing', () => {
    const content = report({ 12: 500, 62: 700 }, { 12: 500, 62: 700 });
    expect(verdicts(content, [said('12', 300), said('12', 200)])).toEqual(['12 agreed', '62 unconfirmed']);
  });

  test('do not agree when any of them differs, or one knows what no other does', () => {
    const content = report({ 12: 500, 62: 700 }, { 12: 500, 62: 600 });
    expect(verdicts(content, [said('12', 499), said('99', 5)])).toEqual([
      '12 not_agreed',
      '62 not_agreed',
      '99 not_agreed',
    ]);
  });

  test('take a line by its batch number, and without one by its day', () => {
    const content = report({ 12: 500 }, { 12: 500 });
    expect(verdicts(content, [said('12', 500, { batchNumber: '42', day: '2026-05-13' })])).toEqual([
      '12 agreed',
    ]);
    expect(verdicts(content, [said('12', 9, { batchNumber: '43' })])).toEqual(['12 unconfirmed']);
    expect(verdicts(content, [said('12', 9, { day: '2026-05-13' })])).toEqual(['12 unconfirmed']);
  });

  test('take no line by its day that may be of another report of it', () => {
    const content = report({ 12: 500 }, { 12: 500 });
    expect(verdicts(content, [said('12', 800)], false)).toEqual(['12 unconfirmed']);
    expect(verdicts(content, [said('12', 500, { batchNumber: '42' })], false)).toEqual(['12 agreed']);
  });

  test('give a line that names the terminal alone to its one acquirer, and to all of several together', () => {
    expect(verdicts(report({ 12: 500 }, { 12: 500 }), [said('', 500)])).toEqual(['12 agreed']);
    const two = report({ 12: 500, 62: 700 }, { 12: 500, 62: 700 });
    expect(verdicts(two, [said('', 1_200)])).toEqual(['12 unconfirmed', '62 unconfirmed', ' agreed']);
    expect(verdicts(two, [said('', 1_100)])).toEqual(['12 unconfirmed', '62 unconfirmed', ' not_agreed']);
  });
});
