import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';
import { type Money, parseDecimal } from '#server/kernel/money.ts';

type SlipFieldsProps = {
  /** What was asked for; anything else on the slip is not this operation. */
  amount: Money;
  values: Record<string, string>;
  errors: Record<string, string[]>;
  onOtherAmount: (isOther: boolean) => void;
};

const LENGTHS = { authCode: 12, providerReference: 64, last4: 4, batchNumber: 20 } as const;

/** What stands on the slip, typed again: it proves that money moved, and how much. */
export function SlipFields({ amount, values, errors, onOtherAmount }: SlipFieldsProps) {
  const t = useTranslations('resolution');
  const locale = useLocale();
  const [isOther, setOther] = useState(false);

  function compare(decimal: string | null) {
    const typed = decimal === null ? null : parseDecimal(decimal, amount.currency);
    const differs = typed !== null && typed.minor !== amount.minor;
    setOther(differs);
    onOtherAmount(differs);
  }

  return (
    <div className="grid gap-4">
      <input type="hidden" name="currency" value={amount.currency} />
      <AmountInput
        name="amount"
        label={t('amount')}
        hint={t('amountHint')}
        currency={amount.currency}
        defaultValue={values.amount}
        errors={errors.amount ?? []}
        onAmountChange={compare}
        size="line"
      />
      {isOther && (
        <Alert kind="warning" live>
          {t('otherAmount', { amount: formatAmount(amount, locale) })}
        </Alert>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {(['authCode', 'providerReference', 'last4', 'batchNumber'] as const).map((name) => (
          <Field
            key={name}
            name={name}
            label={t(name)}
            hint={name === 'authCode' ? t('proofHint') : undefined}
            errors={errors[name] ?? []}
            need={name === 'authCode' || name === 'providerReference' ? undefined : 'optional'}
          >
            {(control) => (
              <Input
                {...control}
                maxLength={LENGTHS[name]}
                inputMode={name === 'last4' ? 'numeric' : undefined}
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                defaultValue={values[name] ?? ''}
              />
            )}
          </Field>
        ))}
      </div>
    </div>
  );
}
