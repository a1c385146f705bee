'use client';

import { Mail } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { onUse } from '#components/ui/on-use.ts';
import { Popover } from '#components/ui/popover.tsx';

const { Part: SlipMailForm, near } = onUse(() => import('./slip-mail-form.tsx'));

type SlipMailProps = {
  transactionId: string;
  /** Which slip, and the language it is seen in. */
  slip: { language: string; copy: string };
  languages: readonly (readonly [value: string, name: string])[];
  /** Counts and sends; bound to its merchant. */
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** The slip by mail, to an address written here. */
export function SlipMail({ action, ...props }: SlipMailProps) {
  const t = useTranslations('slip.mail');
  const [isWanted, setWanted] = useState(false);
  const [state, send] = useActionState(action, idleForm);
  return (
    <Popover
      label={t('title')}
      trigger={
        <Button {...near} onClick={() => setWanted(true)}>
          <Mail aria-hidden />
          {t('button')}
        </Button>
      }
    >
      {isWanted && (
        <Arriving rows={3} label={t('title')}>
          <SlipMailForm {...props} state={state} send={send} />
        </Arriving>
      )}
    </Popover>
  );
}
