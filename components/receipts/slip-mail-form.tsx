'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';

type SlipMailFormProps = {
  transactionId: string;
  slip: { language: string; copy: string };
  languages: readonly (readonly [value: string, name: string])[];
  state: FormState;
  send: (form: FormData) => void;
};

/** To which address a slip goes, in which language. What became of it is kept by whoever opened it. */
export default function SlipMailForm({ transactionId, slip, languages, state, send }: SlipMailFormProps) {
  const t = useTranslations('slip.mail');
  return (
    <form action={send} className="grid gap-3 text-sm">
      <p className="text-ink-soft text-xs">{t('hint')}</p>
      <input type="hidden" name="transactionId" value={transactionId} />
      <input type="hidden" name="copy" value={slip.copy} />
      <Field name="to" label={t('address')} need="required" errors={state.fieldErrors?.to}>
        {(control) => (
          <Input
            {...control}
            key={state.status}
            type="email"
            maxLength={254}
            autoComplete="off"
            defaultValue={state.status === 'error' ? state.values?.to : ''}
          />
        )}
      </Field>
      <Field name="language" label={t('language')} errors={state.fieldErrors?.language}>
        {(control) => (
          <Select {...control} defaultValue={slip.language}>
            {languages.map(([value, name]) => (
              <option key={value} value={value} lang={value}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {state.formError && <Alert kind="error">{state.formError}</Alert>}
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton busy={t('sending')}>{t('send')}</SubmitButton>
        <p role="status" className="empty:hidden">
          {state.status === 'done' && t('done')}
        </p>
      </div>
    </form>
  );
}
