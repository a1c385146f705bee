import type { BookEntry } from '#tests/gateways/iyzico/book.ts';
import { type OurBooks, type OurTransaction, sumOf, type TheirBooks } from './books.ts';

/** What the provider calls each of our kinds. */
const KINDS: Record<string, BookEntry['kind']> = {
  sale: 'sale',
  refund: 'refund',
  void: 'void',
  preauthorization: 'preauth',
  capture: 'capture',
};

/**
 * Holds our transactions against the provider's book, reference by reference and to the kuruş: everything that was charged
 * is approved here with the same facts, everything approved here was charged, and nothing is open. Empty: they agree.
 */
export function compareMoney(ours: OurBooks, theirs: TheirBooks): string[] {
  const mine = new Map(ours.transactions.map((row) => [row.reference, row]));
  const charged = new Map(theirs.entries.map((entry) => [entry.transactionReferenceId, entry]));
  return [
    ...theirs.entries.flatMap((entry) => compareEntry(ours, entry, mine.get(entry.transactionReferenceId))),
    ...ours.transactions.flatMap((row) => compareRow(row, charged.get(row.reference))),
    ...compareSums(ours, theirs),
  ];
}

function compareEntry(ours: OurBooks, entry: BookEntry, row: OurTransaction | undefined): string[] {
  const what = `${entry.kind} ${entry.transactionReferenceId}`;
  if (!row) return [`${what} is in the provider's book and not in ours`];
  if (entry.state === 'pending') return [`${what} never ended at the provider`];
  if (entry.state !== 'approved') return [];
  const device = ours.devices.get(row.deviceId)?.providerDeviceId;
  return [
    ...differ(what, 'state', 'approved', row.state),
    ...differ(what, 'kind', entry.kind, KINDS[row.kind]),
    ...differ(what, 'device', entry.deviceUniqueId, device),
    ...differ(what, 'amount', entry.amountMinor, row.amountMinor),
    ...differ(what, 'currency', entry.currency, row.currency),
    ...(row.state === 'approved' ? differ(what, 'payment', entry.paymentId, row.providerPaymentId) : []),
  ];
}

function compareRow(row: OurTransaction, entry: BookEntry | undefined): string[] {
  const what = `${row.kind} ${row.id} (${row.reference})`;
  if (['created', 'sending', 'awaiting', 'unknown'].includes(row.state))
    return [`${what} is still ${row.state}`];
  if (row.state === 'approved' && entry?.state !== 'approved') {
    return [`${what} is approved in our book and ${entry?.state ?? 'absent'} in the provider's`];
  }
  // The other way round is seen from the provider's side.
  return [];
}

function differ(what: string, field: string, theirs: unknown, ours: unknown): string[] {
  return theirs === ours ? [] : [`${what}: ${field} is ${theirs} at the provider and ${ours} here`];
}

/** The same once more without looking at references: per device, kind and currency. */
function compareSums(ours: OurBooks, theirs: TheirBooks): string[] {
  const approved = ours.transactions.filter((row) => row.state === 'approved');
  const mine = Map.groupBy(approved, (row) => {
    const device = ours.devices.get(row.deviceId)?.providerDeviceId;
    return `${device} ${KINDS[row.kind]} ${row.currency}`;
  });
  const charged = theirs.entries.filter((entry) => entry.state === 'approved');
  const their = Map.groupBy(charged, (entry) => `${entry.deviceUniqueId} ${entry.kind} ${entry.currency}`);
  return [...new Set([...mine.keys(), ...their.keys()])].flatMap((key) => {
    const here = sumOf(mine.get(key) ?? [], (row) => row.amountMinor);
    const there = sumOf(their.get(key) ?? [], (entry) => entry.amountMinor);
    return differ(key, 'sum', there, here);
  });
}

/** What the customers paid in the end, per currency: sales and captures less refunds and voids, at the provider and here. */
export function netOfBoth(
  ours: OurBooks,
  theirs: TheirBooks,
): { currency: string; theirs: number; ours: number }[] {
  const approved = ours.transactions.filter((row) => row.state === 'approved');
  const charged = theirs.entries.filter((entry) => entry.state === 'approved');
  const sign = (kind: string) => (kind === 'sale' || kind === 'capture' ? 1 : kind === 'preauth' ? 0 : -1);
  return [...new Set(charged.map((entry) => entry.currency))].map((currency) => ({
    currency,
    theirs: sumOf(
      charged.filter((each) => each.currency === currency),
      (each) => sign(each.kind) * each.amountMinor,
    ),
    ours: sumOf(
      approved.filter((each) => each.currency === currency),
      (each) => sign(KINDS[each.kind] ?? '') * each.amountMinor,
    ),
  }));
}

/** What one customer came to pay was charged once at most, whatever was tried for it. */
export function findDoubleCharges(
  baskets: readonly (readonly string[])[],
  ours: OurBooks,
  charges: readonly { reference: string }[],
): string[] {
  const references = new Map(ours.transactions.map((row) => [row.id as string, row.reference]));
  const charged = new Set(charges.map(({ reference }) => reference));
  return baskets.flatMap((basket) => {
    const paid = basket.filter((id) => charged.has(references.get(id) ?? ''));
    return paid.length > 1 ? [`one customer was charged by ${paid.join(' and ')}`] : [];
  });
}

/** Every operation a person was given an id for is in the book, and no form key made two. */
export function findLost(started: Iterable<string>, ours: OurBooks): string[] {
  const ids = new Set(ours.transactions.map((row) => row.id as string));
  const byKey = Map.groupBy(ours.transactions, (row) => `${row.merchantId} ${row.intentKey}`);
  return [
    ...[...started].filter((id) => !ids.has(id)).map((id) => `${id} was promised and is not in our book`),
    ...[...byKey.values()].flatMap((rows) =>
      rows.length > 1 ? [`one form key made ${rows.map((row) => row.id).join(' and ')}`] : [],
    ),
  ];
}
