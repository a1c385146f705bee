import { findDevice } from '#db/queries/devices.ts';
import { listResolutions, type ResolutionRow } from '#db/queries/resolutions.ts';
import { findNames } from '#db/queries/transaction-detail.ts';
import { findTransaction, readContradiction } from '#db/queries/transactions.ts';
import { type TotalKind, totalKindOf } from '#db/schema/totals.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { ResolutionId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { toTerminal } from '#server/transactions/situation.ts';
import { resolutionFacts } from './resolution-facts.ts';
import type { Choice, Doubt } from './resolution-rule.ts';
import { checkOf, type SecondCheck, secondCheckOf } from './second-check.ts';
import { toSubject } from './subject.ts';

/** What somebody found out about an operation, and what became of that. */
export type ResolutionView = {
  id: ResolutionId;
  verdict: ResolutionRow['verdict'];
  proof: ResolutionRow['proof'];
  statement: string;
  facts: Record<'authCode' | 'last4' | 'batchNumber' | 'providerReference', string | null>;
  hasPhoto: boolean;
  state: ResolutionRow['state'];
  /** Null for somebody who left the merchant. */
  maker: string | null;
  madeAt: Date;
  /** When it takes effect without a second person, as people and rules stand now. */
  runsAt: Date | null;
  isMine: boolean;
  isChecked: boolean;
  /** Null also for somebody who left the merchant. */
  checker: string | null;
  endedAt: Date | null;
  answer: string | null;
};

/** What there is to decide about an operation, what was found out so far, and what the reader may do. */
export type DecisionView = {
  at: Date;
  transactionId: TransactionId;
  kind: TotalKind;
  amount: Money;
  /** Why somebody is asked; null: nobody is. */
  doubt: Doubt | null;
  choices: Choice[];
  /** What waits for a second person. */
  proposal: ResolutionView | null;
  /** What came to its end, newest first. */
  past: ResolutionView[];
  /** How what this reader proposes takes effect. */
  second: SecondCheck;
  mayCheck: boolean;
};

/** Throws NotFound for an operation this merchant has none of. */
export async function getDecision(ctx: Context<'resolution:make'>, id: TransactionId): Promise<DecisionView> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, merchantId, id);
    if (!row) throw new NotFound();
    const target = await findDevice(tx, merchantId, row.deviceId);
    if (!target) throw new Error(`${id} is of no device`);
    const original = row.originalId ? await findTransaction(tx, merchantId, row.originalId) : null;
    const all = await listResolutions(tx, merchantId, id);
    const people = all.flatMap((one) => [one.madeBy, ...(one.checkedBy ? [one.checkedBy] : [])]);
    const names = await findNames(tx, [...new Set(people)]);
    const waiting = all.find((one) => one.state === 'proposed');
    // Somebody may have come since who can check it: then it waits for them.
    const isAlone = !waiting?.runsAt || (await checkOf(tx, waiting)) === 'by_itself';
    const views = all.map((one) =>
      toView(one === waiting && !isAlone ? { ...one, runsAt: null } : one, names, ctx.actor.id),
    );
    return {
      at: ctx.clock.now(),
      transactionId: id,
      kind: totalKindOf(row.kind, original?.kind ?? null),
      amount: { minor: row.amountMinor, currency: row.currency },
      ...toSubject(ctx, row, await readContradiction(tx, row), toTerminal(target)),
      proposal: views.find((view) => view.state === 'proposed') ?? null,
      past: views.filter((view) => view.state !== 'proposed'),
      second: await secondCheckOf(ctx, tx),
      mayCheck: allows(ctx.actor.role, 'resolution:check'),
    };
  });
}

function toView(row: ResolutionRow, names: ReadonlyMap<UserId, string>, reader: UserId): ResolutionView {
  const { authCode, last4, batchNumber, providerReference } = resolutionFacts.parse(row.facts);
  return {
    id: row.id,
    verdict: row.verdict,
    proof: row.proof,
    statement: row.statement,
    facts: { authCode, last4, batchNumber, providerReference },
    hasPhoto: row.sealedPhoto !== null,
    state: row.state,
    maker: names.get(row.madeBy) ?? null,
    madeAt: row.madeAt,
    runsAt: row.runsAt,
    isMine: row.madeBy === reader,
    isChecked: row.checkedBy !== null,
    checker: row.checkedBy && (names.get(row.checkedBy) ?? null),
    endedAt: row.endedAt,
    answer: row.answer,
  };
}
