'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { PersonAction } from '#server/auth/action.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';

type ChangeDetailsProps = { name: string; locale: Locale; action: PersonAction<null> };

/** What the person is called, and in which language they are spoken to. */
export function ChangeDetails({ name, locale, action }: ChangeDetailsProps) {
  const t = useTranslations('account.details');
  const languages = useTranslations('frame.languages');
  const [state, send] = useRefreshingForm<null>(action);
  const { fieldErrors, values } = state;
  return (
    <form action={send} noValidate className="grid max-w-sm gap-4">
      <ErrorSummary state={state} labels={{ name: t('name'), locale: t('locale') }} />
      <Field name="name" label={t('name')} need="required" errors={fieldErrors?.name}>
        {(control) => (
          <Input {...control} maxLength={100} autoComplete="name" defaultValue={values?.name ?? name} />
        )}
      </Field>
      <Field name="locale" label={t('locale')} hint={t('localeHint')} errors={fieldErrors?.locale}>
        {(control) => (
          // Chosen again when another one was saved: a select keeps what it was first given.
          <Select {...control} key={locale} defaultValue={values?.locale ?? locale}>
            {LOCALES.map((one) => (
              <option key={one} value={one}>
                {languages(one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton>{t('submit')}</SubmitButton>
        <p role="status" className="text-ink-soft text-sm empty:hidden">
          {state.status === 'done' && t('done')}
        </p>
      </div>
    </form>
  );
}
