import type { variances } from '#db/schema/variances.ts';
import type { CloseRows } from './close-rows.ts';
import { idOf } from './demo-shapes.ts';

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
    ownerId: null,
    dueDate: null,
    state: 'open',
    cause: null,
    causedBy: [],
    reason: null,
    closedBy: null,
    closedAt: null,
  }));
}
