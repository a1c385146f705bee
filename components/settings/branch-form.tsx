'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { BranchView } from '#server/branches/manage-branches.ts';
import { SaveLine } from './save-line.tsx';

const LOCALES = ['tr', 'en', 'fr'] as const;

/** Adds a branch, or changes what one is called and where it is. */
export function BranchForm({ branch, action }: { branch?: BranchView; action: FormAction }) {
  const t = useTranslations('manage.branches');
  const languages = useTranslations('frame.languages');
  const [state, send] = useRefreshingForm(action);
  const { fieldErrors } = state;
  const values = state.status === 'error' ? state.values : undefined;
  const labels = { name: t('name'), address: t('address'), city: t('city'), locale: t('locale') };
  return (
    <form action={send} className="grid gap-4">
      <ErrorSummary state={state} labels={labels} />
      {branch && <input type="hidden" name="branchId" value={branch.id} />}
      <Field name="name" label={t('name')} need="required" errors={fieldErrors?.name}>
        {(control) => (
          <Input {...control} maxLength={100} defaultValue={values?.name ?? branch?.name} data-autofocus />
        )}
      </Field>
      <Field
        name="address"
        label={t('address')}
        hint={t('addressHint')}
        need="required"
        errors={fieldErrors?.address}
      >
        {(control) => (
          <Input {...control} maxLength={200} defaultValue={values?.address ?? branch?.address} />
        )}
      </Field>
      <Field name="city" label={t('city')} need="required" errors={fieldErrors?.city}>
        {(control) => <Input {...control} maxLength={100} defaultValue={values?.city ?? branch?.city} />}
      </Field>
      <Field name="locale" label={t('locale')} errors={fieldErrors?.locale}>
        {(control) => (
          <Select key={branch?.locale} {...control} defaultValue={values?.locale ?? branch?.locale ?? ''}>
            <option value="">{t('asMerchant')}</option>
            {LOCALES.map((one) => (
              <option key={one} value={one}>
                {languages(one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <SaveLine state={state} label={branch ? undefined : t('add')} />
    </form>
  );
}
