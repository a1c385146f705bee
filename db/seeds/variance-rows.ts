import type { variances } from '#db/schema/variances.ts';
import { addDays } from '#server/kernel/time.ts';
import type { CloseRows } from './close-rows.ts';
import { idOf } from './demo-shapes.ts';
import { demoPeople } from './demo-world.ts';

const DAYS_TO_EXPLAIN = 5;

/** What a report was found to differ in, for somebody to account for. */
export function varianceRows({ run, report }: CloseRows): (typeof variances.$inferSelect)[] {
  return (report?.content.differences ?? []).map((difference) => ({
    merchantId: run.merchantId,
    id: idOf('variance', `${run.id} ${difference.acquirerId} ${difference.currency}`),
    runId: run.id,
    deviceId: run.deviceId,
    businessDate: run.businessDate,
    kind: 'sum',
    acquirerId: difference.acquirerId,
    acquirerName: difference.acquirerName,
    currency: difference.currency,
    oursMinor: difference.oursMinor,
    theirsMinor: difference.terminalMinor,
    differenceMinor: difference.differenceMinor,
    providerPaymentId: null,
    transactionId: null,
    openedAt: report?.createdAt ?? run.requestedAt,
    // Whoever keeps the books has the first look at it.
    ownerId: demoPeople.accountant.id,
    dueDate: addDays(run.businessDate, DAYS_TO_EXPLAIN),
    state: 'open',
    cause: null,
    causedBy: [],
    reason: null,
    closedBy: null,
    closedAt: null,
  }));
}
