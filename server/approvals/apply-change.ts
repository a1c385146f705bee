import type { Tx } from '#db/client.ts';
import type { ApprovalRow } from '#db/queries/approvals.ts';
import { listLimitRows, putLimit, putSingleManager } from '#db/queries/limits.ts';
import type { ApprovalKind } from '#db/schema/approvals.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { Obstacle } from './approval-failure.ts';
import { frozenLimit, frozenSingleManager } from './frozen-request.ts';

type Apply = (ctx: Context<'approvals:decide'>, tx: Tx, row: ApprovalRow) => Promise<Obstacle | null>;

/** What a change of each kind does when a second person lets it happen. */
const CHANGES: Record<Exclude<ApprovalKind, 'refund'>, Apply> = {
  limit: setLimit,
  single_manager: setSingleManager,
};

/** Has a frozen change take effect in the caller's transaction; says why not when it does not fit any more what was there. */
export async function applyChange(
  ctx: Context<'approvals:decide'>,
  tx: Tx,
  row: ApprovalRow,
): Promise<Obstacle | null> {
  if (row.kind === 'refund') throw new Error(`${row.id} is a refund`);
  return CHANGES[row.kind](ctx, tx, row);
}

async function setLimit(
  ctx: Context<'approvals:decide'>,
  tx: Tx,
  row: ApprovalRow,
): Promise<Obstacle | null> {
  const { merchantId } = row;
  const { role, currency, before, after } = frozenLimit.parse(row.request);
  const rows = await listLimitRows(tx, merchantId);
  const now = rows.find((one) => one.role === role && one.currency === currency) ?? null;
  const isSame = now?.perSaleMinor === before?.perSaleMinor && now?.perDayMinor === before?.perDayMinor;
  if (!isSame) return 'setting_changed';
  const setAt = ctx.clock.now();
  await putLimit(tx, { merchantId, role, currency, ...after, setAt });
  await record(tx, merchantId, ctx.auditKey, {
    at: setAt,
    actor: { kind: 'user', id: ctx.actor.id },
    action: 'limit.set',
    objectId: row.id,
    result: 'done',
    data: {
      ...{
        role,
        currency,
        madeBy: row.madeBy,
        perSaleMinor: after.perSaleMinor,
        perDayMinor: after.perDayMinor,
      },
      perSaleBefore: before?.perSaleMinor ?? null,
      perDayBefore: before?.perDayMinor ?? null,
    },
  });
  return null;
}

async function setSingleManager(
  ctx: Context<'approvals:decide'>,
  tx: Tx,
  row: ApprovalRow,
): Promise<Obstacle | null> {
  const { merchantId } = row;
  const { isSingleManager } = frozenSingleManager.parse(row.request);
  const setAt = ctx.clock.now();
  await putSingleManager(tx, { merchantId, isSingleManager, setAt });
  await record(tx, merchantId, ctx.auditKey, {
    at: setAt,
    actor: { kind: 'user', id: ctx.actor.id },
    action: 'single-manager.set',
    objectId: row.id,
    result: 'done',
    data: { isSingleManager, madeBy: row.madeBy },
  });
  return null;
}
