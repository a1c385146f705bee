'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import type { DraftSale } from './draft-sale.ts';

type PaymentFieldsProps = {
  device: SellableDevice;
  draft: DraftSale;
  fieldErrors: Record<string, string[]>;
  onChange: (draft: DraftSale) => void;
};

/** With what and in how many parts the customer pays, as far as the device lets them choose. */
export function PaymentFields({ device, draft, fieldErrors, onChange }: PaymentFieldsProps) {
  const t = useTranslations('sale');
  const hasInstallments = device.maxInstallmentCount > 1 && draft.paymentType === 'card';
  return (
    <div className="grid gap-4 sm:grid-cols-2 sm:*:only:col-span-2">
      {device.paymentTypes.length > 1 && (
        <Field name="paymentType" label={t('paymentType')} errors={fieldErrors.paymentType ?? []}>
          {(control) => (
            <Select
              {...control}
              value={draft.paymentType}
              onChange={(event) =>
                onChange({ ...draft, paymentType: event.target.value as PaymentType, installmentCount: 1 })
              }
            >
              {device.paymentTypes.map((type) => (
                <option key={type} value={type}>
                  {t(`paymentTypes.${type}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {hasInstallments && (
        <Field name="installmentCount" label={t('installments')} errors={fieldErrors.installmentCount ?? []}>
          {(control) => (
            <Select
              {...control}
              value={draft.installmentCount}
              onChange={(event) => onChange({ ...draft, installmentCount: Number(event.target.value) })}
            >
              {Array.from({ length: device.maxInstallmentCount }, (_, index) => index + 1).map((count) => (
                <option key={count} value={count}>
                  {count === 1 ? t('single') : t('installmentCount', { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {hasInstallments && device.takesSurcharge && draft.installmentCount > 1 && (
        <AmountInput
          key={draft.currency}
          name="surcharge"
          label={t('surcharge')}
          hint={t('surchargeHint')}
          currency={draft.currency}
          size="line"
          defaultValue={draft.surcharge}
          errors={fieldErrors.surcharge ?? []}
          onAmountChange={(surcharge) => onChange({ ...draft, surcharge: surcharge ?? '' })}
        />
      )}
    </div>
  );
}
