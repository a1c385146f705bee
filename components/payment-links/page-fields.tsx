'use client';

import { useTranslations } from 'next-intl';
import { Field, FieldErrors } from '#components/forms/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import type { OnlineTill } from '#server/payment-links/list-online-tills.ts';
import type { PartProps } from './link-form.tsx';
import { TextField } from './payer-fields.tsx';

/** In how many instalments the payer may choose to pay. */
export function InstallmentFields({ draft, errors, onChange, till }: PartProps & { till: OnlineTill }) {
  const t = useTranslations('paymentLink.form');
  const counts = till.installmentCounts.filter((count) => count > 1);
  if (counts.length === 0) return null;
  const chosen = draft.installmentCounts;
  return (
    <fieldset className="grid gap-1" data-field="installments">
      <legend className="mb-1 font-medium text-sm">{t('installments')}</legend>
      <div className="grid grid-cols-2 gap-x-4 sm:grid-cols-3">
        {counts.map((count) => (
          <label
            key={count}
            className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11 max-md:text-base"
          >
            <input
              type="checkbox"
              checked={chosen.includes(count)}
              onChange={(event) =>
                onChange({
                  ...draft,
                  installmentCounts: event.target.checked
                    ? [...chosen, count]
                    : chosen.filter((each) => each !== count),
                })
              }
              className="size-4 accent-accent max-md:size-5"
            />
            {t('count', { count })}
          </label>
        ))}
      </div>
      <p className="text-ink-soft text-xs">{t('installmentsHint')}</p>
      <FieldErrors id="installments-error" errors={errors.installments ?? []} />
    </fieldset>
  );
}

/** Where the payer lives, all of it or nothing. */
export function PlaceFields(part: PartProps) {
  const t = useTranslations('paymentLink.form');
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-1 font-medium text-sm">{t('placeTitle')}</legend>
      <p className="text-ink-soft text-xs sm:col-span-2">{t('placeHint')}</p>
      <TextField
        {...part}
        name="address"
        label={t('address')}
        autoComplete="off"
        maxLength={200}
        className="sm:col-span-2"
      />
      <TextField {...part} name="city" label={t('city')} autoComplete="off" maxLength={60} />
      <TextField {...part} name="country" label={t('country')} autoComplete="off" maxLength={60} />
    </fieldset>
  );
}

/** What the payer is shown in. */
export function LanguageField({ draft, errors, onChange }: PartProps) {
  const t = useTranslations('paymentLink.form');
  const languages = useTranslations('frame.languages');
  return (
    <Field name="language" label={t('language')} hint={t('languageHint')} errors={errors.language ?? []}>
      {(control) => (
        <Select
          {...control}
          value={draft.language}
          onChange={(event) => onChange({ ...draft, language: event.target.value as Locale })}
        >
          {LOCALES.map((locale) => (
            <option key={locale} value={locale} lang={locale}>
              {languages(locale)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
