import { z } from 'zod';
import {
  type ApprovalId,
  type CallbackId,
  type EndOfDayRunId,
  type ExportId,
  isId,
  type MailId,
  type MerchantId,
  type SplitSaleId,
  type TransactionId,
} from '#server/kernel/ids.ts';

const merchantId = z.custom<MerchantId>((value) => typeof value === 'string' && isId('merchant', value));
const transactionId = z.custom<TransactionId>(
  (value) => typeof value === 'string' && isId('transaction', value),
);
const splitSaleId = z.custom<SplitSaleId>((value) => typeof value === 'string' && isId('splitSale', value));
const callbackId = z.custom<CallbackId>((value) => typeof value === 'string' && isId('callback', value));
const mailId = z.custom<MailId>((value) => typeof value === 'string' && isId('mail', value));
const exportId = z.custom<ExportId>((value) => typeof value === 'string' && isId('export', value));
const approvalId = z.custom<ApprovalId>((value) => typeof value === 'string' && isId('approval', value));
const runId = z.custom<EndOfDayRunId>((value) => typeof value === 'string' && isId('endOfDayRun', value));

/** What each queue carries. */
export const JOB_DATA = {
  /** Put a created operation on the wire. */
  'send-operation': z.object({ merchantId, transactionId }),
  /** Ask the provider about an operation whose outcome is open. */
  'resolve-unknown': z.object({ merchantId, transactionId }),
  /** Ask the provider to stop what somebody wished to be stopped. */
  'abort-operation': z.object({ merchantId, transactionId }),
  /** Have the device close its batch. */
  'close-batch': z.object({ merchantId, runId }),
  /** Ask the bank for its figures of a batch that it closed by itself. */
  'read-bank-totals': z.object({ merchantId, runId }),
  /** Do the step of a split sale that is due: its start, its completion, the question about that, the next void. */
  'split-sale': z.object({ merchantId, splitSaleId }),
  /** Have a stored callback change what it is about. */
  'apply-callback': z.object({ merchantId, callbackId }),
  /** Hand a letter to the mail server. */
  'send-mail': z.object({ merchantId, mailId }),
  /** Make a file that somebody wished for. */
  'make-export': z.object({ merchantId, exportId }),
  /** Have a request happen by itself that nobody revoked in time. */
  'run-approval': z.object({ merchantId, approvalId }),
} as const;

export type Queue = keyof typeof JOB_DATA;
export const QUEUES = Object.keys(JOB_DATA) as Queue[];

/** What a job is about. */
export function operationIdOf(
  data: Job['data'],
): TransactionId | EndOfDayRunId | SplitSaleId | CallbackId | MailId | ExportId | ApprovalId {
  if ('mailId' in data) return data.mailId;
  if ('exportId' in data) return data.exportId;
  if ('approvalId' in data) return data.approvalId;
  if ('callbackId' in data) return data.callbackId;
  if ('runId' in data) return data.runId;
  return 'splitSaleId' in data ? data.splitSaleId : data.transactionId;
}

/** A piece of work for the worker. */
export type Job = {
  [Q in Queue]: {
    queue: Q;
    data: z.infer<(typeof JOB_DATA)[Q]>;
    startAfter?: Date;
    /** Given at most once in each slot of so many seconds, by whatever process. */
    onceInSeconds?: number;
  };
}[Queue];
