'use server';

import { getTranslations } from 'next-intl/server';
import { answerApproval, withdrawApproval } from '#server/approvals/answer-approval.ts';
import { answerForm, requestRefundForm, withdrawApprovalForm } from '#server/approvals/approval-form.ts';
import { requestRefund } from '#server/approvals/request-refund.ts';
import { sayApprovalFailure, sayRequestFailure } from '#server/approvals/say-failure.ts';
import { merchantAction } from '#server/auth/action.ts';
import { keyAndParams } from '#server/auth/run-action.ts';
import type { Sentence } from '#server/i18n/message-key.ts';
import { err, ok } from '#server/kernel/result.ts';

/** Each is looked at by somebody: nobody decides more than a few in a minute. */
const BY_HAND = { burst: 6, perMinute: 12 };

/** Asks for a refund that another person lets happen. */
export const requestRefundAction = merchantAction({
  permission: 'refund:request',
  schema: requestRefundForm,
  freshFactor: true,
  limit: BY_HAND,
  verb: async (ctx, wish) => {
    const asked = await requestRefund(ctx, wish);
    return asked.ok ? ok({ approvalId: asked.value.approvalId }) : err(sayRequestFailure(asked.error));
  },
});

/** Lets a request happen, or turns it down. */
export const answerApprovalAction = merchantAction({
  permission: 'approvals:decide',
  schema: answerForm,
  freshFactor: true,
  limit: BY_HAND,
  verb: async (ctx, wish) => {
    const answered = await answerApproval(ctx, wish);
    return answered.ok ? ok(answered.value) : err(sayApprovalFailure(answered.error, await speaker()));
  },
});

/** Takes one's own request back, or stops what is about to happen by itself. */
export const withdrawApprovalAction = merchantAction({
  permission: 'approvals:see',
  schema: withdrawApprovalForm,
  limit: BY_HAND,
  verb: async (ctx, wish) => {
    const withdrawn = await withdrawApproval(ctx, wish);
    return withdrawn.ok ? ok(withdrawn.value) : err(sayApprovalFailure(withdrawn.error, await speaker()));
  },
});

/** Puts a sentence into another one, in the reader's language. */
async function speaker(): Promise<(sentence: Sentence) => string> {
  const translate = (await getTranslations()) as unknown as (key: string, params: object) => string;
  return (sentence) => {
    const { key, params } = keyAndParams(sentence);
    return translate(key, params);
  };
}
