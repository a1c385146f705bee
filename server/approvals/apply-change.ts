import type { Tx } from '#db/client.ts';
import type { ApprovalRow } from '#db/queries/approvals.ts';
import { findConnection } from '#db/queries/connections.ts';
import { lockOpenInvitation } from '#db/queries/invitations.ts';
import { listLimitRows, putLimit, putSingleManager } from '#db/queries/limits.ts';
import { lockMemberships } from '#db/queries/members.ts';
import type { ApprovalKind } from '#db/schema/approvals.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { applyMemberChange } from '#server/people/change-member.ts';
import { sendInvitation } from '#server/people/invite.ts';
import { listBaseUrls, putConnection, putCredentials } from '#server/terminals/manage-connections.ts';
import { unseal } from '#server/terminals/seal.ts';
import type { Obstacle } from './approval-failure.ts';
import {
  frozenCredentials,
  frozenInvitation,
  frozenLimit,
  frozenMember,
  frozenSingleManager,
} from './frozen-request.ts';

type Ground = Context<'approvals:decide'> | SystemContext;
/** `by`: who lets it happen, or, where it happens by itself, who asked for it. */
type Apply = (ctx: Ground, tx: Tx, row: ApprovalRow, by: UserId) => Promise<Obstacle | null>;

/** What a change of each kind does when a second person lets it happen. */
const CHANGES: Record<Exclude<ApprovalKind, 'refund'>, Apply> = {
  limit: setLimit,
  single_manager: setSingleManager,
  member: changeRole,
  invitation: sendInvited,
  credentials: useCredentials,
};

/** Has a frozen change take effect in the caller's transaction; says why not when it does not fit any more what was there. */
export async function applyChange(
  ctx: Ground,
  tx: Tx,
  row: ApprovalRow,
  by: UserId,
): Promise<Obstacle | null> {
  if (row.kind === 'refund') throw new Error(`${row.id} is a refund`);
  return CHANGES[row.kind](ctx, tx, row, by);
}

async function setLimit(ctx: Ground, tx: Tx, row: ApprovalRow): Promise<Obstacle | null> {
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
    actor: { kind: ctx.actor.kind, id: ctx.actor.id },
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

async function setSingleManager(ctx: Ground, tx: Tx, row: ApprovalRow): Promise<Obstacle | null> {
  const { merchantId } = row;
  const { isSingleManager } = frozenSingleManager.parse(row.request);
  const setAt = ctx.clock.now();
  await putSingleManager(tx, { merchantId, isSingleManager, setAt });
  await record(tx, merchantId, ctx.auditKey, {
    at: setAt,
    actor: { kind: ctx.actor.kind, id: ctx.actor.id },
    action: 'single-manager.set',
    objectId: row.id,
    result: 'done',
    data: { isSingleManager, madeBy: row.madeBy },
  });
  return null;
}

async function changeRole(ctx: Ground, tx: Tx, row: ApprovalRow, by: UserId): Promise<Obstacle | null> {
  const { change, before } = frozenMember.parse(row.request);
  const rows = await lockMemberships(tx, row.merchantId, [by, change.userId]);
  const now = rows.find(({ userId }) => userId === change.userId);
  const isSame = now?.role === before.role && String(now.branchIds) === String(before.branchIds);
  if (!isSame || now.disabledAt) return 'setting_changed';
  const changed = await applyMemberChange({ ...ctx, actor: { id: by } }, tx, change, row.id);
  return changed.ok ? null : 'setting_changed';
}

async function sendInvited(ctx: Ground, tx: Tx, row: ApprovalRow): Promise<Obstacle | null> {
  const { invitationId } = frozenInvitation.parse(row.request);
  const invitation = await lockOpenInvitation(tx, row.merchantId, invitationId);
  const sent = invitation && (await sendInvitation(ctx, tx, invitation, row.id));
  return sent?.ok ? null : 'invitation_over';
}

/** Opens what waited sealed, for this request alone, and has it be used. */
async function useCredentials(ctx: Ground, tx: Tx, row: ApprovalRow): Promise<Obstacle | null> {
  const { merchantId, id: approvalId, madeBy, sealedWaiting } = row;
  const { connectionId, account, change } = frozenCredentials.parse(row.request);
  if (!sealedWaiting) throw new Error(`${approvalId} keeps no credentials`);
  const credentials = unseal(ctx.sealingKeys, { merchantId, approvalId, field: 'waiting' }, sealedWaiting);
  const by = { approvalId, madeBy };
  switch (change.kind) {
    case 'add': {
      // What this process may send to can have been narrowed meanwhile.
      if (!listBaseUrls(ctx).includes(account.baseUrl)) return 'account_changed';
      const { settings, staticCallbackHash } = change;
      const added = { id: connectionId, ...account, settings, staticCallbackHash };
      await putConnection(ctx, tx, added, credentials, by);
      return null;
    }
    case 'replace': {
      const now = await findConnection(tx, merchantId, connectionId);
      if (!now || (now.credentialsSetAt?.toISOString() ?? null) !== change.setAt) return 'account_changed';
      // The provider is not asked inside a transaction: it took them when they were asked for.
      await putCredentials(ctx, tx, now, credentials, by);
      return null;
    }
    default:
      return assertNever(change);
  }
}
