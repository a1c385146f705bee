import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { contextFor } from '../people/desk.ts';
import type { World } from '../world.ts';
import { isOpen, isSplitOver, needsPerson, ourNow, runsOf, splitsOf } from './rows.ts';
import type { Breaks, TransactionRow } from './rules.ts';

/** INV-16: what has no end is on the list of open ends, and what the provider can be asked about comes to its end. */
export async function nothingIsHidden(world: World, breaks: Breaks): Promise<void> {
  const rows = world.database.store.rows('transactions') as TransactionRow[];
  const open = rows.filter(isOpen);
  for (const merchant of world.merchants) {
    const own = open.filter((row) => row.merchantId === merchant.row.id);
    const listed = await listUnresolved(await contextFor(world, merchant, 'support', 'transactions:see'));
    const missing = own.filter((row) => !listed.some((one) => one.id === row.id));
    if (missing.length > 0) breaks('INV-16', `not on the list of open ends: ${missing.map((row) => row.id)}`);
  }
  for (const row of open) {
    if (row.flags.includes('contradiction') || needsPerson(world, row)) continue;
    breaks('never resolved', `${row.kind} ${row.id} is still ${row.state} (${row.outcomeReason})`);
  }
  for (const run of runsOf(world)) {
    if (run.state === 'requested' || run.state === 'closing')
      breaks('never resolved', `the close ${run.id} is still ${run.state}`);
  }
  for (const split of splitsOf(world)) {
    if (isSplitOver(split) || split.flags.includes('contradiction')) continue;
    breaks('never resolved', `the split sale ${split.id} is still ${split.state} (${split.outcomeReason})`);
  }
  const holds = world.database.store.rows('device_holds');
  for (const hold of holds) {
    const age = ourNow(world) - (hold.heldAt as Date).getTime();
    if (age > 600_000) breaks('never resolved', `${hold.operationId} holds its device for ${age} ms`);
  }
}
