import type { Tx } from '#db/client.ts';
import {
  type InvitationRow,
  insertInvitation,
  lockOpenInvitation,
  updateInvitation,
} from '#db/queries/invitations.ts';
import { hasMemberWithEmail } from '#db/queries/members.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { AuditAction } from '#server/audit/actions.ts';
import { record } from '#server/audit/record.ts';
import { type Context, Forbidden, NotFound } from '#server/auth/context.ts';
import { may } from '#server/auth/permissions.ts';
import type { BranchId, InvitationId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import { hashSecret } from '#server/transactions/callback-address.ts';
import { areOpenBranches } from './change-member.ts';
import { invitationLetter } from './letters.ts';

/** For so long an invitation can be accepted. */
const INVITED_FOR_MS = 7 * 24 * 3_600_000;

/** Whom somebody wants to work here. */
export type Invite = {
  name: string;
  email: string;
  role: Role;
  branchIds: BranchId[] | null;
  locale: Locale;
};

/** Why nobody was asked. */
export type InviteFailure =
  | { kind: 'no_mail' }
  | { kind: 'is_member' }
  | { kind: 'is_invited' }
  | { kind: 'admin_has_branches' }
  | { kind: 'no_such_branch' };

type Inviting = Context<'users:invite-support'>;

/**
 * Asks somebody to work here, by a letter whose address opens once, for seven days. Who may not manage people asks in support
 * alone: throws Forbidden for any other role.
 */
export async function invite(
  ctx: Inviting,
  wish: Invite,
): Promise<Result<{ invitationId: InvitationId }, InviteFailure>> {
  const merchantId = ctx.merchant.id;
  mayAsk(ctx, wish.role);
  if (!ctx.mail) return err({ kind: 'no_mail' });
  if (wish.role === 'admin' && wish.branchIds) return err({ kind: 'admin_has_branches' });
  const id = ctx.ids.next('invitation');
  const secret = ctx.ids.secret();
  return ctx.inTransaction(async (tx) => {
    if (wish.branchIds && !(await areOpenBranches(tx, merchantId, wish.branchIds)))
      return err({ kind: 'no_such_branch' });
    if (await hasMemberWithEmail(tx, merchantId, wish.email)) return err({ kind: 'is_member' });
    const at = ctx.clock.now();
    const row = {
      merchantId,
      id,
      ...wish,
      branchIds: wish.branchIds && [...new Set(wish.branchIds)],
      secretHash: hashSecret(secret),
      invitedBy: ctx.actor.id,
      createdAt: at,
      sentAt: at,
      expiresAt: new Date(at.getTime() + INVITED_FOR_MS),
    };
    if (!(await insertInvitation(tx, row))) return err({ kind: 'is_invited' });
    await queueMail(ctx, tx, {
      kind: 'invitation',
      aboutId: id,
      transactionId: null,
      letter: invitationLetter(ctx, row, secret),
    });
    await keep(ctx, tx, row, 'user.invited');
    return ok({ invitationId: id });
  });
}

/** Sends an invitation again, under another address: the one before opens nothing any more. Throws NotFound where none is open. */
export async function inviteAgain(
  ctx: Inviting,
  id: InvitationId,
): Promise<Result<null, { kind: 'no_mail' }>> {
  if (!ctx.mail) return err({ kind: 'no_mail' });
  const secret = ctx.ids.secret();
  await ctx.inTransaction(async (tx) => {
    const row = await lockTheirs(ctx, tx, id);
    const at = ctx.clock.now();
    const expiresAt = new Date(at.getTime() + INVITED_FOR_MS);
    await updateInvitation(tx, row, { secretHash: hashSecret(secret), sentAt: at, expiresAt });
    await queueMail(ctx, tx, {
      kind: 'invitation',
      aboutId: id,
      transactionId: null,
      letter: invitationLetter(ctx, { ...row, expiresAt }, secret),
    });
    await keep(ctx, tx, row, 'user.invited_again');
  });
  return ok(null);
}

/** Takes an invitation back: its address opens nothing any more. Throws NotFound where none is open. */
export async function revokeInvitation(ctx: Inviting, id: InvitationId): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    const row = await lockTheirs(ctx, tx, id);
    await updateInvitation(tx, row, { revokedAt: ctx.clock.now() });
    await keep(ctx, tx, row, 'user.invitation_revoked');
  });
}

async function lockTheirs(ctx: Inviting, tx: Tx, id: InvitationId): Promise<InvitationRow> {
  const row = await lockOpenInvitation(tx, ctx.merchant.id, id);
  if (!row) throw new NotFound();
  mayAsk(ctx, row.role);
  return row;
}

function mayAsk({ actor }: Inviting, role: Role): void {
  if (role !== 'support' && !may(actor, 'users:manage')) throw new Forbidden();
}

async function keep(
  ctx: Inviting,
  tx: Tx,
  { id, role, branchIds }: Pick<InvitationRow, 'id' | 'role' | 'branchIds'>,
  action: AuditAction,
): Promise<void> {
  await record(tx, ctx.merchant.id, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: { kind: 'user', id: ctx.actor.id },
    action,
    objectId: id,
    result: 'done',
    data: { role, branches: branchIds?.join(' ') ?? 'all' },
  });
}
