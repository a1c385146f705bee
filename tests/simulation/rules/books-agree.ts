import type { BookEntry } from '#tests/gateways/iyzico/book.ts';
import type { World } from '../world.ts';
import { isOpen, transactionsWith } from './rows.ts';
import type { Breaks, TransactionRow } from './rules.ts';

/** The two books, to the kuruş: no charge of theirs is lost in ours, none of ours is missing in theirs, none is double. */
export function booksAgree(world: World, breaks: Breaks): void {
  const theirs = world.network.gateway.ledger.entries().filter((entry) => entry.state === 'approved');
  for (const entry of theirs) isNotLost(world, entry, breaks);
  const charged = new Map(theirs.map((entry) => [entry.transactionReferenceId, entry]));
  const rows = world.database.store.rows('transactions') as TransactionRow[];
  for (const row of rows) {
    if (row.provider !== 'iyzico') continue;
    const entry = charged.get(row.reference);
    if (row.state === 'approved' && entry?.amountMinor !== row.amountMinor)
      breaks('lost result', `${row.id} is approved over ${row.amountMinor}, they have ${entry?.amountMinor}`);
  }
  for (const [wish, references] of world.wishes) {
    // What the provider said to be declined may rightly be tried again, and is marked late when it was not (INV-7).
    const { toldDeclined } = world.network;
    const done = references.filter((reference) => charged.has(reference) && !toldDeclined.has(reference));
    if (done.length > 1) breaks('double charge', `the wish ${wish} was carried out as ${done.join(' and ')}`);
  }
}

function isNotLost(world: World, entry: BookEntry, breaks: Breaks): void {
  const row = transactionsWith(world, 'reference', entry.transactionReferenceId)[0];
  if (!row) {
    breaks('lost result', `${entry.transactionReferenceId} is not in our book at all`);
    return;
  }
  if (row.state !== 'approved' && !isOpen(row))
    breaks('lost result', `${row.id} is ${row.state} (${row.outcomeReason}), and they carried it out`);
}
