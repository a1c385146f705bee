import type { Patience } from '#server/transactions/transaction.ts';

/** The waiting times a process has when nobody configures others. */
export const PATIENCE: Patience = {
  waitingWindowMs: 240_000,
  notFoundGapMs: 30_000,
  callbackWindowMs: 180_000,
  voidWindowMs: 30_000,
  doubtWindowMs: 60_000,
  pageAskMs: 40_000,
};
