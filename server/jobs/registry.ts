import { runApproval } from '#server/approvals/run-approval.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { applyCallback } from '#server/callbacks/apply-callback.ts';
import { closeBatch } from '#server/end-of-day/close-batch.ts';
import { readBankTotals } from '#server/end-of-day/read-bank-totals.ts';
import { makeExport } from '#server/exports/make-export.ts';
import { isId } from '#server/kernel/ids.ts';
import { sendMail } from '#server/mail/send-mail.ts';
import { advanceSplitSale } from '#server/split-sales/advance-split-sale.ts';
import { abortOperation } from '#server/transactions/abort-operation.ts';
import { resolveUnknown } from '#server/transactions/resolve-unknown.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import type { Queue } from './job.ts';

/** Does the work of a job for the operation it names. */
type Handler = (ctx: SystemContext, workerKey: number, operationId: string) => Promise<void>;

/** Which verb does the work of which queue. */
export const HANDLERS: Record<Queue, Handler> = {
  'send-operation': async (ctx, workerKey, id) => {
    if (isId('transaction', id)) await sendOperation(ctx, workerKey, id);
  },
  'resolve-unknown': async (ctx, _workerKey, id) => {
    if (isId('transaction', id)) await resolveUnknown(ctx, id);
  },
  'abort-operation': async (ctx, workerKey, id) => {
    if (isId('transaction', id)) await abortOperation(ctx, workerKey, id);
  },
  'close-batch': async (ctx, workerKey, id) => {
    if (isId('endOfDayRun', id)) await closeBatch(ctx, workerKey, id);
  },
  'read-bank-totals': async (ctx, workerKey, id) => {
    if (isId('endOfDayRun', id)) await readBankTotals(ctx, workerKey, id);
  },
  'split-sale': async (ctx, workerKey, id) => {
    if (isId('splitSale', id)) await advanceSplitSale(ctx, workerKey, id);
  },
  'apply-callback': async (ctx, _workerKey, id) => {
    if (isId('callback', id)) await applyCallback(ctx, id);
  },
  'send-mail': async (ctx, workerKey, id) => {
    if (isId('mail', id)) await sendMail(ctx, workerKey, id);
  },
  'run-approval': async (ctx, _workerKey, id) => {
    if (isId('approval', id)) await runApproval(ctx, id);
  },
  'make-export': async (ctx, workerKey, id) => {
    if (isId('export', id)) await makeExport(ctx, workerKey, id);
  },
};
