'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { type RecordAction, useRecording } from '#components/resolutions/use-recording.ts';

type UndoStatementProps = { statementId: string; fileName: string; action: RecordAction };

/** Has a statement count no more. */
export function UndoStatement({ statementId, fileName, action }: UndoStatementProps) {
  const t = useTranslations('statement.list');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid justify-items-end gap-1">
      <ErrorSummary state={state} labels={{}} />
      <input type="hidden" name="statementId" value={statementId} />
      <SubmitButton variant="ghost">
        {t('undo')}
        <span className="sr-only"> {fileName}</span>
      </SubmitButton>
    </form>
  );
}
