'use client';

import { useTranslations } from 'next-intl';
import { type ChangeEvent, useActionState, useId, useState } from 'react';
import { Field, FieldErrors } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button, buttonLook } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { controlLook } from '#components/ui/input.tsx';
import type { SlipLook } from '#server/receipts/slip-look.ts';
import { type LogoProblem, readLogo } from './read-logo.ts';

const LANGUAGES = ['tr', 'en', 'fr'] as const;

type LookFormProps = {
  look: SlipLook;
  /** Keeps the look; bound to its merchant. */
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** The logo and the lines that stand on every slip. */
export function LookForm({ look, action }: LookFormProps) {
  const t = useTranslations('slipLook');
  const [state, send] = useActionState(action, idleForm);
  return (
    <form action={send} className="grid max-w-xl gap-5">
      {state.formError && <Alert kind="error">{state.formError}</Alert>}
      <LogoField key={look.logo?.base64 ?? ''} logo={look.logo} errors={state.fieldErrors?.logo ?? []} />
      <fieldset className="grid gap-3">
        <legend className="font-medium">{t('footer')}</legend>
        <p className="text-ink-soft text-xs">{t('footerHint')}</p>
        {LANGUAGES.map((language) => (
          <Field
            key={language}
            name={language}
            label={t(`languages.${language}`)}
            need="optional"
            errors={state.fieldErrors?.[language]}
          >
            {(control) => (
              <textarea
                {...control}
                key={state.status}
                lang={language}
                rows={3}
                maxLength={400}
                defaultValue={state.values?.[language] ?? look.footer[language].join('\n')}
                className={`${controlLook} h-auto py-1.5 leading-snug`}
              />
            )}
          </Field>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton busy={t('saving')}>{t('save')}</SubmitButton>
        <p role="status" className="text-sm empty:hidden">
          {state.status === 'done' && t('saved')}
        </p>
      </div>
    </form>
  );
}

/** What the form says of the logo: the new picture, that the one there is stays, or nothing for none. */
type Chosen = { value: string; shown: string | null };

function LogoField({ logo, errors }: { logo: SlipLook['logo']; errors: string[] }) {
  const t = useTranslations('slipLook');
  const id = useId();
  const [chosen, setChosen] = useState<Chosen>(
    logo ? { value: 'kept', shown: `data:image/png;base64,${logo.base64}` } : { value: '', shown: null },
  );
  const [problem, setProblem] = useState<LogoProblem | null>(null);
  const [isReading, setReading] = useState(false);

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const input = event.target;
    const file = input.files?.[0];
    if (!file) return;
    setReading(true);
    const read = await readLogo(file);
    // The same file may be chosen again after it was taken away.
    input.value = '';
    setReading(false);
    setProblem(read.ok ? null : read.error);
    if (read.ok) setChosen({ value: read.value, shown: read.value });
  }

  return (
    <div className="relative grid gap-1.5" data-field="logo">
      <label htmlFor={id} className="font-medium">
        {t('logo')}
      </label>
      <input type="hidden" name="logo" value={chosen.value} />
      <input
        id={id}
        type="file"
        accept="image/png"
        onChange={(event) => void choose(event)}
        aria-describedby={`${id}-hint ${id}-error`}
        className="peer sr-only"
      />
      <div className="flex flex-wrap items-center gap-2">
        <label
          htmlFor={id}
          className={classNames(
            buttonLook('secondary'),
            'w-fit cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-focus',
          )}
        >
          {chosen.shown ? t('other') : t('choose')}
        </label>
        {chosen.shown && (
          <Button variant="ghost" onClick={() => setChosen({ value: '', shown: null })}>
            {t('remove')}
          </Button>
        )}
      </div>
      {chosen.shown ? (
        // biome-ignore lint/performance/noImgElement: it is a text in the page, there is nothing to load
        <img
          src={chosen.shown}
          alt={t('current')}
          className="max-h-32 w-fit max-w-full rounded-md border bg-white p-2"
        />
      ) : (
        <p className="text-ink-soft text-sm">{t('noLogo')}</p>
      )}
      <p id={`${id}-hint`} className="text-ink-soft text-xs">
        {isReading ? t('reading') : t('logoHint')}
      </p>
      <div role="alert">
        <FieldErrors id={`${id}-error`} errors={problem ? [t(`problems.${problem}`)] : errors} />
      </div>
    </div>
  );
}
