import type { BookEntry } from '#tests/gateways/interpay/book.ts';
import type { OurBooks, TheirBooks } from './books.ts';
import { compareInterpay, isCharged } from './compare-interpay.ts';
import { compareMoney, findDoubleCharges, findLost } from './compare-money.ts';
import { compareSplits } from './compare-splits.ts';
import { compareSums, compareTotals } from './compare-sums.ts';
import { compareTrail } from './compare-trail.ts';
import { compareWire } from './compare-wire.ts';
import type { World } from './world.ts';

/** Everybody's books: ours, those of the provider that answers, and of the one that calls back. */
type AllBooks = { ours: OurBooks; theirs: TheirBooks; baked: BookEntry[] };

/** What differs, by what it means. */
export type Differences = { doubleCharges: string[]; lostResults: string[]; brokenRules: string[] };

/** What people were told: of one customer at most one operation may charge, and nothing promised may be missing. */
type Told = {
  baskets: readonly (readonly string[])[];
  started: Iterable<string>;
  startedSplits: Iterable<string>;
};

/** Holds our books against those of both providers. */
export function compareBooks(
  { ours, theirs, baked }: AllBooks,
  { baskets, started, startedSplits }: Told,
  world: Pick<World, 'bakery' | 'config'>,
): Differences {
  const here = withoutBakery(ours, world);
  const bakery = onlyBakery(ours, world);
  const ended = ours.transactions.filter((row) => row.state !== 'unknown');
  return {
    doubleCharges: [
      ...findDoubleCharges(baskets, ours, chargedOf(theirs, baked)),
      ...compareWire(here, theirs),
      ...findSentTwice(bakery, baked),
    ],
    lostResults: [
      ...compareMoney(here, theirs),
      ...compareInterpay(bakery.transactions, baked),
      ...findLost(started, ours),
    ],
    brokenRules: [
      ...compareSplits(here, theirs, startedSplits),
      ...compareSums(here, theirs),
      ...compareTotals(bakery),
      ...compareTrail({ ...ours, transactions: ended }, world.config.auditKey),
    ],
  };
}

/** Our books without the merchant whose results are called back. */
export function withoutBakery(ours: OurBooks, { bakery }: Pick<World, 'bakery'>): OurBooks {
  return ofMerchants(ours, (merchantId) => merchantId !== bakery.manager.merchantId);
}

function onlyBakery(ours: OurBooks, { bakery }: Pick<World, 'bakery'>): OurBooks {
  return ofMerchants(ours, (merchantId) => merchantId === bakery.manager.merchantId);
}

function ofMerchants(ours: OurBooks, isMeant: (merchantId: string) => boolean): OurBooks {
  const of = <T extends { merchantId: string }>(rows: readonly T[]) =>
    rows.filter(({ merchantId }) => isMeant(merchantId));
  return {
    ...ours,
    transactions: of(ours.transactions),
    splitSales: of(ours.splitSales),
    batchTotals: of(ours.batchTotals),
    dayTotals: of(ours.dayTotals),
    acquirerTotals: of(ours.acquirerTotals),
    runs: of(ours.runs),
    reports: of(ours.reports),
  };
}

/** What cards were charged with, at both providers, by our reference. */
function chargedOf(theirs: TheirBooks, baked: readonly BookEntry[]): { reference: string }[] {
  return [
    ...theirs.entries
      .filter((entry) => entry.state === 'approved')
      .map((entry) => ({ reference: entry.transactionReferenceId })),
    ...baked.filter(isCharged).map(({ requestId }) => ({ reference: requestId })),
  ];
}

/** A session is opened once, whatever became of the answer (INV-4). */
function findSentTwice(bakery: OurBooks, baked: readonly BookEntry[]): string[] {
  const sessions = Map.groupBy(baked, ({ requestId }) => requestId);
  return bakery.transactions.flatMap(({ id, reference }) => {
    const count = sessions.get(reference)?.length ?? 0;
    return count > 1 ? [`${id} (${reference}) has ${count} sessions at the provider`] : [];
  });
}
