'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { type RecordAction, useRecording } from '#components/resolutions/use-recording.ts';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Sheet } from '#components/ui/dialog.tsx';
import { controlLook, Input } from '#components/ui/input.tsx';

type Sign = { runId: string; action: RecordAction };

/** The first person's part: stands for the report, or asks about it. */
export function ReviewForm({
  runId,
  action,
  whyNot,
  isReviewed,
}: Sign & { whyNot: string | null; isReviewed: boolean }) {
  const t = useTranslations('match.sign');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={{ comment: t('comment') }} />
      <input type="hidden" name="runId" value={runId} />
      <Field name="comment" label={t('comment')} errors={state.fieldErrors?.comment ?? []}>
        {(control) => (
          <Input {...control} maxLength={500} autoComplete="off" defaultValue={state.values?.comment ?? ''} />
        )}
      </Field>
      {whyNot && !isReviewed && <p className="text-sm text-unknown">{whyNot}</p>}
      <div className="flex flex-wrap gap-2">
        <SubmitButton name="step" value="queried" variant="secondary">
          {t('query')}
        </SubmitButton>
        {!isReviewed && (
          <SubmitButton name="step" value="reviewed" disabled={whyNot !== null} reason={whyNot ?? undefined}>
            {t('review')}
          </SubmitButton>
        )}
      </div>
    </form>
  );
}

/** The second person's part. */
export function ApproveForm({ runId, action, whyNot }: Sign & { whyNot: string | null }) {
  const t = useTranslations('match.sign');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid justify-items-start gap-2">
      <ErrorSummary state={state} labels={{}} />
      <input type="hidden" name="runId" value={runId} />
      {whyNot && <p className="text-sm text-unknown">{whyNot}</p>}
      <SubmitButton disabled={whyNot !== null} reason={whyNot ?? undefined}>
        {t('approve')}
      </SubmitButton>
    </form>
  );
}

/** Asks for a signed day to be opened again. */
export function AskReopening(sign: Sign) {
  const t = useTranslations('match.sign');
  return (
    <div>
      <Sheet
        title={t('reopenTitle')}
        description={t('reopenSentence')}
        trigger={<Button>{t('reopen')}</Button>}
      >
        <AskForm {...sign} />
      </Sheet>
    </div>
  );
}

function AskForm({ runId, action }: Sign) {
  const t = useTranslations('match');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid gap-5">
      <ErrorSummary state={state} labels={{ reason: t('form.reason') }} />
      <input type="hidden" name="runId" value={runId} />
      <input type="hidden" name="step" value="ask" />
      <Field name="reason" label={t('form.reason')} errors={state.fieldErrors?.reason ?? []} need="required">
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={500}
            className={classNames(controlLook, 'py-1.5')}
            defaultValue={state.values?.reason ?? ''}
          />
        )}
      </Field>
      <SubmitButton size="lg">{t('sign.ask')}</SubmitButton>
    </form>
  );
}

/** The other person's answer to such a wish, or the end of one's own. */
export function AnswerReopening({ runId, action, isAsker }: Sign & { isAsker: boolean }) {
  const t = useTranslations('match.sign');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="mt-2 grid gap-2">
      <ErrorSummary state={state} labels={{}} />
      <input type="hidden" name="runId" value={runId} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton name="step" value="leave" variant="secondary">
          {t(isAsker ? 'withdraw' : 'refuse')}
        </SubmitButton>
        {!isAsker && (
          <SubmitButton name="step" value="agree">
            {t('agree')}
          </SubmitButton>
        )}
      </div>
    </form>
  );
}
