import { findReport } from '#db/queries/end-of-day.ts';
import { listVarianceRows, listVarianceStepsOf } from '#db/queries/variances.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { composeDossier } from './compose-dossier.ts';
import { readSignOff } from './get-sign-off.ts';
import { reportContent } from './report.ts';
import { reportHash } from './report-document.ts';
import type { ReportFile } from './report-file.ts';

/** A day that differs in more is looked at in the product. */
const MOST_VARIANCES = 500;

/**
 * The dossier of a report as a PDF, made of what is on record now; refused when the stored report is not what its hash was made of.
 * Throws NotFound for a run without a report.
 */
export async function getDossier(
  ctx: Context<'reports:see'>,
  { runId, locale }: { runId: string; locale: Locale },
): Promise<Result<ReportFile, { kind: 'changed' }>> {
  if (!isId('endOfDayRun', runId)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  const facts = await ctx.inTransaction(async (tx) => {
    const report = await findReport(tx, merchantId, runId);
    if (!report) throw new NotFound();
    if (reportHash(report) !== report.hash) return null;
    return {
      at: ctx.clock.now(),
      report: { ...report, content: reportContent.parse(report.content) },
      signed: await readSignOff(ctx, tx, runId),
      variances: await listVarianceRows(tx, merchantId, { runId }, MOST_VARIANCES + 1),
      most: MOST_VARIANCES,
      varianceSteps: await listVarianceStepsOf(tx, merchantId, runId),
    };
  });
  if (!facts) return err({ kind: 'changed' });
  const { content, number } = facts.report;
  const { renderSheet } = await import('#server/receipts/render-sheet.ts');
  const body = new Uint8Array(await renderSheet(composeDossier(facts, locale)));
  const name = `dossier-${content.providerDeviceId.replace(/[^\w-]/g, '')}-${number}.pdf`;
  return ok({ name, type: 'application/pdf', body });
}
