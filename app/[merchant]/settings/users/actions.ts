'use server';

import { z } from 'zod';
import { changeMemberWithSecond } from '#server/approvals/change-member-with-second.ts';
import { invite, inviteAgain, takeInvitationBack } from '#server/approvals/invite-with-second.ts';
import { merchantAction } from '#server/auth/action.ts';
import { err, ok } from '#server/kernel/result.ts';
import { changeAccess } from '#server/people/change-member.ts';
import { endSessionsOf } from '#server/people/end-sessions.ts';
import { inviteForm, roleForm } from '#server/people/invite-form.ts';
import { resetFactor } from '#server/people/reset-factor.ts';
import { sendReset } from '#server/people/reset-password.ts';
import { idField } from '#server/transactions/form-fields.ts';
import { sayInviteFailure, sayMemberFailure } from './say-failure.ts';

const user = z.object({ userId: idField('user') });
const invitation = z.object({ invitationId: idField('invitation') });
/** Each sends a letter to somebody. */
const letters = { burst: 10, perMinute: 10 };

/** Asks somebody to work here, with a second administrator where that is needed; who is no administrator asks in support alone. */
export const inviteAction = merchantAction({
  permission: 'users:invite-support',
  freshFactor: true,
  schema: inviteForm,
  limit: letters,
  verb: async (ctx, wish) => {
    const invited = await invite(ctx, wish);
    return invited.ok
      ? ok({ email: wish.email, waits: invited.value.waits })
      : err(sayInviteFailure(invited.error));
  },
});

/** Sends an invitation again; the address before opens nothing any more. */
export const inviteAgainAction = merchantAction({
  permission: 'users:invite-support',
  freshFactor: true,
  schema: invitation,
  limit: letters,
  verb: async (ctx, { invitationId }) => {
    const sent = await inviteAgain(ctx, invitationId);
    return sent.ok ? ok(sent.value) : err(sayInviteFailure(sent.error));
  },
});

/** Takes an invitation back. */
export const revokeInvitationAction = merchantAction({
  permission: 'users:invite-support',
  schema: invitation,
  verb: async (ctx, { invitationId }) => {
    await takeInvitationBack(ctx, invitationId);
    return ok(null);
  },
});

/** Makes somebody something else here, or puts them to work in other branches; with a second administrator where that is needed. */
export const changeRoleAction = merchantAction({
  permission: 'users:manage',
  freshFactor: true,
  schema: roleForm,
  verb: async (ctx, change) => {
    const changed = await changeMemberWithSecond(ctx, change);
    return changed.ok ? ok(changed.value) : err(sayMemberFailure(changed.error));
  },
});

/** Shuts somebody out, at once. */
export const disableUserAction = merchantAction({
  permission: 'users:manage',
  schema: user,
  verb: async (ctx, { userId }) => {
    const changed = await changeAccess(ctx, { kind: 'disable', userId });
    return changed.ok ? ok(null) : err(sayMemberFailure(changed.error));
  },
});

/** Lets somebody in again who was shut out. */
export const enableUserAction = merchantAction({
  permission: 'users:manage',
  freshFactor: true,
  schema: user,
  verb: async (ctx, { userId }) => {
    const changed = await changeAccess(ctx, { kind: 'enable', userId });
    return changed.ok ? ok(null) : err(sayMemberFailure(changed.error));
  },
});

/** Ends every session of somebody. */
export const endSessionsAction = merchantAction({
  permission: 'users:manage',
  schema: user,
  verb: async (ctx, { userId }) => ok({ ended: await endSessionsOf(ctx, userId) }),
});

/** Takes the second factors of somebody away who lost them, and sends them a letter to begin anew. */
export const resetFactorAction = merchantAction({
  permission: 'users:manage',
  freshFactor: true,
  schema: user,
  limit: letters,
  verb: async (ctx, { userId }) => {
    const reset = await resetFactor(ctx, userId);
    if (reset.ok) return reset;
    const problems = { no_mail: 'noMail', disabled: 'disabled', self: 'self' } as const;
    return err({ formError: `people.problems.${problems[reset.error.kind]}` as const });
  },
});

/** Sends somebody a letter in which they choose a new password. */
export const sendResetAction = merchantAction({
  permission: 'users:manage',
  freshFactor: true,
  schema: user,
  limit: letters,
  verb: async (ctx, { userId }) => {
    const sent = await sendReset(ctx, userId);
    if (sent.ok) return sent;
    const problem = sent.error.kind === 'no_mail' ? 'noMail' : 'disabled';
    return err({ formError: `people.problems.${problem}` as const });
  },
});
