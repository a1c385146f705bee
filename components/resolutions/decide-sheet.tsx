'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { StatePill } from '#components/state/state-pill.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { DecideProps } from './decide-button.tsx';
import { DecideForm } from './decide-form.tsx';

/** What is known of an operation, and beside it the form in which a person says what became of it. */
export default function DecideSheet({ view, known, timeZone, action }: DecideProps) {
  return (
    <div className="grid gap-5">
      <Known view={view} known={known} timeZone={timeZone} />
      <DecideForm view={view} timeZone={timeZone} action={action} />
    </div>
  );
}

function Known({ view, known, timeZone }: Pick<DecideProps, 'view' | 'known' | 'timeZone'>) {
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
