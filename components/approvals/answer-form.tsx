'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { DeviceIsIdle } from '#components/sales/device-is-idle.tsx';
import { Input } from '#components/ui/input.tsx';
import { type ApprovalAction, useAnswering } from './use-answering.ts';

type AnswerFormProps = {
  approvalId: string;
  /** What happens when it is let happen, as the button says it. */
  accept: string;
  action: ApprovalAction;
};

/** The second person's answer: yes, under one's own name, or no with a reason. */
export function AnswerForm({ approvalId, accept, action }: AnswerFormProps) {
  const t = useTranslations('approvals.answer');
  const sale = useTranslations('sale');
  const [state, send] = useAnswering(action);
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={{ sentence: t('words'), deviceIsIdle: sale('deviceIsIdle') }} />
      <input type="hidden" name="approvalId" value={approvalId} />
      <p className="text-pretty text-ink-soft text-sm">{t('sentence')}</p>
      <Field
        name="sentence"
        label={t('words')}
        hint={t('wordsHint')}
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
      <DeviceIsIdle errors={state.fieldErrors?.deviceIsIdle} />
      <div className="flex flex-wrap gap-2 max-md:grid">
        <SubmitButton
          name="answer"
          value="accept"
          size="lg"
          busy={t('working')}
          className="h-auto! min-h-12 max-w-full whitespace-normal! py-2 md:order-last"
        >
          {accept}
        </SubmitButton>
        <SubmitButton name="answer" value="reject" size="lg" variant="secondary" busy={t('working')}>
          {t('reject')}
        </SubmitButton>
      </div>
    </form>
  );
}

/** Takes one's own request back, or stops what is about to happen by itself. */
export function WithdrawForm({
  approvalId,
  label,
  action,
}: {
  approvalId: string;
  label: string;
  action: ApprovalAction;
}) {
  const t = useTranslations('approvals.answer');
  const [state, send] = useAnswering(action);
  return (
    <form action={send} className="grid justify-items-start gap-2">
      <ErrorSummary state={state} labels={{}} />
      <input type="hidden" name="approvalId" value={approvalId} />
      <SubmitButton variant="secondary" busy={t('working')}>
        {label}
      </SubmitButton>
    </form>
  );
}
