'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { LiveSplitSale } from '#components/live/live-split-sale.ts';
import { AmountInput } from '#components/money/amount-input.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Select } from '#components/ui/select.tsx';
import { parseDecimal, toDecimal } from '#server/kernel/money.ts';
import { type SplitAction, useSplitAction } from './split-action.ts';

type PaymentFormProps = {
  merchant: string;
  splitSale: LiveSplitSale;
  maxInstallmentCount: number;
  action: SplitAction;
};

/**
 * The next payment: how much, in how many instalments. Begins with all that remains. Mounted anew for each payment: a new
 * form is a new wish with its own key.
 */
export function PaymentForm({ merchant, splitSale, maxInstallmentCount, action }: PaymentFormProps) {
  const t = useTranslations('splitSale.add');
  const sale = useTranslations('sale');
  const locale = useLocale();
  const { remaining, device } = splitSale;
  const { currency } = remaining;
  const [intentKey] = useState(() => crypto.randomUUID());
  const [minor, setMinor] = useState<number | null>(remaining.minor);
  const [state, send] = useSplitAction(merchant, action);
  const errors = state.fieldErrors ?? {};
  return (
    <form action={send} className="grid gap-4" aria-label={t('title')}>
      <ErrorSummary state={state} labels={{ amount: t('amount'), installmentCount: sale('installments') }} />
      <input type="hidden" name="intentKey" value={intentKey} />
      <input type="hidden" name="splitSaleId" value={splitSale.id} />
      <input type="hidden" name="currency" value={currency} />
      <AmountInput
        name="amount"
        label={t('amount')}
        hint={t('hint', { remaining: formatAmount(remaining, locale) })}
        currency={currency}
        defaultValue={toDecimal(remaining)}
        errors={errors.amount ?? []}
        onAmountChange={(decimal) =>
          setMinor(decimal === null ? null : (parseDecimal(decimal, currency)?.minor ?? null))
        }
      />
      {maxInstallmentCount > 1 ? (
        <Field name="installmentCount" label={sale('installments')} errors={errors.installmentCount ?? []}>
          {(control) => (
            <Select {...control} defaultValue={1}>
              {Array.from({ length: maxInstallmentCount }, (_, index) => index + 1).map((count) => (
                <option key={count} value={count}>
                  {count === 1 ? sale('single') : sale('installmentCount', { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : (
        <input type="hidden" name="installmentCount" value="1" />
      )}
      <SubmitButton size="lg" busy={t('sending')} className="h-auto min-h-12 whitespace-normal py-2">
        {minor
          ? t('submit', { amount: formatAmount({ minor, currency }, locale), device: device.label })
          : t('submitOpen', { device: device.label })}
      </SubmitButton>
    </form>
  );
}
