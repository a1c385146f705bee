'use client';

import { useTranslations } from 'next-intl';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

/** The button that saves a form of the settings, and beside it that it was saved. */
export function SaveLine({ state, label }: { state: FormState; label?: string }) {
  const t = useTranslations('manage');
  return (
    <div className="flex flex-wrap items-center gap-3">
      <SubmitButton variant="secondary" busy={t('saving')}>
        {label ?? t('save')}
      </SubmitButton>
      <p role="status" className="text-ink-soft text-sm">
        {state.status === 'done' && t('saved')}
      </p>
    </div>
  );
}
