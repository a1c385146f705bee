'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';

/** What can be changed of one thing of a list, beside the list. */
export function EditSheet({ name, children }: { name: string; children: ReactNode }) {
  const t = useTranslations('manage');
  return (
    <Sheet
      title={name}
      trigger={
        <Button>
          <span aria-hidden>{t('open')}</span>
          <span className="sr-only">{t('openOf', { name })}</span>
        </Button>
      }
    >
      <div className="grid gap-6">{children}</div>
    </Sheet>
  );
}
