import type { eodReports } from '#db/schema/end-of-day.ts';
import type { UnlinkedReport } from './close-rows.ts';

type Report = typeof eodReports.$inferSelect;

/** The hash of a report (`reportHash` of the server). */
export type ReportHash = (report: Omit<Report, 'hash'>) => string;

const NO_REPORT_BEFORE = '0'.repeat(64);

/** The reports of each device in the order of their numbers, each linked to the one before. */
export function linkReports(reports: readonly UnlinkedReport[], hashOf: ReportHash): Report[] {
  const last = new Map<string, string>();
  return reports
    .toSorted((a, b) => a.number - b.number)
    .map((report) => {
      const linked = { ...report, previousHash: last.get(report.deviceId) ?? NO_REPORT_BEFORE };
      const hash = hashOf(linked);
      last.set(report.deviceId, hash);
      return { ...linked, hash };
    });
}
