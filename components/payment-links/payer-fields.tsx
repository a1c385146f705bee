'use client';

import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { Field } from '#components/forms/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { TEXTS } from './draft-link.ts';
import type { PartProps } from './link-form.tsx';

type TextFieldProps = PartProps & {
  name: (typeof TEXTS)[number];
  label: string;
  hint?: string;
  need?: 'required' | 'optional';
  className?: string;
} & Pick<ComponentProps<'input'>, 'type' | 'inputMode' | 'autoComplete' | 'maxLength'>;

/** One line of text of a link. */
export function TextField({
  draft,
  errors,
  onChange,
  name,
  label,
  hint,
  need,
  className,
  ...input
}: TextFieldProps) {
  return (
    <Field
      name={name}
      label={label}
      hint={hint}
      need={need}
      errors={errors[name] ?? []}
      className={className}
    >
      {(control) => (
        <Input
          {...control}
          {...input}
          value={draft[name]}
          onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

/** What it is for. */
export function DescriptionField(part: PartProps) {
  const t = useTranslations('paymentLink.form');
  return (
    <TextField
      {...part}
      name="description"
      label={t('description')}
      hint={t('descriptionHint')}
      need="required"
      autoComplete="off"
      maxLength={100}
    />
  );
}

/** Who is asked to pay. It is not the person at the keyboard, so the browser offers nothing of theirs. */
export function PayerFields(part: PartProps) {
  const t = useTranslations('paymentLink.form');
  return (
    <fieldset className="grid gap-4 sm:grid-cols-2">
      <legend className="mb-2 font-semibold text-base">{t('payer')}</legend>
      <TextField {...part} name="name" label={t('name')} need="required" autoComplete="off" maxLength={60} />
      <TextField
        {...part}
        name="surname"
        label={t('surname')}
        need="required"
        autoComplete="off"
        maxLength={60}
      />
      <TextField
        {...part}
        name="email"
        label={t('email')}
        need="required"
        type="email"
        inputMode="email"
        autoComplete="off"
        maxLength={254}
        className="sm:col-span-2"
      />
      <TextField
        {...part}
        name="phone"
        label={t('phone')}
        hint={t('phoneHint')}
        need="required"
        type="tel"
        inputMode="tel"
        autoComplete="off"
        maxLength={40}
      />
      <TextField
        {...part}
        name="identityNumber"
        label={t('identityNumber')}
        need="optional"
        inputMode="numeric"
        autoComplete="off"
        maxLength={20}
      />
    </fieldset>
  );
}
