'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm, type ValueState } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { SaveLine } from '#components/settings/save-line.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { AccountField, AccountForm, SecretName } from '#server/terminals/account-form.ts';

/** What a provider has to be told once, by what it is for. */
export type ToldOnce = { addresses: string[] };

type AddAction = FormAction<ValueState<ToldOnce>>;

/** How what is asked for here comes about: another administrator lets it, or, where there is none, it happens by itself. */
export type Way = 'other' | 'alone';

/** Adds an account with a provider; what it is asked for follows the provider. */
export function AddConnection({
  forms,
  baseUrls,
  way,
  action,
}: {
  forms: readonly AccountForm[];
  baseUrls: string[];
  way: Way;
  action: AddAction;
}) {
  const t = useTranslations('manage.connections');
  return (
    <Sheet
      title={t('add')}
      description={t('addText', { way })}
      trigger={<Button variant="primary">{t('add')}</Button>}
    >
      <AddForm forms={forms} baseUrls={baseUrls} way={way} action={action} />
    </Sheet>
  );
}

function AddForm({
  forms,
  baseUrls,
  way,
  action,
}: {
  forms: readonly AccountForm[];
  baseUrls: string[];
  way: Way;
  action: AddAction;
}) {
  const t = useTranslations('manage.connections');
  const names = useTranslations('connections.providers');
  const [state, send] = useRefreshingForm(action);
  const [provider, setProvider] = useState(forms[0]?.provider);
  const fields = forms.find((form) => form.provider === provider)?.fields ?? [];
  const { fieldErrors } = state;
  const values = state.status === 'error' ? state.values : undefined;
  const labels = { label: t('label'), baseUrl: t('baseUrl'), ...labelsOf(fields, t) };
  if (state.status === 'done')
    return (
      <div className="grid gap-4">
        <Alert kind="done" live>
          {t('added', { way })}
        </Alert>
        {state.value && state.value.addresses.length > 0 && (
          <Alert kind="warning" title={t('fixed')}>
            <ul className="grid gap-2 break-all font-mono text-xs">
              {state.value.addresses.map((address) => (
                <li key={address}>{address}</li>
              ))}
            </ul>
          </Alert>
        )}
      </div>
    );
  return (
    <form action={send} className="grid gap-4" autoComplete="off">
      <ErrorSummary state={state} labels={labels} />
      <Field name="provider" label={t('provider')}>
        {(control) => (
          <Select
            {...control}
            value={provider}
            onChange={({ target }) => setProvider(target.value as typeof provider)}
          >
            {forms.map((form) => (
              <option key={form.provider} value={form.provider}>
                {names(form.provider)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="label" label={t('label')} need="required" errors={fieldErrors?.label}>
        {(control) => <Input {...control} maxLength={100} defaultValue={values?.label} />}
      </Field>
      <Field name="environment" label={t('environment')}>
        {(control) => (
          <Select key={values?.environment} {...control} defaultValue={values?.environment ?? 'sandbox'}>
            <option value="sandbox">{t('sandbox')}</option>
            <option value="live">{t('live')}</option>
          </Select>
        )}
      </Field>
      <Field name="baseUrl" label={t('baseUrl')} hint={t('baseUrlHint')} errors={fieldErrors?.baseUrl}>
        {(control) => (
          <Select key={values?.baseUrl} {...control} defaultValue={values?.baseUrl}>
            {baseUrls.map((url) => (
              <option key={url} value={url}>
                {url}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {fields.map((field) => (
        <AccountInput key={`${provider} ${field.name}`} field={field} values={values} errors={fieldErrors} />
      ))}
      <div>
        <SubmitButton>{t('add')}</SubmitButton>
      </div>
    </form>
  );
}

/** Renames an account, and puts other credentials in the place of those it has. */
export function EditConnection({
  connection,
  secrets,
  way,
  rename,
  change,
}: {
  connection: { id: string; label: string };
  secrets: readonly SecretName[];
  way: Way;
  rename: FormAction;
  change: FormAction;
}) {
  const t = useTranslations('manage');
  const { id, label } = connection;
  return (
    <Sheet
      title={label}
      trigger={
        <Button>
          <span aria-hidden>{t('open')}</span>
          <span className="sr-only">{t('openOf', { name: label })}</span>
        </Button>
      }
    >
      <div className="grid gap-6">
        <RenameForm id={id} label={label} action={rename} />
        <ChangeForm id={id} secrets={secrets} way={way} action={change} />
      </div>
    </Sheet>
  );
}

function RenameForm({ id, label, action }: { id: string; label: string; action: FormAction }) {
  const t = useTranslations('manage.connections');
  const [state, send] = useRefreshingForm(action);
  return (
    <form action={send} className="grid gap-3">
      <input type="hidden" name="connectionId" value={id} />
      <Field name="label" label={t('label')} need="required" errors={state.fieldErrors?.label}>
        {(control) => <Input {...control} maxLength={100} defaultValue={label} />}
      </Field>
      <SaveLine state={state} label={t('rename')} />
    </form>
  );
}

function ChangeForm({
  id,
  secrets,
  way,
  action,
}: {
  id: string;
  secrets: readonly SecretName[];
  way: Way;
  action: FormAction;
}) {
  const t = useTranslations('manage.connections');
  const [state, send] = useRefreshingForm(action);
  const fields = secrets.map((name) => ({ kind: 'secret' as const, name }));
  return (
    <form action={send} className="grid gap-3 border-t pt-4" autoComplete="off">
      <h3 className="text-base">{t('change')}</h3>
      <p className="text-pretty text-ink-soft text-sm">{t('changeText', { way })}</p>
      <ErrorSummary state={state} labels={labelsOf(fields, t)} />
      {state.status === 'done' && (
        <Alert kind="done" live>
          {t('changed', { way })}
        </Alert>
      )}
      <input type="hidden" name="connectionId" value={id} />
      {fields.map((field) => (
        <AccountInput key={field.name} field={field} values={undefined} errors={state.fieldErrors} />
      ))}
      <div>
        <SubmitButton variant="secondary" busy={t('trying')}>
          {t('changeAction')}
        </SubmitButton>
      </div>
    </form>
  );
}

/** What is secret goes under a name that no answer ever brings back into the form. */
function nameOf(field: AccountField): string {
  return field.kind === 'secret' ? `secret.${field.name}` : `choice.${field.name}`;
}

function labelsOf(
  fields: readonly AccountField[],
  t: ReturnType<typeof useTranslations<'manage.connections'>>,
): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [nameOf(field), t(`fields.${field.name}`)]));
}

function AccountInput({
  field,
  values,
  errors,
}: {
  field: AccountField;
  values: Record<string, string> | undefined;
  errors: Record<string, string[]> | undefined;
}) {
  const t = useTranslations('manage.connections.fields');
  const name = nameOf(field);
  return (
    <Field name={name} label={t(field.name)} need="required" errors={errors?.[name]}>
      {(control) => {
        switch (field.kind) {
          case 'choice':
            return (
              <Select key={values?.[name]} {...control} defaultValue={values?.[name]}>
                {field.values.map((value) => (
                  <option key={value} value={value}>
                    {value}
                  </option>
                ))}
              </Select>
            );
          case 'text':
            return <Input {...control} maxLength={254} defaultValue={values?.[name]} />;
          case 'secret':
            return <Input {...control} type="password" autoComplete="new-password" maxLength={500} />;
        }
      }}
    </Field>
  );
}
