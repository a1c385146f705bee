'use server';

import { limitForm, singleManagerForm } from '#server/approvals/approval-form.ts';
import {
  type RequestChangeFailure,
  requestLimit,
  requestSingleManager,
} from '#server/approvals/request-change.ts';
import { merchantAction } from '#server/auth/action.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import { err, ok } from '#server/kernel/result.ts';

/** Asks for another limit. */
export const requestLimitAction = merchantAction({
  permission: 'limits:set',
  schema: limitForm,
  freshFactor: true,
  verb: async (ctx, wish) => {
    const asked = await requestLimit(ctx, wish);
    return asked.ok ? ok({ approvalId: asked.value.approvalId }) : err(say(asked.error));
  },
});

/** Asks for the rule of a single manager to hold, or not to. */
export const requestSingleManagerAction = merchantAction({
  permission: 'limits:set',
  schema: singleManagerForm,
  freshFactor: true,
  verb: async (ctx, wish) => {
    const asked = await requestSingleManager(ctx, wish);
    return asked.ok ? ok({ approvalId: asked.value.approvalId }) : err(say(asked.error));
  },
});

function say({ kind }: RequestChangeFailure): Refusal {
  const problem = kind === 'already_waiting' ? 'alreadyWaiting' : 'noChange';
  return { formError: `approvals.problem.${problem}` };
}
