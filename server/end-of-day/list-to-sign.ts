import { listReopenings, listReportsOfDay, listUnsigned } from '#db/queries/sign-offs.ts';
import type { Context } from '#server/auth/context.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';

/** A report that is not approved. */
export type UnsignedReport = Awaited<ReturnType<typeof listUnsigned>>[number];

/** What waits for a signature: reports, and signed days that somebody wishes to open again. */
export type ToSign = {
  unsigned: UnsignedReport[];
  isCut: boolean;
  reopenings: (Awaited<ReturnType<typeof listReopenings>>[number] & { runId: EndOfDayRunId })[];
};

const MOST_SHOWN = 100;

/** Reports that are not approved, newest first, and wishes to reopen a day, oldest first. */
export async function listToSign(ctx: Context<'reports:see'>): Promise<ToSign> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const unsigned = await listUnsigned(tx, merchantId, MOST_SHOWN + 1);
    const reopenings: ToSign['reopenings'] = [];
    for (const wish of await listReopenings(tx, merchantId)) {
      const [report] = await listReportsOfDay(tx, merchantId, wish.deviceId, wish.businessDate);
      if (report) reopenings.push({ ...wish, runId: report.runId });
    }
    return { unsigned: unsigned.slice(0, MOST_SHOWN), isCut: unsigned.length > MOST_SHOWN, reopenings };
  });
}
