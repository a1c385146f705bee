'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { Input } from '#components/ui/input.tsx';

/** A new password, twice; `email` lets a browser keep it under the right name. */
export function NewPasswordFields({
  email,
  errors,
}: {
  email: string;
  errors: Record<string, string[]> | undefined;
}) {
  const t = useTranslations('join.password');
  return (
    <>
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      <Field name="password" label={t('label')} hint={t('hint')} need="required" errors={errors?.password}>
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" maxLength={1024} className="h-10" />
        )}
      </Field>
      <Field name="passwordAgain" label={t('again')} need="required" errors={errors?.passwordAgain}>
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" maxLength={1024} className="h-10" />
        )}
      </Field>
    </>
  );
}
