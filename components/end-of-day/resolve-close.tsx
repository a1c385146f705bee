'use client';

import { Scale } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { type RecordAction, useRecording } from '#components/resolutions/use-recording.ts';
import { VerdictChoice } from '#components/resolutions/verdict-choice.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';

type ResolveCloseProps = { runId: string; action: RecordAction };

const VERDICTS = ['closed', 'not_closed'] as const;

/** Ends a close whose answer is lost, by what the terminal printed. */
export function ResolveClose(props: ResolveCloseProps) {
  const t = useTranslations('endOfDay.byHand');
  return (
    <Sheet
      title={t('title')}
      description={t('sentence')}
      trigger={
        <Button>
          <Scale aria-hidden /> {t('open')}
        </Button>
      }
    >
      <ResolveForm {...props} />
    </Sheet>
  );
}

function ResolveForm({ runId, action }: ResolveCloseProps) {
  const t = useTranslations('endOfDay.byHand');
  const said = useTranslations('resolution');
  const [verdict, setVerdict] = useState<(typeof VERDICTS)[number] | null>(null);
  const [state, send] = useRecording(action);
  const { fieldErrors = {}, values = {} } = state;
  return (
    <form action={send} className="grid gap-5">
      <ErrorSummary
        state={state}
        labels={{
          verdict: t('verdict'),
          batchNumber: t('batchNumber'),
          statement: said('statement'),
        }}
      />
      <input type="hidden" name="runId" value={runId} />
      <VerdictChoice
        label={t('verdict')}
        value={verdict}
        onChange={setVerdict}
        errors={fieldErrors.verdict}
        options={VERDICTS.map((each) => ({
          verdict: each,
          label: t(`verdicts.${each}`),
          effect: t(`effect.${each}`),
        }))}
      />
      {verdict === 'closed' && (
        <Field
          name="batchNumber"
          label={t('batchNumber')}
          errors={fieldErrors.batchNumber ?? []}
          need="required"
        >
          {(control) => (
            <Input {...control} maxLength={20} autoComplete="off" defaultValue={values.batchNumber ?? ''} />
          )}
        </Field>
      )}
      <Field
        name="statement"
        label={said('statement')}
        hint={said('statementHint')}
        errors={fieldErrors.statement ?? []}
        need="required"
      >
        {(control) => (
          <Input {...control} maxLength={500} autoComplete="off" defaultValue={values.statement ?? ''} />
        )}
      </Field>
      <SubmitButton
        size="lg"
        busy={t('sending')}
        disabled={verdict === null}
        reason={t('chooseFirst')}
        className="h-auto! min-h-12 whitespace-normal! py-2"
      >
        {verdict ? t(`confirm.${verdict}`) : t('chooseFirst')}
      </SubmitButton>
    </form>
  );
}

/** That a person ended it, and on what that stands. */
export function DecidedClose({ text }: { text: string | null }) {
  const t = useTranslations('endOfDay.byHand');
  return (
    <Alert kind="info" title={t('decided')}>
      {text && t('says', { text })}
    </Alert>
  );
}
