'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { type RecordAction, useRecording } from '#components/resolutions/use-recording.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';

type UndoStatementProps = { statementId: string; fileName: string; isUndone: boolean; action: RecordAction };

/** Has a statement count no more: asks first, and then says so in its place. */
export function UndoStatement({ fileName, isUndone, ...undo }: UndoStatementProps) {
  const t = useTranslations('statement.list');
  return (
    <>
      <span role="status" className="text-ink-soft">
        {isUndone && t('undone')}
      </span>
      {!isUndone && (
        <Dialog
          title={t('undoTitle', { file: fileName })}
          description={t('undoText')}
          trigger={
            <Button variant="ghost">
              {t('undo')}
              <span className="sr-only"> {fileName}</span>
            </Button>
          }
        >
          <UndoForm {...undo} />
        </Dialog>
      )}
    </>
  );
}

function UndoForm({ statementId, action }: Pick<UndoStatementProps, 'statementId' | 'action'>) {
  const t = useTranslations('statement.list');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={{}} />
      <input type="hidden" name="statementId" value={statementId} />
      <div className="flex flex-wrap justify-end gap-2">
        <DialogClose>
          <Button data-autofocus>{t('keep')}</Button>
        </DialogClose>
        <SubmitButton variant="danger">{t('undoNow')}</SubmitButton>
      </div>
    </form>
  );
}
