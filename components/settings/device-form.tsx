'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { DeviceSource, ManagedDevice } from '#server/terminals/manage-devices.ts';
import { SaveLine } from './save-line.tsx';

type Branch = { id: string; name: string };

/** Adds a device to an account. What its provider calls it is asked where there is a terminal. */
export function NewDeviceForm({
  sources,
  branches,
  action,
}: {
  sources: DeviceSource[];
  branches: Branch[];
  action: FormAction;
}) {
  const t = useTranslations('manage.devices');
  const [state, send] = useRefreshingForm(action);
  const [chosen, setChosen] = useState(sources[0]?.id ?? '');
  const { fieldErrors } = state;
  const values = state.status === 'error' ? state.values : undefined;
  const isOnline = sources.some(({ id, isOnline }) => id === chosen && isOnline);
  const labels = {
    connectionId: t('connection'),
    branchId: t('branch'),
    label: t('label'),
    providerDeviceId: t('id'),
  };
  if (sources.length === 0 || branches.length === 0) return <p>{t('needs')}</p>;
  return (
    <form action={send} className="grid gap-4">
      <ErrorSummary state={state} labels={labels} />
      <Field
        name="connectionId"
        label={t('connection')}
        hint={isOnline ? t('online') : undefined}
        errors={fieldErrors?.connectionId}
      >
        {(control) => (
          <Select
            {...control}
            value={chosen}
            onChange={({ target }) => setChosen(target.value as typeof chosen)}
          >
            {sources.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {!isOnline && (
        <Field
          name="providerDeviceId"
          label={t('id')}
          hint={t('idHint')}
          need="required"
          errors={fieldErrors?.providerDeviceId}
        >
          {(control) => (
            <Input
              {...control}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              defaultValue={values?.providerDeviceId}
              className="font-mono"
            />
          )}
        </Field>
      )}
      <LabelField value={values?.label} errors={fieldErrors?.label} />
      <BranchField branches={branches} value={values?.branchId} errors={fieldErrors?.branchId} />
      <SaveLine state={state} label={t('add')} />
    </form>
  );
}

/** Renames a device or moves it to another branch. */
export function DeviceForm({
  device,
  branches,
  action,
}: {
  device: ManagedDevice;
  branches: Branch[];
  action: FormAction;
}) {
  const t = useTranslations('manage.devices');
  const [state, send] = useRefreshingForm(action);
  const values = state.status === 'error' ? state.values : undefined;
  return (
    <form action={send} className="grid gap-4">
      <ErrorSummary state={state} labels={{ label: t('label'), branchId: t('branch') }} />
      <input type="hidden" name="deviceId" value={device.id} />
      <LabelField value={values?.label ?? device.label} errors={state.fieldErrors?.label} />
      <BranchField
        branches={branches}
        value={values?.branchId ?? device.branchId}
        hint={t('moveHint')}
        errors={state.fieldErrors?.branchId}
      />
      <SaveLine state={state} />
    </form>
  );
}

function LabelField({ value, errors }: { value: string | undefined; errors: string[] | undefined }) {
  const t = useTranslations('manage.devices');
  return (
    <Field name="label" label={t('label')} need="required" errors={errors}>
      {(control) => <Input {...control} maxLength={60} defaultValue={value} data-autofocus />}
    </Field>
  );
}

function BranchField({
  branches,
  value,
  hint,
  errors,
}: {
  branches: Branch[];
  value: string | undefined;
  hint?: string;
  errors: string[] | undefined;
}) {
  const t = useTranslations('manage.devices');
  return (
    <Field name="branchId" label={t('branch')} hint={hint} errors={errors}>
      {(control) => (
        <Select key={value} {...control} defaultValue={value}>
          {branches.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
