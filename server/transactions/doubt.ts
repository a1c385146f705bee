import type { TransactionRow } from '#db/queries/transactions.ts';

/**
 * Whether the operation that was put to a device last may still be on it: nobody knows how it ended, or it ended in a way
 * that leaves that open. Only the last one counts, since whoever started it has looked. Pure.
 */
export function leavesDoubt({ state, flags }: Pick<TransactionRow, 'state' | 'flags'>): boolean {
  return state === 'unknown' || (state !== 'approved' && flags.includes('check_device'));
}
