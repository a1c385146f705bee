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
import { type Context, Forbidden, NotFound, type SystemContext } from '#server/auth/context.ts';
import { may } from '#server/auth/permissions.ts';
import type { ApprovalId, BranchId, InvitationId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import { hashSecret } from '#server/transactions/callback-address.ts';
import { areOpenBranches, type NeedsSecond } from './change-member.ts';
import { invitationLetter } from './letters.ts';
import { isHigh } from './member-rule.ts';
import { isFirstInCharge } from './second-admin.ts';

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

/** What it takes to ask somebody in: support at least. */
export type Inviting = Context<'users:invite-support'>;

/**
 * Keeps whom somebody wants to work here, in the caller's transaction; nothing is sent yet. Who may not manage people asks in support
 * alone: throws Forbidden for any other role.
 */
export async function openInvitation(
  ctx: Inviting,
  tx: Tx,
  wish: Invite,
): Promise<Result<InvitationRow, InviteFailure>> {
  mayAsk(ctx, wish.role);
  const flaw = await flawOf(ctx, tx, wish);
  if (flaw) return err(flaw);
  const row: InvitationRow = {
    ...wish,
    merchantId: ctx.merchant.id,
    id: ctx.ids.next('invitation'),
    branchIds: wish.branchIds && [...new Set(wish.branchIds)],
    secretHash: null,
    invitedBy: ctx.actor.id,
    createdAt: ctx.clock.now(),
    sentAt: null,
    expiresAt: null,
    acceptedAt: null,
    acceptedBy: null,
    revokedAt: null,
  };
  return (await insertInvitation(tx, row)) ? ok(row) : err({ kind: 'is_invited' });
}

/**
 * Sends an invitation that its caller has locked, under a new address: one before opens nothing any more. What makes somebody a manager
 * or administrator is sent for the request alone that two administrators stand behind. Takes the audit's lock: call it last.
 */
export async function sendInvitation(
  ctx: Context | SystemContext,
  tx: Tx,
  row: InvitationRow,
  letBy: ApprovalId | null,
): Promise<Result<null, InviteFailure | NeedsSecond>> {
  const flaw = await flawOf(ctx, tx, row);
  if (flaw) return err(flaw);
  const isFirst = () => ctx.actor.kind === 'user' && isFirstInCharge(tx, row.merchantId, ctx.actor.id);
  if (!letBy && isHigh(row.role) && !(await isFirst())) return err({ kind: 'needs_second' });
  const secret = ctx.ids.secret();
  const sentAt = ctx.clock.now();
  const expiresAt = new Date(sentAt.getTime() + INVITED_FOR_MS);
  await updateInvitation(tx, row, { secretHash: hashSecret(secret), sentAt, expiresAt });
  await queueMail(ctx, tx, {
    kind: 'invitation',
    aboutId: row.id,
    transactionId: null,
    letter: invitationLetter(ctx, { ...row, expiresAt }, secret),
  });
  await keep(ctx, tx, row, row.sentAt ? 'user.invited_again' : 'user.invited');
  return ok(null);
}

/** Takes an invitation back: its address opens nothing any more. Throws NotFound where none is open. */
export async function revokeInvitation(ctx: Inviting, tx: Tx, id: InvitationId): Promise<void> {
  const row = await lockInvitation(ctx, tx, id);
  await updateInvitation(tx, row, { revokedAt: ctx.clock.now() });
  await keep(ctx, tx, row, 'user.invitation_revoked');
}

/** An open invitation of a role that this person may ask for, locked. Throws NotFound where none is open, else Forbidden. */
export async function lockInvitation(ctx: Inviting, tx: Tx, id: InvitationId): Promise<InvitationRow> {
  const row = await lockOpenInvitation(tx, ctx.merchant.id, id);
  if (!row) throw new NotFound();
  mayAsk(ctx, row.role);
  return row;
}

async function flawOf(
  { merchant, mail }: Context | SystemContext,
  tx: Tx,
  { role, email, branchIds }: Invite,
): Promise<InviteFailure | null> {
  if (!mail) return { kind: 'no_mail' };
  if (role === 'admin' && branchIds) return { kind: 'admin_has_branches' };
  if (branchIds && !(await areOpenBranches(tx, merchant.id, branchIds))) return { kind: 'no_such_branch' };
  return (await hasMemberWithEmail(tx, merchant.id, email)) ? { kind: 'is_member' } : null;
}

function mayAsk({ actor }: Inviting, role: Role): void {
  if (role !== 'support' && !may(actor, 'users:manage')) throw new Forbidden();
}

async function keep(
  { merchant, auditKey, clock, actor }: Context | SystemContext,
  tx: Tx,
  { id, role, branchIds }: Pick<InvitationRow, 'id' | 'role' | 'branchIds'>,
  action: AuditAction,
): Promise<void> {
  await record(tx, merchant.id, auditKey, {
    at: clock.now(),
    actor: { kind: actor.kind, id: actor.id },
    action,
    objectId: id,
    result: 'done',
    data: { role, branches: branchIds?.join(' ') ?? 'all' },
  });
}
