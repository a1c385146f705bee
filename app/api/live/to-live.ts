import type { LiveTransaction } from '#components/live/live-transaction.ts';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { abortAgainAt } from '#server/transactions/abort-rule.ts';
import { askingOf } from '#server/transactions/asking.ts';
import { automaticStep } from '#server/transactions/list-unresolved.ts';
import type { ListedTransaction } from '#server/transactions/listed.ts';

/** A transaction as the live reads send it: instants as text, nothing that is not shown. */
export function toLive(
  { patience, actor }: Pick<Context, 'patience' | 'actor'>,
  listed: ListedTransaction,
): LiveTransaction {
  const next = automaticStep(listed);
  const asking = askingOf(listed, patience);
  return {
    id: listed.id,
    kind: listed.kind,
    state: listed.state,
    status: listed.status,
    amount: listed.amount,
    splitSaleId: listed.splitSaleId,
    device: {
      label: listed.device.label,
      branchName: listed.device.branchName,
      isOnline: listed.device.isOnline,
    },
    flags: [...listed.flags],
    createdAt: listed.createdAt.toISOString(),
    sentAt: listed.sentAt?.toISOString() ?? null,
    settledAt: listed.settledAt?.toISOString() ?? null,
    outcome: listed.outcome,
    next: { kind: next.kind, at: 'at' in next ? next.at.toISOString() : null },
    resultBy: listed.device.resultBy,
    canAsk: listed.device.canQuery,
    canAbort: listed.canAbort && allows(actor.role, 'sale:abort'),
    abort: listed.abort && {
      state: listed.abort.state,
      againAt: abortAgainAt(listed.abort)?.toISOString() ?? null,
    },
    asking: asking && {
      count: asking.count,
      countsFrom: asking.countsFrom?.toISOString() ?? null,
      foundNothingAt: asking.foundNothingAt?.toISOString() ?? null,
    },
  };
}
