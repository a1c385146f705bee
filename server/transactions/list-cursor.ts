import type { ListPlace } from '#db/queries/transaction-list.ts';
import { isId, type TransactionId } from '#server/kernel/ids.ts';

/** A row's place in the list as text for an address: its instant and its id, both of which the list is ordered by. */
export function toCursor(row: { createdAt: Date; id: TransactionId }): string {
  return `${row.createdAt.getTime().toString(36)}-${row.id}`;
}

/** Reads a cursor; null when it is not one this product wrote. It needs no secret: it only says where to begin. */
export function readCursor(text: string): Pick<ListPlace, 'createdAt' | 'id'> | null {
  const match = /^([0-9a-z]{1,11})-(txn_[0-9a-z]{26})$/.exec(text);
  const id = match?.[2] ?? '';
  const createdAt = new Date(Number.parseInt(match?.[1] ?? '', 36));
  // The years an instant column and a date can both hold.
  const isInstant = createdAt.getTime() >= 0 && createdAt.getTime() < Date.UTC(2100, 0);
  return isInstant && isId('transaction', id) ? { createdAt, id } : null;
}
