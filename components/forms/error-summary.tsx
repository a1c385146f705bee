'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import type { FormState } from './form-state.ts';

/**
 * What is wrong with the form, above its fields. Takes the focus when an answer with errors arrives, so that keyboard and
 * screen reader land on it. `labels` names the fields; each name leads to its control.
 */
export function ErrorSummary({ state, labels }: { state: FormState; labels: Record<string, string> }) {
  const t = useTranslations('common.form');
  const box = useRef<HTMLDivElement>(null);
  const fields = Object.entries(state.fieldErrors ?? {}).filter(([, errors]) => errors.length > 0);
  const isShown = state.status === 'error' && (fields.length > 0 || Boolean(state.formError));

  // Each answer is a new object, so a second failed try moves the focus again.
  useEffect(() => {
    if (state.status === 'error') box.current?.focus();
  }, [state]);

  if (!isShown) return null;
  return (
    <div ref={box} tabIndex={-1} role="alert" className="rounded-md">
      <Alert kind="error" title={state.formError ?? t('summary', { count: fields.length })}>
        {fields.length > 0 && (
          <ul>
            {fields.map(([name, errors]) => (
              <li key={name}>
                <button
                  type="button"
                  onClick={() => focusField(box.current, name)}
                  className="text-left underline underline-offset-2"
                >
                  {labels[name] ?? name}
                </button>
                {': '}
                {errors.join(' ')}
              </li>
            ))}
          </ul>
        )}
      </Alert>
    </div>
  );
}

function focusField(within: HTMLElement | null, name: string) {
  const field = within?.closest('form')?.querySelector(`[data-field="${CSS.escape(name)}"]`);
  field?.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea, button')?.focus();
}
