import type { Refusal } from '#server/auth/action-state.ts';
import { toDecimal } from '#server/kernel/money.ts';
import { sayOpenFailure } from '#server/transactions/say-failure.ts';
import type { CreateLinkFailure } from './create-link.ts';
import type { RenewLinkFailure } from './renew-link.ts';

/** Why no link was made, as sentences beside the fields they belong to. */
export function sayLinkFailure(failure: CreateLinkFailure): Refusal {
  switch (failure.kind) {
    case 'not_online':
    case 'device_not_found':
      return { fieldErrors: { deviceId: 'paymentLink.problem.till' } };
    case 'device_disabled':
      return { fieldErrors: { deviceId: 'paymentLink.problem.tillDisabled' } };
    case 'amount_out_of_range':
      return { fieldErrors: { amount: 'sale.problem.amount' } };
    case 'amount_above_limit':
      return {
        fieldErrors: {
          amount: { key: 'paymentLink.problem.amountAbove', params: { max: toDecimal(failure.max) } },
        },
      };
    case 'currency_not_supported':
      return { fieldErrors: { currency: 'paymentLink.problem.currency' } };
    case 'installments_not_supported':
      return { fieldErrors: { installments: 'paymentLink.problem.installments' } };
    case 'items_do_not_add_up':
      return { fieldErrors: { items: 'paymentLink.problem.itemsDoNotAddUp' } };
    default:
      return sayOpenFailure(failure);
  }
}

/** Why a link was not renewed. */
export function sayRenewFailure(failure: RenewLinkFailure): Refusal {
  switch (failure.kind) {
    case 'link_not_found':
      return { formError: 'refusal.notFound' };
    case 'not_renewable':
      return { formError: `paymentLink.renewObstacle.${failure.obstacle}` };
    default: {
      // Of a renewal there is one button, beside which everything is said.
      const { fieldErrors = {}, ...others } = sayLinkFailure(failure);
      const [said] = Object.values(fieldErrors).flat();
      return said ? { formError: said } : others;
    }
  }
}
