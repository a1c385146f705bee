import type { Tx } from '#db/client.ts';
import { listExchanges } from '#db/queries/exchanges.ts';
import { listCallbacksOf } from '#db/queries/inbox.ts';
import { listEvents } from '#db/queries/transactions.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { timelineEntry } from '#server/transactions/timeline.ts';
import { type Why, whyState } from '#server/transactions/why-state.ts';
import type { NamedOperation } from './to-candidate.ts';

/**
 * Who said that operations were approved whose first answer was lost. `asked`: the provider, when asked. `told`: the provider by
 * itself. `person`: somebody of the merchant. `nobody`: nothing of that is on record. `mixed`: not of all the same.
 */
export type Confirmation = 'asked' | 'told' | 'person' | 'nobody' | 'mixed';

/** More than one operation ever has. */
const MOST_CALLBACKS = 100;

/** Reads from their own records who confirmed operations that our book counts. */
export async function readConfirmation(
  tx: Tx,
  merchantId: MerchantId,
  operations: readonly NamedOperation[],
): Promise<Confirmation> {
  const decided: Why['by'][] = [];
  for (const operation of operations) {
    const events = await listEvents(tx, merchantId, operation.id);
    const exchanges = await listExchanges(tx, merchantId, operation.id);
    const callbacks = await listCallbacksOf(tx, merchantId, operation.id, MOST_CALLBACKS);
    const lines = events.map(({ at, data }) => ({ at, entry: timelineEntry.safeParse(data).data ?? null }));
    decided.push(whyState({ ...operation, lines, exchanges, callbacks }).by);
  }
  return confirmationOf(decided);
}

/** What can be said of all of them at once. Pure. */
export function confirmationOf(decided: readonly Why['by'][]): Confirmation {
  const [first, ...others] = new Set(decided.map(confirmedBy));
  if (first === undefined) return 'nobody';
  return others.length > 0 ? 'mixed' : first;
}

function confirmedBy(by: Why['by']): Confirmation {
  switch (by) {
    case 'question':
      return 'asked';
    case 'answer':
    case 'callback':
      return 'told';
    case 'person':
      return 'person';
    case 'nobody_yet':
    case 'waiting':
    case 'silence':
    case 'time':
      return 'nobody';
  }
}
