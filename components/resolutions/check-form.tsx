'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Input } from '#components/ui/input.tsx';
import { type RecordAction, useRecording } from './use-recording.ts';

type CheckFormProps = {
  resolutionId: string;
  /** What is recorded when it is accepted, as the button says it. */
  what: string;
  action: RecordAction;
};

/** The second person's answer: yes, under one's own name, or no with a reason. */
export function CheckForm({ resolutionId, what, action }: CheckFormProps) {
  const t = useTranslations('resolution.check');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={{ sentence: t('sentenceLabel') }} />
      <input type="hidden" name="resolutionId" value={resolutionId} />
      <p className="text-pretty text-ink-soft text-sm">{t('sentence')}</p>
      <Field
        name="sentence"
        label={t('sentenceLabel')}
        hint={t('sentenceHint')}
        errors={state.fieldErrors?.sentence ?? []}
      >
        {(control) => (
          <Input
            {...control}
            maxLength={300}
            autoComplete="off"
            defaultValue={state.values?.sentence ?? ''}
          />
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
    </form>
  );
}

/** Takes one's own proposal back. */
export function WithdrawForm({
  resolutionId,
  label,
  action,
}: {
  resolutionId: string;
  label: string;
  action: RecordAction;
}) {
  const t = useTranslations('resolution.check');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid justify-items-start gap-2">
      <ErrorSummary state={state} labels={{}} />
      <input type="hidden" name="resolutionId" value={resolutionId} />
      <SubmitButton variant="secondary" busy={t('working')}>
        {label}
      </SubmitButton>
    </form>
  );
}
