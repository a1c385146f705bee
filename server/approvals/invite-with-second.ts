import type { Tx } from '#db/client.ts';
import { findWaiting, lockApproval } from '#db/queries/approvals.ts';
import type { InvitationRow } from '#db/queries/invitations.ts';
import type { InvitationId } from '#server/kernel/ids.ts';
import { ok, type Result } from '#server/kernel/result.ts';
import {
  type Invite,
  type InviteFailure,
  type Inviting,
  lockInvitation,
  openInvitation,
  revokeInvitation,
  sendInvitation,
} from '#server/people/invite.ts';
import { doneOrAsked } from './ask-second.ts';
import { endRequest } from './end-request.ts';
import type { FrozenInvitation } from './frozen-request.ts';
import type { AlreadyWaiting } from './insert-request.ts';

/**
 * Asks somebody to work here, by a letter whose address opens once, for seven days. What would make them a manager or administrator is
 * kept and asked for (`waits`): the letter is sent when another administrator lets it. Who may not manage people asks in support alone:
 * throws Forbidden for any other role.
 */
export async function invite(
  ctx: Inviting,
  wish: Invite,
): Promise<Result<{ invitationId: InvitationId; waits: boolean }, InviteFailure | AlreadyWaiting>> {
  return ctx.inTransaction(async (tx) => {
    const opened = await openInvitation(ctx, tx, wish);
    if (!opened.ok) return opened;
    const sent = await sendOrAsk(ctx, tx, opened.value);
    return sent.ok ? ok({ invitationId: opened.value.id, ...sent.value }) : sent;
  });
}

/**
 * Sends an invitation again, under another address: the one before opens nothing any more. What needed another administrator needs one
 * each time. Throws NotFound where none is open.
 */
export async function inviteAgain(
  ctx: Inviting,
  id: InvitationId,
): Promise<Result<{ waits: boolean }, InviteFailure | AlreadyWaiting>> {
  return ctx.inTransaction(async (tx) => sendOrAsk(ctx, tx, await lockInvitation(ctx, tx, id)));
}

/** Takes an invitation back: its address opens nothing any more, and nobody is asked to let it be sent. Throws NotFound where none is open. */
export async function takeInvitationBack(ctx: Inviting, id: InvitationId): Promise<void> {
  const merchantId = ctx.merchant.id;
  await ctx.inTransaction(async (tx) => {
    // The request is locked before the invitation, as by whoever lets it happen.
    const waiting = await findWaiting(tx, merchantId, 'invitation', id);
    const request = waiting && (await lockApproval(tx, merchantId, waiting.id));
    await revokeInvitation(ctx, tx, id);
    if (request?.state !== 'waiting') return;
    const end = { state: 'overtaken', endedAt: ctx.clock.now(), obstacle: 'invitation_over' } as const;
    await endRequest(ctx, tx, request, end);
  });
}

async function sendOrAsk(
  ctx: Inviting,
  tx: Tx,
  invitation: InvitationRow,
): Promise<Result<{ waits: boolean }, InviteFailure | AlreadyWaiting>> {
  const sent = await sendInvitation(ctx, tx, invitation, null);
  return doneOrAsked(ctx, tx, sent, async () => {
    const request: FrozenInvitation = { version: 1, invitationId: invitation.id };
    return { kind: 'invitation', subjectId: invitation.id, request };
  });
}
