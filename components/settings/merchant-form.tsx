'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { Fact, Facts } from '#components/ui/facts.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { SaveLine } from './save-line.tsx';

const LOCALES = ['tr', 'en', 'fr'] as const;
const TEXTS = [
  ['name', 100],
  ['legalName', 200],
  ['taxNumber', 20],
] as const;

type MerchantFacts = Record<'name' | 'legalName' | 'taxNumber' | 'timeZone' | 'cutOff', string> & {
  locale: (typeof LOCALES)[number];
};

/** Changes what the merchant is called; its days only while they are not fixed. */
export function MerchantForm({
  merchant,
  isFixed,
  action,
}: {
  merchant: MerchantFacts;
  /** The days of the merchant have begun. */
  isFixed: boolean;
  action: FormAction;
}) {
  const t = useTranslations('manage.merchant');
  const languages = useTranslations('frame.languages');
  const [state, send] = useRefreshingForm(action);
  const { fieldErrors } = state;
  const values = state.status === 'error' ? state.values : undefined;
  const labels = Object.fromEntries(
    (['name', 'legalName', 'taxNumber', 'locale', 'timeZone', 'cutOff'] as const).map((key) => [key, t(key)]),
  );
  return (
    <form action={send} className="grid max-w-md gap-4">
      <ErrorSummary state={state} labels={labels} />
      {TEXTS.map(([name, max]) => (
        <Field key={name} name={name} label={t(name)} need="required" errors={fieldErrors?.[name]}>
          {(control) => (
            <Input {...control} maxLength={max} defaultValue={values?.[name] ?? merchant[name]} />
          )}
        </Field>
      ))}
      <Field name="locale" label={t('locale')} hint={t('localeHint')} errors={fieldErrors?.locale}>
        {(control) => (
          <Select key={merchant.locale} {...control} defaultValue={values?.locale ?? merchant.locale}>
            {LOCALES.map((one) => (
              <option key={one} value={one}>
                {languages(one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {isFixed ? (
        <div className="grid gap-1">
          <Facts>
            <Fact term={t('timeZone')}>{merchant.timeZone}</Fact>
            <Fact term={t('cutOff')}>{merchant.cutOff}</Fact>
          </Facts>
          <p className="text-ink-soft text-xs">{t('dayFixed')}</p>
        </div>
      ) : (
        <>
          <Field name="timeZone" label={t('timeZone')} need="required" errors={fieldErrors?.timeZone}>
            {(control) => (
              <Input
                {...control}
                maxLength={100}
                spellCheck={false}
                defaultValue={values?.timeZone ?? merchant.timeZone}
              />
            )}
          </Field>
          <Field
            name="cutOff"
            label={t('cutOff')}
            hint={t('dayHint')}
            need="required"
            errors={fieldErrors?.cutOff}
          >
            {(control) => (
              <Input
                {...control}
                type="time"
                defaultValue={values?.cutOff ?? merchant.cutOff}
                className="w-36"
              />
            )}
          </Field>
        </>
      )}
      <SaveLine state={state} />
    </form>
  );
}
