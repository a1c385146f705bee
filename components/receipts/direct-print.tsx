'use client';

import { Printer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { FormState } from '#components/forms/form-state.ts';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { onUse } from '#components/ui/on-use.ts';
import { Popover } from '#components/ui/popover.tsx';

const { Part: PrinterForm, near } = onUse(() => import('./printer-form.tsx'));

type DirectState = FormState & { value?: { number: number; base64: string } };

/** What is printed, and how it is counted and fetched. */
export type DirectPrintProps = {
  transactionId: string;
  /** Which slip, in which language. */
  slip: { language: string; copy: string };
  /** Counts a print and answers with its bytes; bound to its merchant. */
  action: (state: DirectState, form: FormData) => Promise<DirectState>;
  /** Where a test page is fetched from. */
  testHref: string;
};

/** A slip straight to a receipt printer of this browser, by WebUSB or Web Serial. The printer is opened before anything is counted. */
export function DirectPrint(props: DirectPrintProps) {
  const t = useTranslations('slip.direct');
  const [isWanted, setWanted] = useState(false);
  return (
    <Popover
      label={t('title')}
      className="w-80"
      trigger={
        <Button {...near} onClick={() => setWanted(true)}>
          <Printer aria-hidden />
          {t('button')}
        </Button>
      }
    >
      {isWanted && (
        <Arriving rows={4} label={t('title')}>
          <PrinterForm {...props} />
        </Arriving>
      )}
    </Popover>
  );
}
