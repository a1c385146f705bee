'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type ApprovalAction, useAnswering } from '#components/approvals/use-answering.ts';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Select } from '#components/ui/select.tsx';
import { CURRENCY_CODES, type CurrencyCode } from '#server/kernel/money.ts';

type LimitFormProps = {
  /** The roles that may give money back, and whoever has no limit of their own. */
  roles: readonly ('everyone' | 'manager')[];
  currency: CurrencyCode;
  action: ApprovalAction;
};

/** Asks for another limit; another person lets it take effect. */
export function LimitForm({ roles, currency: usual, action }: LimitFormProps) {
  const t = useTranslations('limits');
  const names = useTranslations('frame.roles');
  const [intent, setIntent] = useState(() => crypto.randomUUID());
  const [currency, setCurrency] = useState<CurrencyCode>(usual);
  const [state, send] = useAnswering(async (before, form) => {
    const answer = await action(before, form);
    // What was taken is one wish; the next one is another.
    if (answer.status === 'done') setIntent(crypto.randomUUID());
    return answer;
  });
  return (
    <form action={send} className="grid gap-4" key={intent}>
      <ErrorSummary
        state={state}
        labels={{ role: t('who'), currency: t('currency'), perSale: t('perSale'), perDay: t('perDay') }}
      />
      <input type="hidden" name="intentKey" value={intent} />
      <Field name="role" label={t('who')} errors={state.fieldErrors?.role ?? []}>
        {(control) => (
          <Select {...control} defaultValue={state.values?.role ?? 'everyone'}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {role === 'everyone' ? t('everyone') : names(role)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="currency" label={t('currency')} errors={state.fieldErrors?.currency ?? []}>
        {(control) => (
          <Select
            {...control}
            value={currency}
            onChange={(event) =>
              setCurrency(CURRENCY_CODES.find((code) => code === event.target.value) ?? currency)
            }
          >
            {CURRENCY_CODES.map((code) => (
              <option key={code} value={code}>
                {code}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {(['perSale', 'perDay'] as const).map((name) => (
        <AmountInput
          key={`${name} ${currency}`}
          name={name}
          label={t(name)}
          currency={currency}
          size="line"
          defaultValue={state.status === 'error' ? (state.values?.[name] ?? '') : ''}
          errors={state.fieldErrors?.[name] ?? []}
        />
      ))}
      {state.status === 'done' && (
        <Alert kind="done" live>
          {t('form.sent')}
        </Alert>
      )}
      <SubmitButton busy={t('form.sending')}>{t('form.send')}</SubmitButton>
    </form>
  );
}
