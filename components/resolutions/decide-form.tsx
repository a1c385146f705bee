'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { classNames } from '#components/ui/class-names.ts';
import { controlLook } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { DecisionView } from '#server/resolutions/get-decision.ts';
import { PhotoField } from './photo-field.tsx';
import { SlipFields } from './slip-fields.tsx';
import { type RecordAction, useRecording } from './use-recording.ts';
import { VerdictChoice } from './verdict-choice.tsx';

const PROOFS = ['slip', 'portal', 'statement', 'other'] as const;

type DecideFormProps = { view: DecisionView; timeZone: string; action: RecordAction };

/** What was found out, where, and what it means; the button says what is recorded and on whose word. */
export function DecideForm({ view, timeZone, action }: DecideFormProps) {
  const t = useTranslations('resolution');
  const locale = useLocale();
  const { kind } = view;
  const [verdict, setVerdict] = useState<DecisionView['choices'][number]['verdict'] | null>(null);
  const [isOtherAmount, setOtherAmount] = useState(false);
  const [state, send] = useRecording(action);
  const errors = state.fieldErrors ?? {};
  const amount = formatAmount(view.amount, locale);
  const chosen = view.choices.find((choice) => choice.verdict === verdict);
  const obstacleOf = ({ isBarred, notBefore }: DecisionView['choices'][number]) => {
    if (isBarred) return t('problem.reportedCharged');
    if (notBefore === null || notBefore <= view.at) return null;
    return t('notBefore', { time: formatInstant(notBefore, timeZone, locale, 'clock') });
  };
  const needsProof = chosen?.effect === 'books' || chosen?.effect === 'books_late';
  return (
    <form action={send} className="grid gap-5">
      <ErrorSummary state={state} labels={useLabels()} />
      <input type="hidden" name="transactionId" value={view.transactionId} />
      <VerdictChoice
        label={t('verdict')}
        value={verdict}
        onChange={setVerdict}
        errors={errors.verdict}
        options={view.choices.map((choice) => ({
          verdict: choice.verdict,
          label: t(`said.${kind}.${choice.verdict}`),
          effect: t(`effect.${choice.effect}`, { kind, amount }),
          obstacle: obstacleOf(choice),
        }))}
      />
      {needsProof && (
        <SlipFields
          amount={view.amount}
          values={state.values ?? {}}
          errors={errors}
          onOtherAmount={setOtherAmount}
        />
      )}
      <Field name="proof" label={t('proof')} errors={errors.proof ?? []} need="required">
        {(control) => (
          <Select {...control} key={state.values?.proof} defaultValue={state.values?.proof ?? 'slip'}>
            {PROOFS.map((proof) => (
              <option key={proof} value={proof}>
                {t(`proofs.${proof}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Statement errors={errors.statement ?? []} value={state.values?.statement} />
      <PhotoField errors={errors.photo ?? []} />
      {view.second !== 'another' && <p className="text-pretty text-sm">{t(`alone.${view.second}`)}</p>}
      <SubmitButton
        size="lg"
        busy={t('sending')}
        disabled={!chosen || (needsProof && isOtherAmount)}
        reason={chosen ? t('otherAmount', { amount }) : t('chooseFirst')}
        className="h-auto! min-h-12 whitespace-normal! py-2"
      >
        {chosen
          ? t(view.second === 'by_itself' ? 'confirmAlone' : 'confirmWaits', {
              what: t(`record.${kind}.${chosen.verdict}`, { amount }),
            })
          : t('chooseFirst')}
      </SubmitButton>
    </form>
  );
}

function useLabels(): Record<string, string> {
  const t = useTranslations('resolution');
  return {
    verdict: t('verdict'),
    proof: t('proof'),
    statement: t('statement'),
    authCode: t('authCode'),
    providerReference: t('providerReference'),
    last4: t('last4'),
    batchNumber: t('batchNumber'),
    amount: t('amount'),
    photo: t('photo.label'),
  };
}

function Statement({ errors, value }: { errors: string[]; value: string | undefined }) {
  const t = useTranslations('resolution');
  return (
    <Field name="statement" label={t('statement')} hint={t('statementHint')} errors={errors} need="required">
      {(control) => (
        <textarea
          {...control}
          rows={3}
          maxLength={500}
          defaultValue={value ?? ''}
          className={classNames(controlLook, 'resize-y py-1.5')}
        />
      )}
    </Field>
  );
}
