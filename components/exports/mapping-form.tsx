'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { idleForm } from '#components/forms/form-state.ts';
import type { FormAction } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';

/** An account to be named: the key of its field, what it is for, and what it is called so far. */
export type MappedField = { key: string; label: string; value: string; isOptional: boolean };

type MappingFormProps = {
  target: string;
  groups: { title: string; fields: MappedField[] }[];
  action: FormAction;
};

/** What a ledger programme calls each account. Saved as a whole. */
export function MappingForm({ target, groups, action }: MappingFormProps) {
  const t = useTranslations('journal');
  const [state, send] = useActionState(action, idleForm);
  const { values, fieldErrors } = state;
  const labels = Object.fromEntries(
    groups.flatMap((group) => group.fields.map((field) => [field.key, field.label])),
  );
  return (
    <form action={send} className="grid max-w-4xl gap-6">
      <ErrorSummary state={state} labels={labels} />
      {state.status === 'done' && (
        <Alert kind="done" live>
          {t('saved')}
        </Alert>
      )}
      <input type="hidden" name="target" value={target} />
      {groups.map((group) => (
        <fieldset key={group.title} className="grid gap-3">
          <legend className="mb-2 font-semibold text-base">{group.title}</legend>
          <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {group.fields.map(({ key, label, value, isOptional }) => (
              <Field
                key={key}
                name={key}
                label={label}
                hint={isOptional ? t('vatHint') : undefined}
                errors={fieldErrors?.[key]}
              >
                {(control) => (
                  <Input
                    {...control}
                    className="font-mono"
                    maxLength={100}
                    autoComplete="off"
                    defaultValue={values?.[key] ?? value}
                  />
                )}
              </Field>
            ))}
          </div>
        </fieldset>
      ))}
      <div>
        <SubmitButton>{t('save')}</SubmitButton>
      </div>
    </form>
  );
}
