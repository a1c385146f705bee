'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import type { FormAction } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { Target } from '#server/journals/journal-wish.ts';

type JournalFormProps = {
  targets: readonly Target[];
  /** The day before the one that is going on. */
  day: string;
  /** Where there is money that is none, a person says which is meant. */
  environments: readonly ('live' | 'sandbox')[];
  action: FormAction;
};

/** Begins a journal of some business days; once begun, the form is another wish. */
export function JournalForm({ targets, day, environments, action }: JournalFormProps) {
  const t = useTranslations('exports.journal');
  const names = useTranslations('journal');
  const [intentKey, setIntentKey] = useState(() => crypto.randomUUID());
  const [state, send] = useActionState(async (before: FormState, form: FormData) => {
    const answer = await action(before, form);
    if (answer.status === 'done') setIntentKey(crypto.randomUUID());
    return answer.status === 'done' ? { ...answer, values: Object.fromEntries(textsOf(form)) } : answer;
  }, idleForm);
  const { values, fieldErrors } = state;
  const labels = { target: t('target'), from: t('from'), to: t('to'), per: t('per') };
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={labels} />
      <input type="hidden" name="intentKey" value={intentKey} />
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-5">
        <Field name="target" label={t('target')} errors={fieldErrors?.target}>
          {(control) => (
            <Select key={values?.target} {...control} defaultValue={values?.target}>
              {targets.map((target) => (
                <option key={target} value={target}>
                  {names(`targets.${target}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {(['from', 'to'] as const).map((name) => (
          <Field key={name} name={name} label={t(name)} errors={fieldErrors?.[name]}>
            {(control) => <Input {...control} type="date" defaultValue={values?.[name] ?? day} />}
          </Field>
        ))}
        <Field name="per" label={t('per')}>
          {(control) => (
            <Select key={values?.per} {...control} defaultValue={values?.per}>
              <option value="day">{t('pers.day')}</option>
              <option value="transaction">{t('pers.transaction')}</option>
            </Select>
          )}
        </Field>
        <Field name="environment" label={t('environment')}>
          {(control) => (
            <Select
              key={values?.environment}
              {...control}
              defaultValue={values?.environment ?? environments[0]}
            >
              {environments.map((environment) => (
                <option key={environment} value={environment}>
                  {t(`environments.${environment}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div>
        <SubmitButton>{t('make')}</SubmitButton>
      </div>
    </form>
  );
}

function textsOf(form: FormData): [string, string][] {
  return [...form].flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !name.startsWith('$ACTION') ? [[name, value]] : [],
  );
}
