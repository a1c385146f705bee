'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { Amount } from '#components/money/amount.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/select.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { OnlineTill } from '#server/payment-links/list-online-tills.ts';
import { askedMinor, type DraftLink, NEEDED, TEXTS } from './draft-link.ts';
import { ItemEditor } from './item-editor.tsx';
import type { LinkState } from './new-link.tsx';
import { InstallmentFields, LanguageField, PlaceFields } from './page-fields.tsx';
import { DescriptionField, PayerFields } from './payer-fields.tsx';

type LinkFormProps = {
  tills: OnlineTill[];
  draft: DraftLink;
  onChange: (draft: DraftLink) => void;
  /** Called with a whole draft only. */
  onReview: () => void;
  /** The server's sentences of an earlier try, by field. */
  state: LinkState;
};

/** Fields in which one does without, folded away until one is wanted. */
const FOLDED = ['items', 'installments', 'address', 'city', 'country', 'language'];

/** How much is asked for, from whom and for what. Nothing is sent from here. */
export function LinkForm({ tills, draft, onChange, onReview, state }: LinkFormProps) {
  const t = useTranslations('paymentLink');
  const locale = useLocale();
  const [isTried, setTried] = useState(false);
  const labels = useLabels();
  const till = tills.find((each) => each.id === draft.deviceId) ?? tills[0];
  if (!till) return null;
  const minor = askedMinor(draft);
  const { currency } = draft;
  const isAbove = minor !== null && till.maxAmountMinor !== null && minor > till.maxAmountMinor;
  const missing = NEEDED.filter((name) => draft[name].trim() === '');
  const fieldErrors = stillTrue(state, draft);
  const errors: Record<string, string[]> = {
    ...fieldErrors,
    ...(isTried ? Object.fromEntries(missing.map((name) => [name, [t('problem.missing')]])) : {}),
  };
  const hasItemErrors = Object.keys(errors).some((name) => name.startsWith('items'));

  function review(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (minor !== null && !isAbove && missing.length === 0) return onReview();
    const first = missing[0];
    const form = event.currentTarget;
    const field = form.querySelector(`[data-field="${minor === null || isAbove ? 'amount' : first}"]`);
    field?.querySelector<HTMLElement>('input:not([type=hidden])')?.focus();
  }

  function amountErrors(): string[] {
    if (isTried && minor === null) return [t('problem.amountMissing')];
    if (!isAbove || till?.maxAmountMinor == null) return errors.amount ?? [];
    return [
      t('problem.amountAbove', { max: formatAmount({ minor: till.maxAmountMinor, currency }, locale) }),
    ];
  }

  const part = { draft, errors, onChange };
  return (
    <form onSubmit={review} className="grid gap-4" noValidate>
      <ErrorSummary state={state} labels={labels} />
      {tills.length > 1 && <TillField {...part} tills={tills} />}
      {till.currencies.length > 1 && <CurrencyField {...part} choices={till.currencies} />}
      {draft.items.length === 0 ? (
        <AmountInput
          key={currency}
          name="amount"
          label={t('form.amount')}
          currency={currency}
          defaultValue={draft.amount ?? ''}
          onAmountChange={(amount) => onChange({ ...draft, amount })}
          errors={amountErrors()}
          autoFocus
        />
      ) : (
        <p className="flex items-baseline justify-between rounded-md bg-sunken px-3 py-2" data-field="amount">
          {t('form.sum')} {minor === null ? '–' : <Amount money={{ minor, currency }} size="total" />}
        </p>
      )}
      <DescriptionField {...part} />
      <PayerFields {...part} />
      <details
        open={draft.items.length > 0 || hasItemErrors || FOLDED.some((name) => errors[name])}
        className="rounded-md border px-3"
      >
        <summary className="cursor-pointer py-2 font-medium text-sm max-md:py-3">{t('form.more')}</summary>
        <div className="grid gap-4 pb-4">
          <ItemEditor {...part} />
          <InstallmentFields {...part} till={till} />
          <PlaceFields {...part} />
          <LanguageField {...part} />
        </div>
      </details>
      <Button type="submit" variant="primary" size="lg">
        {t('form.review')}
      </Button>
    </form>
  );
}

/** The server's sentences, but for those about a text that was changed since. */
function stillTrue({ fieldErrors = {}, values = {} }: LinkState, draft: DraftLink): Record<string, string[]> {
  const isChanged = (field: string) =>
    TEXTS.some((name) => name === field && draft[name].trim() !== (values[name] ?? '').trim());
  return Object.fromEntries(Object.entries(fieldErrors).filter(([field]) => !isChanged(field)));
}

/** What each field is called where the summary lists what is wrong. */
function useLabels(): Record<string, string> {
  const t = useTranslations('paymentLink.form');
  return {
    deviceId: t('till'),
    currency: t('currency'),
    amount: t('amount'),
    items: t('items'),
    installments: t('installments'),
    language: t('language'),
    ...Object.fromEntries(TEXTS.map((name) => [name, t(name)])),
    ...Object.fromEntries(
      Array.from({ length: 50 }, (_, place) => place).flatMap((place) => [
        [`items.${place}.name`, t('item', { number: place + 1 })],
        [`items.${place}.price`, t('item', { number: place + 1 })],
      ]),
    ),
  };
}

/** What each part of the form is given. */
export type PartProps = {
  draft: DraftLink;
  errors: Record<string, string[]>;
  onChange: (draft: DraftLink) => void;
};

function TillField({ draft, errors, onChange, tills }: PartProps & { tills: OnlineTill[] }) {
  const t = useTranslations('paymentLink.form');
  return (
    <Field name="deviceId" label={t('till')} errors={errors.deviceId ?? []}>
      {(control) => (
        <Select
          {...control}
          value={draft.deviceId}
          onChange={(event) => {
            const chosen = tills.find((till) => till.id === event.target.value);
            if (!chosen) return;
            const currency = chosen.currencies.includes(draft.currency)
              ? draft.currency
              : (chosen.currencies[0] ?? draft.currency);
            const isOffered = (count: number) => chosen.installmentCounts.includes(count);
            const installmentCounts = draft.installmentCounts.filter(isOffered);
            onChange({ ...draft, deviceId: chosen.id, currency, installmentCounts });
          }}
        >
          {tills.map((till) => (
            <option key={till.id} value={till.id}>
              {till.label} · {till.branchName}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function CurrencyField({
  draft,
  errors,
  onChange,
  choices,
}: PartProps & { choices: readonly CurrencyCode[] }) {
  const t = useTranslations('paymentLink.form');
  return (
    <Field name="currency" label={t('currency')} errors={errors.currency ?? []}>
      {(control) => (
        <Select
          {...control}
          value={draft.currency}
          onChange={(event) => onChange({ ...draft, currency: event.target.value as CurrencyCode })}
        >
          {choices.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
