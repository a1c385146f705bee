import type { Refusal } from '#server/auth/action-state.ts';
import type { SaleOption } from '#server/gateways/sale-options.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { OptionMisfit } from './fit-sale.ts';
import type { FollowUpFailure } from './follow-up.ts';
import type { OpenFailure } from './open-operation.ts';
import type { StartRefundFailure } from './refund-plan.ts';
import type { StartSaleFailure } from './start-sale.ts';

/** Why a sale was not started, as sentences beside the fields they belong to. */
export function saySaleFailure(failure: StartSaleFailure): Refusal {
  switch (failure.kind) {
    case 'preauthorization_not_supported':
      return { fieldErrors: { kind: 'sale.problem.preauthorization' } };
    case 'amount_out_of_range':
      return { fieldErrors: { amount: 'sale.problem.amount' } };
    case 'amount_above_limit':
      return { fieldErrors: { amount: 'sale.problem.amountAboveLimit' } };
    case 'currency_not_supported':
      return { fieldErrors: { currency: 'sale.problem.currency' } };
    case 'installments_not_supported':
      return {
        fieldErrors: { installmentCount: { key: 'sale.problem.installments', params: { max: failure.max } } },
      };
    case 'payment_type_not_supported':
      return { fieldErrors: { paymentType: 'sale.problem.paymentType' } };
    case 'cash_in_installments':
      return { fieldErrors: { installmentCount: 'sale.problem.cashInstallments' } };
    case 'surcharge_not_supported':
      return { fieldErrors: { surcharge: 'sale.problem.surchargeNotSupported' } };
    case 'surcharge_without_installments':
      return { fieldErrors: { surcharge: 'sale.problem.surchargeWithoutInstallments' } };
    case 'surcharge_out_of_range':
      return { fieldErrors: { surcharge: 'sale.problem.surcharge' } };
    case 'document_not_supported':
      return { fieldErrors: { document: 'sale.problem.document' } };
    case 'buyer_not_supported':
      return { fieldErrors: { buyer: 'sale.problem.buyerNotSupported' } };
    case 'phone_not_supported':
      return { fieldErrors: { phone: 'sale.problem.phoneNotSupported' } };
    case 'email_not_supported':
      return { fieldErrors: { email: 'sale.problem.emailNotSupported' } };
    case 'lines_not_supported':
      return { fieldErrors: { lines: 'sale.problem.linesNotSupported' } };
    case 'discount_not_supported':
      return { fieldErrors: { discount: 'sale.problem.discountNotSupported' } };
    case 'lines_required':
      return { fieldErrors: { lines: 'sale.problem.linesRequired' } };
    case 'lines_do_not_add_up':
      return { fieldErrors: { lines: 'sale.problem.linesDoNotAddUp' } };
    case 'option_not_supported':
      return sayOptionMisfit(failure);
    default:
      return sayOpenFailure(failure);
  }
}

/** The fields in which options are written. */
const OPTION_FIELDS: Record<SaleOption, string> = {
  invoiceNumber: 'invoiceNumber',
  description: 'description',
  email: 'receiptEmail',
  printsOnTerminal: 'noTerminalPrint',
};

function sayOptionMisfit({ option }: OptionMisfit): Refusal {
  return { fieldErrors: { [OPTION_FIELDS[option]]: 'sale.problem.optionNotSupported' } };
}

/** Why a refund was not started. */
export function sayRefundFailure(failure: StartRefundFailure): Refusal {
  switch (failure.kind) {
    case 'wrong_size':
      return { formError: 'moneyBack.problem.wrongSize' };
    case 'line_not_refundable':
      return {
        fieldErrors: {
          lines: {
            key: 'moneyBack.problem.lineNotRefundable',
            params: { count: failure.refundableQuantity },
          },
        },
      };
    case 'refundable_unknown':
      return { formError: 'moneyBack.problem.refundableUnknown' };
    case 'item_needed':
      return { fieldErrors: { itemId: 'moneyBack.problem.itemNeeded' } };
    case 'more_than_left_of_item':
      return { fieldErrors: { amount: 'moneyBack.problem.moreThanLeftOfItem' } };
    default:
      return sayFollowUpFailure(failure);
  }
}

/** Why a void, release or capture was not started, or a refund for the same reasons. */
export function sayFollowUpFailure(failure: FollowUpFailure): Refusal {
  switch (failure.kind) {
    case 'sale_not_found':
      return { formError: 'refusal.notFound' };
    case 'more_than_left':
      return { fieldErrors: { amount: 'moneyBack.problem.moreThanLeft' } };
    case 'second_person_needed':
      return { fieldErrors: { amount: 'moneyBack.problem.secondPersonNeeded' } };
    case 'not_possible':
      return { formError: `moneyBack.obstacle.${failure.obstacle}` };
    case 'hold_not_possible':
      return { formError: `moneyBack.hold.obstacle.${failure.obstacle}` };
    case 'more_than_held':
      return { fieldErrors: { amount: 'moneyBack.hold.moreThanHeld' } };
    case 'option_not_supported':
      return sayOptionMisfit(failure);
    default:
      return sayOpenFailure(failure);
  }
}

/** Why nothing was opened on a device. */
export function sayOpenFailure(failure: OpenFailure): Refusal {
  switch (failure.kind) {
    case 'device_not_found':
      return { fieldErrors: { deviceId: 'sale.problem.deviceUnknown' } };
    case 'device_disabled':
      return { fieldErrors: { deviceId: 'sale.problem.deviceDisabled' } };
    case 'device_held':
      return { formError: 'sale.problem.deviceHeld' };
    case 'look_at_device':
      return { fieldErrors: { deviceIsIdle: 'sale.problem.lookAtDevice' } };
    case 'intent_reused':
      return { formError: 'sale.problem.intentReused' };
    default:
      return assertNever(failure);
  }
}
