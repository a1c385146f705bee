'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { idleForm } from '#components/forms/form-state.ts';
import type { FormAction } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Select } from '#components/ui/select.tsx';
import type { ExportForm } from '#server/exports/export-wish.ts';

const FORMS: readonly ExportForm[] = ['csv', 'xlsx'];

type NewExportProps = { form: ExportForm; query: string; action: FormAction };

/** Begins a file of a filter in the background; pressed twice, it is one. */
export function NewExport({ form, query, action }: NewExportProps) {
  const t = useTranslations('exports.new');
  const [intentKey] = useState(() => crypto.randomUUID());
  const [state, send] = useActionState(action, idleForm);
  return (
    <form action={send} className="grid max-w-md gap-4">
      <ErrorSummary state={state} labels={{ form: t('form') }} />
      <input type="hidden" name="intentKey" value={intentKey} />
      <input type="hidden" name="query" value={query} />
      <Field name="form" label={t('form')}>
        {(control) => (
          <Select {...control} defaultValue={state.values?.form ?? form}>
            {FORMS.map((one) => (
              <option key={one} value={one}>
                {t(`forms.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div>
        <SubmitButton>{t('make')}</SubmitButton>
      </div>
    </form>
  );
}
