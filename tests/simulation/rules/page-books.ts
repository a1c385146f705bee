import type { LinkRow } from '#db/queries/payment-links.ts';
import { isHosted } from '#server/kernel/providers.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import type { PaidEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import { feesOf } from '#tests/gateways/pay-with-iyzico/retrieve.ts';
import { contextFor } from '../people/desk.ts';
import type { World } from '../world.ts';
import { paidEntries, returnedUnder } from './pages.ts';
import { childrenOf, findTransaction, isOpen, transactionsWith } from './rows.ts';
import type { Breaks, TransactionRow } from './rules.ts';

/** The two books at the end: nothing paid or given back there is lost here, nothing here is missing there, and none is double. */
export async function pageBooksAgree(world: World, breaks: Breaks): Promise<void> {
  const rows = (world.database.store.rows('transactions') as TransactionRow[]).filter((row) =>
    isHosted(row.provider),
  );
  const links = world.database.store.rows('payment_links') as LinkRow[];
  for (const entry of paidEntries(world)) {
    paymentIsKept(world, entry, links, breaks);
    returnsAreKept(world, entry, breaks);
  }
  for (const row of rows) {
    // Whatever was said meanwhile, who is asked answers rightly in the end.
    if (isOpen(row))
      breaks('never resolved', `${row.kind} ${row.id} is still ${row.state} (${row.outcomeReason})`);
  }
  wishesAreReturnedOnce(world, breaks);
  await latenessIsShown(world, rows, links, breaks);
}

function paymentIsKept(world: World, entry: PaidEntry, links: readonly LinkRow[], breaks: Breaks): void {
  const row = transactionsWith(world, 'reference', entry.basketId)[0];
  const link = links.find((one) => one.transactionId === row?.id);
  if (!row || !link) {
    breaks('lost result', `${entry.basketId} is not in our book at all`);
    return;
  }
  if (entry.payment.fraudStatus === -1) {
    // INV-16: where it had been given up before anybody looked, it stays that.
    if (row.state === 'approved') breaks('INV-12', `${row.id} is approved, and was turned down for fraud`);
    return;
  }
  if (row.state === 'approved') {
    settlementHolds(world, entry, row, link, breaks);
    return;
  }
  // Paid when nothing could come to light any more: then only news of it tells, and that may be lost.
  const watchedUntil = (link.watchedUntil?.getTime() ?? 0) - world.clockError;
  const isTooLate = Date.parse(entry.payment.at) > watchedUntil - 1_000;
  if (isTooLate && !world.pages.courier.taken.has(entry.basketId)) return;
  breaks(
    'lost result',
    `${row.id} is ${row.state} (${row.outcomeReason}), and was paid at ${entry.payment.at}`,
  );
}

/** What it was told the provider keeps and owes, to the kuruş; each figure is rounded by itself. */
function settlementHolds(
  world: World,
  entry: PaidEntry,
  { id, amountMinor }: TransactionRow,
  link: LinkRow,
  breaks: Breaks,
): void {
  const { commission, fee, blockage, payout } = feesOf(
    world.pages.gateway,
    entry,
    BigInt(entry.payment.paidMinor) * 1_000_000n,
  );
  const told = [commission, fee, blockage, payout].map((units) => Number(units) / 1_000_000);
  const ours = [link.commissionMinor, link.feeMinor, link.blockedMinor, link.payoutMinor];
  const most = 1 + entry.payment.items.length;
  const isFar = ours.some((minor, at) => minor === null || Math.abs(minor - (told[at] ?? 0)) > most);
  if (isFar || amountMinor !== entry.payment.paidMinor)
    breaks(
      'INV-11',
      `${id} over ${amountMinor} owes ${ours}, they say ${told} of ${entry.payment.paidMinor}`,
    );
}

function returnsAreKept(world: World, entry: PaidEntry, breaks: Breaks): void {
  for (const { conversationId } of entry.payment.returns) {
    const row = conversationId === null ? undefined : transactionsWith(world, 'reference', conversationId)[0];
    const told = JSON.stringify(returnedUnder(entry, conversationId ?? ''));
    if (row?.state !== 'approved')
      breaks(
        'lost result',
        `${row?.id} is ${row?.state} (${row?.outcomeReason}), and there went back ${told}`,
      );
  }
  const sale = transactionsWith(world, 'reference', entry.basketId)[0];
  if (sale?.state !== 'approved') return;
  const gone = entry.payment.returns.flatMap((one) => one.parts).reduce((sum, part) => sum + part.minor, 0);
  const ours = sale.refundedMinor + (sale.voidedAt === null ? 0 : sale.amountMinor);
  if (gone !== ours) breaks('INV-2', `of ${sale.id} went back ${ours}, they say ${gone}`);
}

/** What somebody wanted back once went back once. */
function wishesAreReturnedOnce(world: World, breaks: Breaks): void {
  for (const [wish, references] of world.wishes) {
    const done = references.filter((reference) => world.pages.returnedIn(reference));
    if (done.length > 1) breaks('double charge', `the wish ${wish} was carried out as ${done.join(' and ')}`);
  }
}

/** C7: who paid by a link in whose place there is another one may have paid both: it is marked, and listed until it went back. */
async function latenessIsShown(
  world: World,
  rows: readonly TransactionRow[],
  links: readonly LinkRow[],
  breaks: Breaks,
): Promise<void> {
  const renewed = new Set(links.flatMap(({ renewsId }) => renewsId ?? []));
  const paidTwice = rows.filter((row) => row.state === 'approved' && renewed.has(row.id));
  for (const row of paidTwice) {
    if (!row.flags.includes('late'))
      breaks('double charge', `${row.id} was paid, and renewed, and is not marked late`);
  }
  for (const merchant of world.merchants) {
    const late = rows.filter((row) => row.merchantId === merchant.row.id && isLate(world, row));
    if (late.length === 0) continue;
    const listed = await listUnresolved(await contextFor(world, merchant, 'support', 'transactions:see'));
    const missing = late.filter((row) => !listed.some((one) => one.id === row.id));
    if (missing.length > 0) breaks('C7', `paid late and not listed: ${missing.map((row) => row.id)}`);
  }
}

function isLate(world: World, { id }: TransactionRow): boolean {
  const row = findTransaction(world, id);
  if (row?.state !== 'approved' || !row.flags.includes('late')) return false;
  return childrenOf(world, id).every((child) => child.state !== 'approved');
}
