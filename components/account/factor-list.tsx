'use client';

import { KeyRound, Smartphone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm, type ValueState } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Input } from '#components/ui/input.tsx';
import type { Account } from '#server/auth/account.ts';

type Factor = Account['factors'][number];
type Change = FormAction<ValueState<null>>;
type FactorListProps = {
  factors: readonly Factor[];
  timeZone: string;
  actions: { rename: Change; remove: Change };
};

/** What the person confirms signing in with: each can be called something else, and all but the last one taken away. */
export function FactorList({ factors, timeZone, actions }: FactorListProps) {
  const t = useTranslations('account.factors');
  // Here, as the row of what was removed is there no more to say so.
  const [removed, remove] = useRefreshingForm<null>(actions.remove);
  return (
    <div className="grid gap-3">
      <ErrorSummary state={removed} labels={{}} />
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {removed.status === 'done' && t('removed')}
      </p>
      <ul className="grid gap-3">
        {factors.map((factor) => (
          <FactorRow
            key={factor.id}
            factor={factor}
            timeZone={timeZone}
            rename={actions.rename}
            others={factors.filter((other) => other !== factor).map(({ label }) => label)}
            remove={remove}
          />
        ))}
      </ul>
    </div>
  );
}

type FactorRowProps = {
  factor: Factor;
  timeZone: string;
  rename: Change;
  /** What would be left without it; the only one is not removed. */
  others: readonly string[];
  remove: (form: FormData) => void;
};

function FactorRow({ factor, timeZone, rename, others, remove }: FactorRowProps) {
  const { id, kind, label, lastUsedAt } = factor;
  const t = useTranslations('account.factors');
  const [state, send] = useRefreshingForm<null>(rename);
  const Icon = kind === 'passkey' ? KeyRound : Smartphone;
  return (
    <li className="grid gap-1">
      <div className="flex flex-wrap items-center gap-x-2">
        <Icon aria-hidden className="size-4 text-ink-soft" />
        <span className="min-w-0 break-words">{label}</span>
        <span className="text-ink-soft text-sm">
          {lastUsedAt
            ? t.rich('used', { when: () => <Instant at={lastUsedAt} timeZone={timeZone} /> })
            : t('never')}
        </span>
      </div>
      <details className="text-sm">
        <summary className="w-fit cursor-pointer underline underline-offset-2 max-md:py-3">
          <span aria-hidden>{t('change')}</span>
          <span className="sr-only">{t('changeOf', { label })}</span>
        </summary>
        <div className="mt-2 grid gap-3 rounded-md border p-3">
          <form action={send} noValidate className="grid max-w-sm justify-items-start gap-2">
            <ErrorSummary state={state} labels={{ label: t('label') }} />
            <input type="hidden" name="factor" value={id} />
            <Field
              name="label"
              label={t('label')}
              need="required"
              errors={state.fieldErrors?.label}
              className="w-full"
            >
              {(control) => (
                <Input
                  {...control}
                  maxLength={60}
                  autoComplete="off"
                  defaultValue={state.values?.label ?? label}
                />
              )}
            </Field>
            <SubmitButton variant="secondary">{t('rename')}</SubmitButton>
            <p role="status" className="text-ink-soft empty:hidden">
              {state.status === 'done' && t('renamed')}
            </p>
          </form>
          {others.length > 0 ? (
            <details>
              <summary className="w-fit cursor-pointer underline underline-offset-2 max-md:py-3">
                <span aria-hidden>{t('removeAsk')}</span>
                <span className="sr-only">{t('removeAskOf', { label })}</span>
              </summary>
              <form action={remove} className="mt-2 grid justify-items-start gap-2">
                <input type="hidden" name="factor" value={id} />
                <p>{t('removeSentence', { left: others.join(', ') })}</p>
                <SubmitButton variant="danger">
                  <span aria-hidden>{t('remove')}</span>
                  <span className="sr-only">{t('removeOf', { label })}</span>
                </SubmitButton>
              </form>
            </details>
          ) : (
            <p className="text-ink-soft">{t('onlyOne')}</p>
          )}
        </div>
      </details>
    </li>
  );
}
