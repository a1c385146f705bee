'use client';

import { UserPlus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm, type ValueState } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { BranchChoice } from '#server/people/list-people.ts';
import { ReachFields } from './reach-fields.tsx';
import type { RoleName } from './role-name.ts';

type InviteProps = {
  /** The roles somebody may be asked in as, the usual one first. */
  roles: readonly RoleName[];
  branches: BranchChoice[];
  /** What makes somebody a manager or administrator is let happen by another administrator. */
  needsSecond: boolean;
  /** Where no other one can, it happens by itself after a while. */
  isAlone: boolean;
  action: FormAction<ValueState<{ email: string; waits: boolean }>>;
};

const LOCALES = ['tr', 'en', 'fr'] as const;

/** Asks somebody to work here, by a letter. */
export function InviteSheet(props: InviteProps) {
  const t = useTranslations('people.invite');
  return (
    <Sheet
      title={t('title')}
      description={t('text')}
      trigger={
        <Button variant="primary">
          <UserPlus aria-hidden />
          {t('action')}
        </Button>
      }
    >
      <InviteForm {...props} />
    </Sheet>
  );
}

function InviteForm({ roles, branches, needsSecond, isAlone, action }: InviteProps) {
  const t = useTranslations('people.invite');
  const [roleNames, languages] = [useTranslations('frame.roles'), useTranslations('frame.languages')];
  const locale = useLocale();
  const way = isAlone ? 'alone' : 'other';
  const [state, send] = useRefreshingForm(action);
  const { values, fieldErrors, value } = state;
  return (
    <form action={send} className="grid gap-4">
      <ErrorSummary
        state={state}
        labels={{ name: t('name'), email: t('email'), role: t('role'), locale: t('locale') }}
      />
      {state.status === 'done' && value && (
        <Alert kind="done" live>
          {value.waits ? t('asked', { email: value.email, way }) : t('sent', { email: value.email })}
        </Alert>
      )}
      <Field name="name" label={t('name')} need="required" errors={fieldErrors?.name}>
        {(control) => (
          <Input {...control} maxLength={100} autoComplete="off" defaultValue={values?.name} data-autofocus />
        )}
      </Field>
      <Field name="email" label={t('email')} need="required" errors={fieldErrors?.email}>
        {(control) => (
          <Input
            {...control}
            type="text"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={300}
            defaultValue={values?.email}
          />
        )}
      </Field>
      <Field
        name="role"
        label={t('role')}
        hint={roles.length === 1 ? t('supportOnly') : needsSecond ? t('needsSecond', { way }) : undefined}
        errors={fieldErrors?.role}
      >
        {(control) => (
          <Select key={values?.role} {...control} defaultValue={values?.role ?? roles[0]}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {roleNames(role)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <ReachFields branches={branches} chosen={null} errors={fieldErrors?.branches} />
      <Field name="locale" label={t('locale')} errors={fieldErrors?.locale}>
        {(control) => (
          <Select key={values?.locale} {...control} defaultValue={values?.locale ?? locale}>
            {LOCALES.map((one) => (
              <option key={one} value={one}>
                {languages(one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div>
        <SubmitButton busy={t('sending')}>{t('send')}</SubmitButton>
      </div>
    </form>
  );
}
