import type { DeviceId } from '#server/kernel/ids.ts';
import { type LinkedReport, NO_REPORT_BEFORE, reportHash } from './report-document.ts';

/** A report with the hash that was stored beside it. */
export type StoredReport = LinkedReport & { hash: string };

/** The first report at which the chain of a device does not hold. */
export type BrokenLink = {
  deviceId: DeviceId;
  number: number;
  /** `missing`: no report of this number. `unlinked`: it does not name the one before. `changed`: it is not what was signed. */
  why: 'missing' | 'unlinked' | 'changed';
};

/** Whether the reports of one device, in any order, are all there, linked and unchanged; the first that is not. Pure. */
export function findBrokenLink(reports: readonly StoredReport[]): BrokenLink | null {
  let before = { number: 0, hash: NO_REPORT_BEFORE };
  for (const report of reports.toSorted((a, b) => a.number - b.number)) {
    const { deviceId, number } = report;
    if (number !== before.number + 1) return { deviceId, number: before.number + 1, why: 'missing' };
    if (report.previousHash !== before.hash) return { deviceId, number, why: 'unlinked' };
    if (reportHash(report) !== report.hash) return { deviceId, number, why: 'changed' };
    before = report;
  }
  return null;
}
