import { listProposalRows } from '#db/queries/resolutions.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { Verdict } from '#db/schema/resolutions.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import type { Context } from '#server/auth/context.ts';
import type { ResolutionId, TransactionId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';

/** A proposal that waits for a second person. */
export type WaitingProposal = {
  id: ResolutionId;
  transactionId: TransactionId;
  kind: TotalKind;
  amount: Money;
  deviceLabel: string;
  verdict: Verdict;
  /** Null for somebody who left the merchant. */
  maker: string | null;
  isMine: boolean;
  madeAt: Date;
};

/** Every proposal of the merchant that waits, oldest first. */
export async function listProposals(ctx: Context<'resolution:make'>): Promise<WaitingProposal[]> {
  const merchantId = ctx.merchant.id;
  const [rows, places] = await ctx.inTransaction((tx) =>
    Promise.all([listProposalRows(tx, merchantId), listDevicePlaces(tx, merchantId)]),
  );
  return rows.map((row) => ({
    id: row.id,
    transactionId: row.transactionId,
    kind: row.kind,
    amount: { minor: row.amountMinor, currency: row.currency },
    deviceLabel: places.find((place) => place.deviceId === row.deviceId)?.label ?? '',
    verdict: row.verdict,
    maker: row.makerName,
    isMine: row.madeBy === ctx.actor.id,
    madeAt: row.madeAt,
  }));
}
