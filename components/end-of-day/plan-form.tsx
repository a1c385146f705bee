'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useEffect } from 'react';
import { Field } from '#components/forms/field.tsx';
import { idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Tick } from '#components/forms/tick.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';
import type { ClosePlan } from '#server/end-of-day/close-hour.ts';
import type { HourAction } from './usual-hour.tsx';

/** Sets by what hour a device is to be closed, and, where it closes when told to, whether that is asked for by itself. */
export function PlanForm({
  deviceId,
  plan,
  usual,
  canSchedule,
  action,
}: {
  deviceId: string;
  plan: ClosePlan;
  usual: ClosePlan;
  canSchedule: boolean;
  action: HourAction;
}) {
  const t = useTranslations('board.plan');
  const router = useRouter();
  const [state, submit] = useActionState(action, idleForm);
  const { values } = state;

  useEffect(() => {
    if (state.status === 'done') router.refresh();
  }, [state, router]);

  return (
    <form action={submit} className="grid gap-3">
      <input type="hidden" name="deviceId" value={deviceId} />
      <Field
        name="hour"
        label={t('own')}
        hint={t('hint', { zone: plan.timeZone, usual: usual.hour })}
        errors={state.fieldErrors?.hour}
      >
        {(control) => (
          <Input
            {...control}
            type="time"
            defaultValue={values ? values.hour : plan.isOwn ? plan.hour : ''}
            className="w-36"
          />
        )}
      </Field>
      {canSchedule ? (
        <div className="grid gap-1">
          <Tick
            name="scheduled"
            label={t('schedule')}
            defaultChecked={values ? values.scheduled === 'yes' : plan.isScheduled}
          />
          <p className="text-pretty text-ink-soft text-xs">{t('scheduleHint')}</p>
        </div>
      ) : (
        <p className="text-pretty text-ink-soft text-xs">{t('byBank')}</p>
      )}
      {state.formError && (
        <Alert kind="error" live>
          {state.formError}
        </Alert>
      )}
      <div className="flex items-center gap-3">
        <SubmitButton variant="secondary" busy={t('saving')}>
          {t('save')}
        </SubmitButton>
        <p role="status" className="text-ink-soft text-sm">
          {state.status === 'done' && t('saved')}
        </p>
      </div>
    </form>
  );
}
