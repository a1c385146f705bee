import type { LinkRow } from '#db/queries/payment-links.ts';
import { isHosted } from '#server/kernel/providers.ts';
import { IN_REVIEW } from '#server/transactions/page-rule.ts';
import { isPaid, type PaidEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import type { Doing } from '../doing.ts';
import type { PageCall } from '../provider/pages/page-call.ts';
import type { World } from '../world.ts';
import { findTransaction, isOpen, transactionsWith } from './rows.ts';
import type { Breaks, Commit, Moved, TransactionRow } from './rules.ts';

/** A page is asked for a price; with its approval, once, that becomes what was paid, and what it cost on top stands beside it. */
export function isPriceChosen({ before, after }: Moved): boolean {
  if (!before || after.kind !== 'sale' || !isHosted(after.provider)) return false;
  const isApproval = before.state !== 'approved' && after.state === 'approved';
  return (
    isApproval && after.amountMinor - after.surchargeMinor === before.amountMinor - before.surchargeMinor
  );
}

/** INV-12, INV-8 where payers pay on pages: approved is only what the other book has too, to the kuruş, and what we were told. */
export function pageApprovalHolds(world: World, after: TransactionRow, breaks: Breaks): void {
  if (after.kind === 'sale') paymentHolds(world, after, breaks);
  else returnHolds(world, after, breaks);
}

function paymentHolds(world: World, after: TransactionRow, breaks: Breaks): void {
  const entry = world.pages.entryOf(after.reference);
  const device = world.merchants.flatMap((one) => one.devices).find((one) => one.id === after.deviceId);
  const told = entry?.payment && {
    askedMinor: entry.askedMinor,
    paidMinor: entry.payment.paidMinor,
    currency: entry.currency,
    paymentId: String(entry.payment.paymentId),
    account: entry.apiKey,
    fraudStatus: entry.payment.fraudStatus,
    installment: entry.payment.installment,
  };
  const ours = {
    askedMinor: after.amountMinor - after.surchargeMinor,
    paidMinor: after.amountMinor,
    currency: after.currency,
    paymentId: after.providerPaymentId,
    account: device?.clientId,
    fraudStatus: 1,
    installment: after.installmentCount,
  };
  if (JSON.stringify(told) !== JSON.stringify(ours))
    breaks('INV-12', `${after.id}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(told)}`);
  const isProven = world.pages.calls.some(
    (call) => call.isProof && call.token === entry?.token && call.reply?.kind === 'answered',
  );
  if (!isProven) breaks('INV-12', `${after.id} is approved, and no answer of the provider proved it`);
}

function returnHolds(world: World, after: TransactionRow, breaks: Breaks): void {
  const entry = world.pages.returnedIn(after.reference);
  const told = entry && returnedUnder(entry, after.reference);
  const sale = after.originalId ? findTransaction(world, after.originalId) : null;
  const ours = {
    sale: sale?.reference,
    kind: after.kind === 'void' ? 'cancel' : 'refund',
    minor: after.amountMinor,
    items: after.itemId ?? told?.items,
  };
  if (JSON.stringify(told) !== JSON.stringify(ours))
    breaks('INV-8', `${after.id}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(told)}`);
}

/** What their book has under one of our references. */
export function returnedUnder(entry: PaidEntry, reference: string) {
  const ours = entry.payment.returns.filter((one) => one.conversationId === reference);
  const parts = ours.flatMap((one) => one.parts);
  const { items } = entry.payment;
  const touched = parts.map(
    (part) => items.find((one) => one.paymentTransactionId === part.paymentTransactionId)?.itemId,
  );
  return {
    sale: entry.basketId,
    kind: ours.length === 1 ? ours[0]?.kind : `${ours.length} returns`,
    minor: parts.reduce((sum, part) => sum + part.minor, 0),
    items: touched.join(' '),
  };
}

/** What one commit did about pages: links that were renewed, news that was taken, questions that are planned. */
export function pagesHold(world: World, { transactions, changes }: Commit, breaks: Breaks): void {
  for (const { table, before, after } of changes) {
    if (before || !after) continue;
    if (table === 'payment_links') renewalHolds(world, after as LinkRow, breaks);
    if (table === 'inbox') hintHolds(world, after, breaks);
  }
  for (const { after } of transactions) {
    const isLeft = isHosted(after.provider) && after.state === 'awaiting' && after.nextQueryAt === null;
    if (isLeft) breaks('INV-16', `${after.id} lies on a page that nobody will ask about`);
  }
}

/** Who was asked twice for one payment cannot pay by both links, but in the last moment of the first. */
function renewalHolds(world: World, { transactionId, renewsId }: LinkRow, breaks: Breaks): void {
  const renewed = renewsId && findTransaction(world, renewsId);
  if (!renewed) return;
  const { gateway } = world.pages;
  const entry = world.pages.entryOf(renewed.reference);
  const isKnown = world.database.store
    .rows('payment_links')
    .some((one) => one.transactionId === renewsId && one.openedAt);
  const canBePaid = entry?.state === 'open' && gateway.now() < Date.parse(entry.expiresAt);
  if (isKnown && canBePaid)
    breaks('double charge', `${transactionId} renews ${renewsId}, which can still be paid`);
  const isInReview = renewed.outcomeReason === IN_REVIEW && isOpen(renewed);
  if (isInReview) breaks('double charge', `${transactionId} renews ${renewsId}, which is looked into`);
  if (renewed.state === 'approved')
    breaks('double charge', `${transactionId} renews ${renewsId}, which is paid`);
}

/** C3: what is kept as news of a page was brought by somebody who may. */
function hintHolds(world: World, row: Readonly<Record<string, unknown>>, breaks: Breaks): void {
  const { claims, transactionId } = row;
  if (claims !== 'return' && claims !== 'notice') return;
  const about = findTransaction(world, String(transactionId));
  if (!world.pages.courier.genuine.has(`${claims} ${about?.reference}`))
    breaks('C3', `${row.id} is kept as news of ${transactionId}, and nobody brought any`);
}

/** INV-4, INV-15, D4: a page is asked for once, and a return is put once, after it was claimed in a commit. */
export function pageCallHolds(world: World, call: PageCall, what: Doing, breaks: Breaks): void {
  if (what.transaction) breaks('INV-15', `${call.path} was called inside a transaction of ${what.name}`);
  if (call.kind !== 'open' && call.kind !== 'return') return;
  const row = transactionsWith(world, 'reference', call.reference)[0];
  // A worker that was taken for dead may still be at it: of a page that is an end, of a return it is not.
  const isClaimed = row?.state === 'sending' || row?.state === (call.kind === 'open' ? 'failed' : 'unknown');
  if (!isClaimed)
    breaks('D4', `${call.path} of ${call.reference} is sent while it is ${row?.state ?? 'not written'}`);
  const earlier = world.pages.calls.filter(
    (other) => other !== call && other.kind === call.kind && other.reference === call.reference,
  );
  if (earlier.length > 0) breaks('INV-4', `${call.reference} was sent again`);
}

/** Every payment in their book. */
export function paidEntries(world: World): PaidEntry[] {
  return world.pages.gateway.ledger.entries().filter(isPaid);
}
