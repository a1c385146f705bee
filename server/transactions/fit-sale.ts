import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import type { SaleOption, SaleOptions } from '#server/gateways/sale-options.ts';
import { MAX_AMOUNT_MINOR } from '#server/kernel/money.ts';
import { sumOfLines } from './lines.ts';
import { chosenOptions } from './sale-options.ts';
import type { NewSale } from './start-sale.ts';

/** What of a wished sale the device cannot do, or does not fit together. */
export type SaleMisfit =
  | { kind: 'preauthorization_not_supported' }
  | { kind: 'amount_out_of_range' }
  /** More than the merchant's account with the provider may take in one sale. */
  | { kind: 'amount_above_limit' }
  | { kind: 'currency_not_supported' }
  | { kind: 'installments_not_supported'; max: number }
  | { kind: 'payment_type_not_supported' }
  | { kind: 'cash_in_installments' }
  | { kind: 'surcharge_not_supported' }
  | { kind: 'surcharge_without_installments' }
  /** Below zero, or not below the amount. */
  | { kind: 'surcharge_out_of_range' }
  | { kind: 'document_not_supported' }
  | { kind: 'buyer_not_supported' }
  | { kind: 'phone_not_supported' }
  | { kind: 'email_not_supported' }
  | OptionMisfit
  | { kind: 'lines_not_supported' }
  | { kind: 'lines_required' }
  | { kind: 'discount_not_supported' }
  | { kind: 'lines_do_not_add_up'; sumMinor: number };

/** What is to be told the provider and cannot be. */
export type OptionMisfit = { kind: 'option_not_supported'; option: SaleOption };

/** The first thing that keeps a sale from being put to a device; null when it fits. Pure. */
export function misfitOf(sale: NewSale, device: TerminalCapabilities): SaleMisfit | null {
  if (sale.kind === 'preauthorization' && !device.preauthorizes) {
    return { kind: 'preauthorization_not_supported' };
  }
  return (
    payMisfit(sale, device) ??
    surchargeMisfit(sale, device) ??
    paperMisfit(sale, device) ??
    optionMisfit(sale.options ?? null, device.saleOptions) ??
    linesMisfit(sale, device)
  );
}

function payMisfit(sale: NewSale, device: TerminalCapabilities): SaleMisfit | null {
  const { amount, installmentCount, paymentType } = sale;
  if (amount.minor <= 0 || amount.minor > MAX_AMOUNT_MINOR) return { kind: 'amount_out_of_range' };
  if (!device.currencies.includes(amount.currency)) return { kind: 'currency_not_supported' };
  if (device.maxAmountMinor !== null && amount.minor > device.maxAmountMinor)
    return { kind: 'amount_above_limit' };
  if (!device.paymentTypes.includes(paymentType)) return { kind: 'payment_type_not_supported' };
  if (paymentType === 'cash' && installmentCount > 1) return { kind: 'cash_in_installments' };
  const max = device.maxInstallmentCount;
  return installmentCount < 1 || installmentCount > max ? { kind: 'installments_not_supported', max } : null;
}

function surchargeMisfit(sale: NewSale, device: TerminalCapabilities): SaleMisfit | null {
  const { surchargeMinor } = sale;
  if (surchargeMinor === 0) return null;
  if (!device.takesSurcharge) return { kind: 'surcharge_not_supported' };
  if (sale.installmentCount <= 1) return { kind: 'surcharge_without_installments' };
  const isInRange = surchargeMinor > 0 && surchargeMinor < sale.amount.minor;
  return isInRange ? null : { kind: 'surcharge_out_of_range' };
}

function paperMisfit({ fiscal }: NewSale, device: TerminalCapabilities): SaleMisfit | null {
  if (!fiscal) return null;
  if (fiscal.buyer && !device.takesBuyer) return { kind: 'buyer_not_supported' };
  if (fiscal.notice.phone && !device.takesNotice) return { kind: 'phone_not_supported' };
  if (fiscal.notice.email && !device.takesNotice) return { kind: 'email_not_supported' };
  return device.documents.includes(fiscal.document) ? null : { kind: 'document_not_supported' };
}

/** The first of the chosen options that is not among those which may be told; null when all are. Pure. */
export function optionMisfit(options: SaleOptions | null, takes: readonly SaleOption[]): OptionMisfit | null {
  const option = chosenOptions(options).find((each) => !takes.includes(each));
  return option ? { kind: 'option_not_supported', option } : null;
}

function linesMisfit(sale: NewSale, device: TerminalCapabilities): SaleMisfit | null {
  const { lines } = sale;
  if (device.saleBy === 'amount') return lines.length > 0 ? { kind: 'lines_not_supported' } : null;
  if (lines.length === 0) return { kind: 'lines_required' };
  const isDiscounted = lines.some((line) => line.totalMinor < line.grossMinor);
  if (isDiscounted && !device.takesDiscount) return { kind: 'discount_not_supported' };
  const sumMinor = sumOfLines(lines);
  const priceMinor = sale.amount.minor - sale.surchargeMinor;
  return sumMinor === priceMinor ? null : { kind: 'lines_do_not_add_up', sumMinor };
}
