import type { Refusal } from '#server/auth/action-state.ts';
import type { Sentence } from '#server/i18n/message-key.ts';
import { sayRefundFailure } from '#server/transactions/say-failure.ts';
import type { ApprovalFailure } from './approval-failure.ts';
import type { RequestRefundFailure } from './request-refund.ts';

/** Why a request was not answered, as sentences beside the fields they belong to. `say` puts a sentence in the reader's language. */
export function sayApprovalFailure(failure: ApprovalFailure, say: (sentence: Sentence) => string): Refusal {
  switch (failure.kind) {
    case 'not_found':
      return { formError: 'refusal.notFound' };
    case 'overtaken':
      return {
        formError: {
          key: 'approvals.problem.overtaken',
          params: { why: say(`approvals.obstacles.${failure.obstacle}`) },
        },
      };
    case 'not_now':
      return onForm(sayRefundFailure(failure.failure));
    default:
      return { formError: `approvals.problem.${failure.kind}` };
  }
}

/** Why a refund was not asked for. */
export function sayRequestFailure(failure: RequestRefundFailure): Refusal {
  return failure.kind === 'already_waiting'
    ? { formError: 'approvals.problem.alreadyWaiting' }
    : sayRefundFailure(failure);
}

/** Whoever answers has no field for how much, so its sentence stands above; the look at the device has one. */
function onForm({ formError, fieldErrors = {} }: Refusal): Refusal {
  const { deviceIsIdle, ...others } = fieldErrors;
  if (deviceIsIdle) return { fieldErrors: { deviceIsIdle } };
  const first = Object.values(others).flat()[0];
  return { formError: formError ?? first };
}
