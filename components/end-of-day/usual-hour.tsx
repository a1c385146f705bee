'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useEffect, useState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import type { ClosePlan } from '#server/end-of-day/close-hour.ts';

/** An action that sets an hour, already bound to its merchant. */
export type HourAction = (state: FormState, form: FormData) => Promise<FormState>;

/** The hour by which devices are usually closed, and the way to another one. */
export function UsualHour({ action, plan }: { action: HourAction; plan: ClosePlan }) {
  const t = useTranslations('board.plan');
  const common = useTranslations('common');
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [state, submit] = useActionState(action, idleForm);

  useEffect(() => {
    if (state.status !== 'done') return;
    setOpen(false);
    router.refresh();
  }, [state, router]);

  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={<Button variant="ghost">{t('usualChange', { hour: plan.hour })}</Button>}
      title={t('usualTitle')}
    >
      <form action={submit} className="grid gap-4">
        <p className="text-pretty">{t('usualText', { zone: plan.timeZone })}</p>
        {state.formError && (
          <Alert kind="error" live>
            {state.formError}
          </Alert>
        )}
        <Field name="hour" label={t('usual')} errors={state.fieldErrors?.hour} need="required">
          {(control) => (
            <Input
              {...control}
              type="time"
              defaultValue={state.values?.hour ?? plan.hour}
              className="w-36"
              data-autofocus
            />
          )}
        </Field>
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>
            <Button>{common('actions.cancel')}</Button>
          </DialogClose>
          <SubmitButton busy={t('saving')}>{t('usualSave')}</SubmitButton>
        </div>
      </form>
    </Dialog>
  );
}
