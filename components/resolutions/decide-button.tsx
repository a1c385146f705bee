'use client';

import { Scale } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { formatAmount } from '#components/money/format-amount.ts';
import { StatePill } from '#components/state/state-pill.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { DecisionView } from '#server/resolutions/get-decision.ts';
import type { ListedTransaction } from '#server/transactions/listed.ts';
import { DecideForm } from './decide-form.tsx';
import type { RecordAction } from './use-recording.ts';

type DecideButtonProps = {
  view: DecisionView;
  /** What is known, beside which the form stands. */
  known: Pick<ListedTransaction, 'status' | 'device' | 'reference' | 'sentAt'>;
  timeZone: string;
  action: RecordAction;
  /** The sheet is open as soon as the page is. */
  startsOpen?: boolean;
};

/** Opens the sheet in which a person says what became of an operation. */
export function DecideButton({ view, known, timeZone, action, startsOpen = false }: DecideButtonProps) {
  const t = useTranslations('resolution');
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <Sheet
      open={isOpen}
      onOpenChange={setOpen}
      title={t('sheet.title')}
      description={t('sheet.sentence')}
      trigger={
        <Button>
          <Scale aria-hidden /> {t('open')}
        </Button>
      }
    >
      <div className="grid gap-5">
        <Known view={view} known={known} timeZone={timeZone} />
        <DecideForm view={view} timeZone={timeZone} action={action} />
      </div>
    </Sheet>
  );
}

function Known({ view, known, timeZone }: Pick<DecideButtonProps, 'view' | 'known' | 'timeZone'>) {
  const t = useTranslations('resolution.sheet');
  const locale = useLocale();
  return (
    <section aria-label={t('known')} className="rounded-md bg-sunken px-3 py-2">
      <Facts>
        <Fact term={t('amount')}>{formatAmount(view.amount, locale)}</Fact>
        <Fact term={t('state')}>
          <StatePill state={known.status} />
        </Fact>
        <Fact term={t('device')}>{known.device.label}</Fact>
        <Fact term={t('sentAt')}>
          {known.sentAt && <Instant at={known.sentAt} timeZone={timeZone} detail="full" />}
        </Fact>
        <Fact term={t('reference')} mono>
          {known.reference}
        </Fact>
      </Facts>
    </section>
  );
}
