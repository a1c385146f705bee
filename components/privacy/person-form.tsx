'use client';

import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { Field } from '#components/forms/field.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';
import type { PersonSummary } from '#server/privacy/find-person.ts';
import { FoundPerson } from './found-person.tsx';
import type { PersonAction } from './person-action.ts';

type PersonFormProps = {
  find: PersonAction<PersonSummary>;
  save: PersonAction<string>;
  erase: PersonAction<PersonSummary>;
};

/** Looks a person up by a contact and shows what can be done about what is kept. */
export function PersonForm({ find, save, erase }: PersonFormProps) {
  const t = useTranslations('privacy');
  /** Whom the answer is about; it never stands in an address. */
  const [asked, setAsked] = useState('');
  const [state, send] = useActionState<FormState & { value?: PersonSummary }, FormData>(
    async (before, form) => {
      setAsked(String(form.get('contact') ?? ''));
      return find(before, form);
    },
    { status: 'idle' },
  );
  return (
    <div className="grid max-w-xl gap-6">
      <form action={send} className="grid gap-3">
        {state.formError && <Alert kind="error">{state.formError}</Alert>}
        <Field
          name="contact"
          label={t('contact')}
          hint={t('contactHint')}
          errors={state.fieldErrors?.contact}
          need="required"
        >
          {(control) => (
            <Input
              {...control}
              key={state.status}
              defaultValue={state.values?.contact ?? asked}
              autoComplete="off"
              maxLength={320}
            />
          )}
        </Field>
        <div>
          <SubmitButton busy={t('finding')}>
            <Search aria-hidden />
            {t('find')}
          </SubmitButton>
        </div>
      </form>
      <div role="status" className="empty:hidden">
        {state.status === 'done' && state.value && (
          <FoundPerson key={asked} contact={asked} summary={state.value} save={save} erase={erase} />
        )}
      </div>
    </div>
  );
}
