import type { Refusal } from '#server/auth/action-state.ts';
import type { Money } from '#server/kernel/money.ts';
import { sayFollowUpFailure, sayOpenFailure, saySaleFailure } from '#server/transactions/say-failure.ts';
import type { AddPaymentFailure, SplitFailure } from './add-payment.ts';
import type { CompleteFailure } from './complete-split-sale.ts';
import type { GiveUpFailure } from './give-up.ts';
import type { StartSplitFailure } from './start-split-sale.ts';

/** Writes an amount as the reader's language does. */
export type SayAmount = (money: Money) => string;

/** Why a split sale was not started, as sentences beside the fields they belong to. */
export function sayStartFailure(failure: StartSplitFailure): Refusal {
  switch (failure.kind) {
    case 'split_not_supported':
      return { formError: 'splitSale.problem.notSupported' };
    case 'installments_of_payments':
      return { fieldErrors: { installmentCount: 'splitSale.problem.installmentsOfPayments' } };
    default:
      return saySaleFailure(failure);
  }
}

/** Why a payment was not started. */
export function sayPaymentFailure(failure: AddPaymentFailure, say: SayAmount): Refusal {
  switch (failure.kind) {
    case 'more_than_remaining':
      return {
        fieldErrors: {
          amount: {
            key: 'splitSale.problem.moreThanRemaining',
            params: { remaining: say(failure.remaining) },
          },
        },
      };
    case 'amount_out_of_range':
      return { fieldErrors: { amount: 'sale.problem.amount' } };
    case 'currency_not_supported':
      return { fieldErrors: { amount: 'splitSale.problem.otherCurrency' } };
    case 'installments_not_supported':
      return {
        fieldErrors: { installmentCount: { key: 'sale.problem.installments', params: { max: failure.max } } },
      };
    case 'split_not_found':
    case 'not_open':
    case 'part_running':
      return saySplitFailure(failure);
    default:
      return sayOpenFailure(failure);
  }
}

/** Why a split sale was not completed; what remains is said with it. */
export function sayCompleteFailure(failure: CompleteFailure, say: SayAmount): Refusal {
  switch (failure.kind) {
    case 'not_paid':
      return {
        formError: { key: 'splitSale.problem.notPaid', params: { remaining: say(failure.remaining) } },
      };
    case 'paid_too_much':
      return { formError: 'splitSale.problem.paidTooMuch' };
    default:
      return saySplitFailure(failure);
  }
}

/** Why a split sale was not given up. */
export function sayGiveUpFailure(failure: GiveUpFailure): Refusal {
  switch (failure.kind) {
    case 'split_not_found':
    case 'not_open':
    case 'part_running':
      return saySplitFailure(failure);
    default:
      return sayFollowUpFailure(failure);
  }
}

/** Why a split sale does not take a step now. */
export function saySplitFailure(failure: SplitFailure): Refusal {
  switch (failure.kind) {
    case 'split_not_found':
      return { formError: 'refusal.notFound' };
    case 'not_open':
      return { formError: `splitSale.state.${failure.state}.why` };
    case 'part_running':
      return { formError: 'splitSale.problem.partRunning' };
  }
}
