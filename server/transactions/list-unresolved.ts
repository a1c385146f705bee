import {
  type ListedRow,
  listContradictedRows,
  listDevicePlaces,
  listOpenRows,
} from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import { type Doubt, doubtOf } from '#server/resolutions/resolution-rule.ts';
import { type ListedTransaction, toListed } from './listed.ts';
import { UNSENT_EXPIRES_MS } from './transaction.ts';

/** What happens next to an open operation without anybody doing anything. */
export type AutomaticStep =
  /** It goes out in a moment, or ends as not sent at `at`. */
  | { kind: 'send_or_expire'; at: Date }
  /** The terminal or the provider is working on it; the answer moves it. */
  | { kind: 'answer' }
  /** The provider is asked again at `at`. */
  | { kind: 'ask'; at: Date }
  /** Nothing any more: a person decides. */
  | { kind: 'none' };

/**
 * An operation with an open end, or an end that is contradicted, what happens to it by itself, and why a person may decide
 * about it; `doubt` is null while nobody has to.
 */
export type UnresolvedTransaction = ListedTransaction & { next: AutomaticStep; doubt: Doubt | null };

/**
 * Every operation of the merchant whose end is open, or contradicted without anybody's decision about that, oldest first,
 * with what happens next by itself (INV-16).
 */
export async function listUnresolved(ctx: Context<'transactions:see'>): Promise<UnresolvedTransaction[]> {
  const merchantId = ctx.merchant.id;
  const [open, contradicted, places] = await ctx.inTransaction((tx) =>
    Promise.all([
      listOpenRows(tx, merchantId),
      listContradictedRows(tx, merchantId),
      listDevicePlaces(tx, merchantId),
    ]),
  );
  const devices = new Map(places.map((place) => [place.deviceId, place]));
  const at = ctx.clock.now();
  const toUnresolved = (row: ListedRow, isContradicted: boolean): UnresolvedTransaction => ({
    ...toListed(row, devices),
    next: automaticStep(row),
    doubt: doubtOf({ ...row, isContradicted }, at, ctx.patience),
  });
  return [
    ...open.map((row) => toUnresolved(row, false)),
    ...contradicted.map((row) => toUnresolved(row, true)),
  ].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

/** What happens next to an operation by itself. Pure; final states have no next step. */
export function automaticStep(
  row: Pick<ListedTransaction, 'state' | 'createdAt' | 'nextQueryAt'>,
): AutomaticStep {
  switch (row.state) {
    case 'created':
      return { kind: 'send_or_expire', at: new Date(row.createdAt.getTime() + UNSENT_EXPIRES_MS) };
    case 'sending':
      return { kind: 'answer' };
    case 'awaiting':
    case 'unknown':
      if (row.nextQueryAt) return { kind: 'ask', at: row.nextQueryAt };
      return { kind: row.state === 'awaiting' ? 'answer' : 'none' };
    default:
      return { kind: 'none' };
  }
}
