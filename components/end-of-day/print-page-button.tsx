'use client';

import { Printer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';

/** Opens the browser's print dialog for the page as it stands. */
export function PrintPageButton() {
  const t = useTranslations('common.actions');
  return (
    <Button variant="primary" onClick={() => window.print()}>
      <Printer aria-hidden />
      {t('print')}
    </Button>
  );
}
