import { isUnreachable } from '#db/client.ts';
import type { eodRuns } from '#db/schema/end-of-day.ts';
import type { transactions } from '#db/schema/transactions.ts';
import { hit } from '../coverage.ts';
import type { Change } from '../database/store.ts';
import type { Doing } from '../doing.ts';
import type { PadCall } from '../provider/interpay/pad-call.ts';
import type { PageCall } from '../provider/pages/page-call.ts';
import type { WireCall } from '../provider/wire-call.ts';
import type { World } from '../world.ts';
import { auditChainHolds, auditFollows } from './audit.ts';
import { balancesHold } from './balances.ts';
import { batchesHold, dayTotalsHold } from './batches.ts';
import { booksAgree } from './books-agree.ts';
import { devicesHold } from './devices.ts';
import { nothingIsHidden } from './nothing-hidden.ts';
import { inboxEnds, padBooksAgree, padCallHolds, padRefundsFit } from './pads.ts';
import { pageBooksAgree } from './page-books.ts';
import { pageCallHolds, pagesHold } from './pages.ts';
import { noSecrets } from './secrets.ts';
import { splitBooksAgree, splitsHold } from './splits.ts';
import { statesHold } from './states.ts';
import { wireHolds } from './wire.ts';

export type TransactionRow = typeof transactions.$inferSelect;
export type RunRow = typeof eodRuns.$inferSelect;

/** A change of a transaction in one commit. */
export type Moved = { before: TransactionRow | null; after: TransactionRow };

/** What one commit did, sorted by table. */
export type Commit = {
  transactions: readonly Moved[];
  runs: readonly { before: RunRow | null; after: RunRow }[];
  changes: readonly Change[];
};

/** Says that a rule is broken, and how. */
export type Breaks = (rule: string, how: string) => void;

const EVERY_COMMIT = [
  statesHold,
  balancesHold,
  splitsHold,
  devicesHold,
  batchesHold,
  auditFollows,
  padRefundsFit,
  pagesHold,
  tenantsHold,
];

/** Watches a history: after every commit, at every call, and when it is over. */
export class Rules {
  /** What was broken, in order; the first one is what matters. */
  readonly broken: { rule: string; how: string; at: number }[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  readonly breaks: Breaks = (rule, how) => {
    this.broken.push({ rule, how, at: this.#world.scheduler.now });
    this.#world.trace(() => `!! ${rule}: ${how}`);
  };

  onCommit(changes: readonly Change[]): void {
    const commit = sorted(changes);
    this.#note(commit);
    for (const holds of EVERY_COMMIT) {
      holds(this.#world, commit, this.breaks);
    }
  }

  onCall(call: WireCall, what: Doing): void {
    wireHolds(this.#world, call, what, this.breaks);
  }

  onPadCall(call: PadCall, what: Doing): void {
    padCallHolds(this.#world, call, what, this.breaks);
  }

  onPageCall(call: PageCall, what: Doing): void {
    pageCallHolds(this.#world, call, what, this.breaks);
  }

  /** Whatever a process logs as an error: only a database that is away, or asks to try again, may stand behind it. */
  onError(error: unknown): void {
    if (isExcused(error)) return;
    this.breaks('no surprise', describe(error).slice(0, 1500));
  }

  async atEnd(): Promise<void> {
    for (const holds of [
      booksAgree,
      splitBooksAgree,
      padBooksAgree,
      pageBooksAgree,
      inboxEnds,
      nothingIsHidden,
      dayTotalsHold,
      auditChainHolds,
      noSecrets,
    ]) {
      await holds(this.#world, this.breaks);
    }
  }

  #note(commit: Commit): void {
    const { coverage } = this.#world;
    for (const { before, after } of commit.transactions) {
      if (!before)
        this.#world.trace(() => `${after.kind} ${after.id} ${after.reference} created ${after.amountMinor}`);
      if (!before || before.state === after.state) continue;
      hit(coverage, `${before.state} → ${after.state}`);
      this.#world.trace(
        () => `${after.kind} ${after.id}: ${before.state} → ${after.state} (${after.outcomeReason ?? ''})`,
      );
    }
    for (const { table, before, after } of commit.changes) {
      if (table === 'split_sales' && after && before?.state !== after.state) {
        hit(coverage, `split ${before?.state ?? ''} → ${after.state}`);
        this.#world.trace(
          () =>
            `split sale ${after.id} ${after.reference}: ${before?.state} → ${after.state} (${after.outcomeReason})`,
        );
      }
      if (table !== 'batches' || !before || !after || before.state === after.state) continue;
      hit(coverage, `${before.state} → ${after.state}`);
      this.#world.trace(() => `batch ${after.id}: ${before.state} → ${after.state} ${after.number}`);
    }
  }
}

function sorted(changes: readonly Change[]): Commit {
  const transactions: Moved[] = [];
  const runs: Commit['runs'][number][] = [];
  for (const { table, before, after } of changes) {
    if (!after) continue;
    if (table === 'transactions')
      transactions.push({ before: before as TransactionRow | null, after: after as TransactionRow });
    if (table === 'eod_runs') runs.push({ before: before as RunRow | null, after: after as RunRow });
  }
  return { transactions, runs, changes };
}

/** INV-14: one commit writes rows of one merchant. */
function tenantsHold(_world: World, { changes }: Commit, breaks: Breaks): void {
  const merchants = new Set(changes.flatMap(({ after, before }) => (after ?? before)?.merchantId ?? []));
  if (merchants.size > 1) breaks('INV-14', `one commit wrote rows of ${[...merchants].join(' and ')}`);
}

/** The error itself, or those that it stands for. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) {
    return error.errors
      .filter((one) => !isExcused(one))
      .map(describe)
      .join('; ');
  }
  return error instanceof Error
    ? `${error.stack} ${error.cause ? describe(error.cause) : ''}`
    : String(error);
}

function isExcused(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isExcused);
  if (isUnreachable(error)) return true;
  for (let at = error; at instanceof Error; at = at.cause) {
    if (TRY_AGAIN.has(String(Object(at).code)) || EXPECTED.has(at.message)) return true;
  }
  return false;
}

/** Of a database that is away, in words of ours. */
const EXPECTED = new Set(['no connection for the sign of life', 'The database took too long']);

/** Deadlock, serialisation failure; given up after five tries. */
const TRY_AGAIN = new Set(['40P01', '40001']);
