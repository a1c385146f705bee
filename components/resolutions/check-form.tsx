'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Input } from '#components/ui/input.tsx';
import { type RecordAction, useRecording } from './use-recording.ts';

type AnswerProps = { resolutionId: string; action: RecordAction };

type CheckFormProps = AnswerProps & {
  /** What is recorded when it is accepted, as the button says it. */
  what: string;
};

/** The second person's answer: yes, under one's own name, or no with a reason. */
export function CheckForm({ what, ...answer }: CheckFormProps) {
  const t = useTranslations('resolution.check');
  const label = t('sentenceLabel');
  return (
    <Answer {...answer} labels={{ sentence: label }}>
      {({ fieldErrors, values }) => (
        <>
          <p className="text-pretty text-ink-soft text-sm">{t('sentence')}</p>
          <Field name="sentence" label={label} hint={t('sentenceHint')} errors={fieldErrors?.sentence ?? []}>
            {(control) => (
              <Input {...control} maxLength={300} autoComplete="off" defaultValue={values?.sentence ?? ''} />
            )}
          </Field>
          <div className="flex flex-wrap gap-2">
            <SubmitButton name="answer" value="reject" variant="secondary" busy={t('working')}>
              {t('reject')}
            </SubmitButton>
            <SubmitButton
              name="answer"
              value="accept"
              busy={t('working')}
              className="h-auto! min-h-8 max-w-full shrink! whitespace-normal! py-1.5 text-left max-md:min-h-11"
            >
              {t('accept', { what })}
            </SubmitButton>
          </div>
        </>
      )}
    </Answer>
  );
}

/** Takes one's own proposal back, or stops what would happen by itself. */
export function WithdrawForm({ label, ...answer }: AnswerProps & { label: string }) {
  const t = useTranslations('resolution.check');
  return (
    <Answer {...answer} labels={{}}>
      {() => (
        <div className="flex">
          <SubmitButton variant="secondary" busy={t('working')}>
            {label}
          </SubmitButton>
        </div>
      )}
    </Answer>
  );
}

/** A form about one proposal, with what is wrong in it said first. */
function Answer({
  resolutionId,
  action,
  labels,
  children,
}: AnswerProps & { labels: Record<string, string>; children: (state: FormState) => ReactNode }) {
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={labels} />
      <input type="hidden" name="resolutionId" value={resolutionId} />
      {children(state)}
    </form>
  );
}
