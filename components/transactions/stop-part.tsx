'use client';

import { OctagonX } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatElapsed } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';

/** The action that has an operation stopped, already bound to its merchant. */
export type StopAction = (state: FormState, form: FormData) => Promise<FormState>;

type StopPartProps = {
  transaction: LiveTransaction;
  /** The server's clock. */
  nowMs: number;
  action: StopAction;
  /** It takes long enough that stopping it is what most people want now. */
  isUrgent: boolean;
};

/** How far the wish to stop an operation came, and the button that has it stopped, as long as it may be. */
export function StopPart(props: StopPartProps) {
  const t = useTranslations('stop');
  const { abort, canAbort } = props.transaction;
  if (!canAbort && !abort) return null;
  const isRunning = abort !== null && abort.againAt === null;
  const againInMs = abort?.againAt ? Date.parse(abort.againAt) - props.nowMs : 0;
  return (
    <div className="grid justify-items-start gap-2">
      <p role="status" className="max-w-[60ch] text-pretty empty:hidden">
        {abort && t(`progress.${abort.state}`)}
      </p>
      {canAbort && !isRunning && againInMs > 0 && (
        <p className="text-ink-soft text-sm tabular-nums">
          {t('again', { wait: formatElapsed(againInMs + 999) })}
        </p>
      )}
      {canAbort && !isRunning && againInMs <= 0 && <StopButton {...props} />}
    </div>
  );
}

/** Asks before it does it: what is stopped, what that means, and what it may undo. */
function StopButton({ transaction, action, isUrgent }: StopPartProps) {
  const t = useTranslations('stop');
  const locale = useLocale();
  const [isOpen, setOpen] = useState(false);
  const [state, send] = useActionState<FormState, FormData>(async (before, form) => {
    const answer = await action(before, form);
    if (answer.status === 'done') setOpen(false);
    return answer;
  }, idleForm);
  const device = transaction.device.label;
  const amount = formatAmount(transaction.amount, locale);
  const problem = state.formError ?? Object.values(state.fieldErrors ?? {}).flat()[0];
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title={t('title')}
      trigger={
        <Button variant={isUrgent ? 'danger' : 'secondary'} size={isUrgent ? 'lg' : 'md'}>
          <OctagonX aria-hidden /> {t('action')}
        </Button>
      }
    >
      <form action={send} className="grid gap-4">
        <input type="hidden" name="transactionId" value={transaction.id} />
        {state.status === 'error' && (
          <Alert kind="error" live>
            {problem}
          </Alert>
        )}
        <p className="text-pretty">{t('what', { device })}</p>
        <Alert kind="warning">{t(`warning.${transaction.kind === 'refund' ? 'refund' : 'sale'}`)}</Alert>
        <p className="text-pretty text-ink-soft text-sm">{t('notAVoid')}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>
            {/* «Cancel» would be what the other button does. */}
            <Button>{t('keep')}</Button>
          </DialogClose>
          <SubmitButton
            variant="danger"
            busy={t('busy')}
            className="h-auto! whitespace-normal! py-1.5 text-left"
          >
            {t('confirm', { amount, device })}
          </SubmitButton>
        </div>
      </form>
    </Dialog>
  );
}
