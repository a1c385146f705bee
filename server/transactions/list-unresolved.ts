import {
  type ListedRow,
  listContradictedRows,
  listDevicePlaces,
  listOpenRows,
} from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { type Doubt, doubtOf } from '#server/resolutions/resolution-rule.ts';
import { type ListedDevice, type ListedTransaction, toListed } from './listed.ts';
import { UNSENT_EXPIRES_MS } from './transaction.ts';

/** What happens next to an open operation without anybody doing anything. */
export type AutomaticStep =
  /** It goes out in a moment, or ends as not sent at `at`. */
  | { kind: 'send_or_expire'; at: Date }
  /** The terminal or the provider is working on it; the answer moves it. */
  | { kind: 'answer' }
  /** The provider says in a moment whether the terminal has it. */
  | { kind: 'delivery' }
  /** The provider reports its result by itself; if nothing has come by `at`, it is unknown. */
  | { kind: 'callback'; at: Date }
  /** The provider is asked again at `at`. */
  | { kind: 'ask'; at: Date }
  /** It was refused in a way that nobody can be asked about: if nothing else is reported by `at`, that is believed. */
  | { kind: 'doubt'; at: Date }
  /** Nobody can be asked: a person decides with the slip. A report may still come. */
  | { kind: 'person' }
  /** Nothing any more: a person has to ask or decide. */
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
  const toUnresolved = (row: ListedRow, isContradicted: boolean): UnresolvedTransaction => {
    const listed = toListed(row, devices);
    const place = devices.get(row.deviceId);
    const page = place ? capabilitiesOf(place).page : null;
    const doubt = doubtOf({ ...row, isContradicted, page }, at, ctx.patience);
    return { ...listed, next: automaticStep(listed), doubt };
  };
  return [
    ...open.map((row) => toUnresolved(row, false)),
    ...contradicted.map((row) => toUnresolved(row, true)),
  ].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

/** What happens next to an operation by itself. Pure; final states have no next step. */
export function automaticStep(
  row: Pick<ListedTransaction, 'state' | 'createdAt' | 'nextQueryAt'> & {
    device: Pick<ListedDevice, 'canQuery' | 'resultBy' | 'isOnline'>;
  },
): AutomaticStep {
  const { nextQueryAt: at, device } = row;
  switch (row.state) {
    case 'created':
      return { kind: 'send_or_expire', at: new Date(row.createdAt.getTime() + UNSENT_EXPIRES_MS) };
    case 'sending':
      return { kind: device.resultBy === 'callback' ? 'delivery' : 'answer' };
    case 'awaiting':
      // Of a page that is asked about no more, only a person can find out what became of it.
      if (!at) return { kind: device.isOnline ? 'none' : 'answer' };
      return { kind: device.resultBy === 'callback' ? 'callback' : 'ask', at };
    case 'unknown':
      if (device.canQuery) return at ? { kind: 'ask', at } : { kind: 'none' };
      return at ? { kind: 'doubt', at } : { kind: 'person' };
    default:
      return { kind: 'none' };
  }
}
