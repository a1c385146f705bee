import type { signedDays, signOffs } from '#db/schema/sign-offs.ts';
import type { variances } from '#db/schema/variances.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { addDays, businessDate } from '#server/kernel/time.ts';
import type { CloseRows } from './close-rows.ts';
import type { DemoMerchant } from './demo-shapes.ts';
import { demoPeople, headOf } from './demo-world.ts';
import { after } from './hand.ts';
import { calendarOf } from './operation.ts';

/** What two people signed, and the days that are locked by it. */
type Signed = {
  steps: (typeof signOffs.$inferSelect)[];
  days: (typeof signedDays.$inferSelect)[];
  audit: AuditEntry[];
};

/** The accountant comes to the reports of so many days by and by. */
const UNSIGNED_DAYS = 3;
const AN_HOUR_MS = 60 * 60_000;
/** How long after a report it is reviewed, and then approved: the day is over by then. */
const REVIEWED_AFTER_MS = 30 * AN_HOUR_MS;
const APPROVED_AFTER_MS = 3 * AN_HOUR_MS;

/** Signs every day but the last few, and those in which something differs: these wait for somebody to find out. */
export function signRows(
  merchant: DemoMerchant,
  closes: readonly CloseRows[],
  { found, now }: { found: readonly (typeof variances.$inferSelect)[]; now: Date },
): Signed {
  const before = addDays(businessDate(now, calendarOf(merchant)), -UNSIGNED_DAYS);
  const open = new Set(found.map(dayKey));
  const reported = closes.filter(({ run, report }) => report && run.businessDate < before);
  const days = Map.groupBy(reported, ({ run }) => dayKey(run));
  const signed = [...days].filter(([key]) => !open.has(key)).map(([, ofDay]) => signDay(merchant, ofDay));
  return {
    steps: signed.flatMap(({ steps }) => steps),
    days: signed.flatMap(({ days: ofOne }) => ofOne),
    audit: signed.flatMap(({ audit }) => audit),
  };
}

function dayKey({ deviceId, businessDate: day }: { deviceId: string; businessDate: string }): string {
  return `${deviceId} ${day}`;
}

function signDay(merchant: DemoMerchant, ofDay: readonly CloseRows[]): Signed {
  const made = demoPeople.accountant.id;
  const checked = headOf(merchant).id;
  const signed: Signed = { steps: [], days: [], audit: [] };
  const last = Math.max(...ofDay.map(({ report, run }) => (report?.createdAt ?? run.requestedAt).getTime()));
  const reviewedAt = after(new Date(last), REVIEWED_AFTER_MS);
  const approvedAt = after(reviewedAt, APPROVED_AFTER_MS);
  ofDay.forEach(({ run, report }, place) => {
    const { merchantId, id: runId, deviceId, businessDate: day } = run;
    const isSigned = place === ofDay.length - 1;
    const step = (number: number, name: 'reviewed' | 'approved', actorId: UserId, at: Date) => {
      signed.steps.push({ merchantId, runId, place: number, step: name, comment: null, actorId, at });
      signed.audit.push({
        at,
        actor: { kind: 'user', id: actorId },
        action: `report.${name}`,
        objectId: runId,
        result: 'done',
        data: {
          ...{ deviceId, businessDate: day, number: report?.number ?? 0, comment: null },
          isSigned: name === 'approved' && isSigned,
        },
      });
    };
    step(1, 'reviewed', made, reviewedAt);
    step(2, 'approved', checked, approvedAt);
  });
  const [first] = ofDay;
  if (!first) return signed;
  const { merchantId, deviceId, businessDate: day } = first.run;
  const nobody = { askedBy: null, askedAt: null, reason: null, reopenedBy: null, reopenedAt: null };
  signed.days.push({
    ...{ merchantId, deviceId, businessDate: day, round: 1, signedBy: checked, signedAt: approvedAt },
    ...nobody,
  });
  return signed;
}
