import type { Tx } from '#db/client.ts';
import { findDevice, releaseDevice } from '#db/queries/devices.ts';
import { announce } from '#db/queries/live.ts';
import { lockSplitSale, type SplitSaleRow, updateSplitSale } from '#db/queries/split-sales.ts';
import type { SplitSaleState, splitSales } from '#db/schema/split-sales.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import { businessDate } from '#server/kernel/time.ts';
import { awaitsConfirmation } from '#server/transactions/situation.ts';
import { decideSplit, isOver, type SplitEvent, type SplitMove, type SplitSituation } from './split-sale.ts';

/**
 * The only door through which a split sale moves: locks the row, lets the pure rule decide, writes the new state, gives
 * the device back at its end, and plans its next step, all in the caller's transaction. What its payments come to is
 * written where they are settled. Returns the state after, or null when the event changed nothing.
 */
export async function applyToSplit(
  ctx: Context | SystemContext,
  tx: Tx,
  id: SplitSaleId,
  event: SplitEvent,
): Promise<SplitSaleState | null> {
  const merchantId = ctx.merchant.id;
  const row = await lockSplitSale(tx, merchantId, id);
  const target = row && (await findDevice(tx, merchantId, row.deviceId));
  if (!row || !target) return null;
  const at = ctx.clock.now();
  const move = decideSplit(toSituation(row, target.device.providerDeviceId), event, at, ctx.patience);
  if (!move) return null;
  const ends = isOver(move.state) && !isOver(row.state);
  const changes = changesOf(row, move, at);
  if (ends) Object.assign(changes, { endedAt: at, businessDate: businessDate(at, ctx.merchant.calendar) });
  if (!(await updateSplitSale(tx, merchantId, id, row.state, changes)))
    throw new Error('A locked split sale moved');
  if (ends) {
    await releaseDevice(tx, merchantId, id);
    await announce(tx, { merchantId, topic: 'device', id: row.deviceId });
  }
  if (move.nextQueryAt) {
    await ctx.enqueue(tx, {
      queue: 'split-sale',
      data: { merchantId, splitSaleId: id },
      ...(move.nextQueryAt > at ? { startAfter: move.nextQueryAt } : {}),
    });
  }
  await announce(tx, { merchantId, topic: 'split-sale', id });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: ctx.actor.kind === 'user' ? { kind: 'user', id: ctx.actor.id } : ctx.actor,
    action: `split-sale.${move.state === row.state ? event.kind : move.state}`,
    objectId: id,
    result: 'done',
    data: {
      state: move.state,
      amountMinor: row.amountMinor,
      paidMinor: row.paidMinor,
      currency: row.currency,
      reason: move.outcome?.reason ?? null,
    },
  });
  return move.state;
}

/** The rule's picture of a row. */
function toSituation(row: SplitSaleRow, providerDeviceId: string): SplitSituation {
  const { outcomeReason: reason } = row;
  const isRefused = row.state === 'completion_unknown' && awaitsConfirmation(reason);
  return {
    state: row.state,
    reference: row.reference,
    providerDeviceId,
    amount: { minor: row.amountMinor, currency: row.currency },
    paidMinor: row.paidMinor,
    reservedMinor: row.reservedMinor,
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    unknownSince: row.unknownSince,
    queryCount: row.queryCount,
    firstNotFoundAt: row.firstNotFoundAt,
    refusal: isRefused && reason !== null ? { reason, code: row.outcomeCode, text: row.outcomeText } : null,
  };
}

function changesOf(row: SplitSaleRow, move: SplitMove, at: Date): Partial<typeof splitSales.$inferInsert> {
  const changes: Partial<typeof splitSales.$inferInsert> = { state: move.state };
  if (move.workerKey !== undefined) Object.assign(changes, { workerKey: move.workerKey, sentAt: at });
  if (move.outcome !== undefined) {
    changes.outcomeReason = move.outcome?.reason ?? null;
    changes.outcomeCode = move.outcome?.code ?? null;
    changes.outcomeText = move.outcome?.text ?? null;
  }
  if (move.addFlag && !row.flags.includes(move.addFlag)) changes.flags = [...row.flags, move.addFlag];
  const saleNumber = move.saleNumber ?? move.evidence?.saleNumber;
  if (saleNumber) changes.saleNumber = saleNumber;
  if (move.nextQueryAt !== undefined) changes.nextQueryAt = move.nextQueryAt;
  if (move.countsAsQuery) changes.queryCount = row.queryCount + 1;
  if (move.firstNotFoundAt) changes.firstNotFoundAt = move.firstNotFoundAt;
  if (move.unknownSince) changes.unknownSince = row.unknownSince ?? move.unknownSince;
  if (move.unknownSince === null)
    Object.assign(changes, { unknownSince: null, queryCount: 0, firstNotFoundAt: null });
  return changes;
}
