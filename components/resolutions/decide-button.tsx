'use client';

import { Scale } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { onUse } from '#components/ui/on-use.ts';
import type { DecisionView } from '#server/resolutions/get-decision.ts';
import type { ListedTransaction } from '#server/transactions/listed.ts';
import type { RecordAction } from './use-recording.ts';

const { Part: DecideSheet, near } = onUse(() => import('./decide-sheet.tsx'));

/** What a person decides about, and the action that records it. */
export type DecideProps = {
  view: DecisionView;
  /** What is known, beside which the form stands. */
  known: Pick<ListedTransaction, 'status' | 'device' | 'reference' | 'sentAt'>;
  timeZone: string;
  action: RecordAction;
};

/** Opens the sheet in which a person says what became of an operation; with `startsOpen` as soon as the page is there. */
export function DecideButton({ startsOpen = false, ...props }: DecideProps & { startsOpen?: boolean }) {
  const t = useTranslations('resolution');
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <Sheet
      open={isOpen}
      onOpenChange={setOpen}
      title={t('sheet.title')}
      description={t('sheet.sentence')}
      trigger={
        <Button {...near}>
          <Scale aria-hidden /> {t('open')}
        </Button>
      }
    >
      <Arriving rows={6} label={t('sheet.title')}>
        <DecideSheet {...props} />
      </Arriving>
    </Sheet>
  );
}
