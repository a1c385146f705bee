import { z } from 'zod';
import { type EndOfDayRunId, isId, type MerchantId, type TransactionId } from '#server/kernel/ids.ts';

const merchantId = z.custom<MerchantId>((value) => typeof value === 'string' && isId('merchant', value));
const transactionId = z.custom<TransactionId>(
  (value) => typeof value === 'string' && isId('transaction', value),
);
const runId = z.custom<EndOfDayRunId>((value) => typeof value === 'string' && isId('endOfDayRun', value));

/** What each queue carries. */
export const JOB_DATA = {
  /** Put a created operation on the wire. */
  'send-operation': z.object({ merchantId, transactionId }),
  /** Ask the provider about an operation whose outcome is open. */
  'resolve-unknown': z.object({ merchantId, transactionId }),
  /** Have the device close its batch. */
  'close-batch': z.object({ merchantId, runId }),
} as const;

export type Queue = keyof typeof JOB_DATA;
export const QUEUES = Object.keys(JOB_DATA) as Queue[];

/** A piece of work for the worker. */
export type Job = {
  [Q in Queue]: { queue: Q; data: z.infer<(typeof JOB_DATA)[Q]>; startAfter?: Date };
}[Queue];
