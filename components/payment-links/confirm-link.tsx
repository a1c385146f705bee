'use client';

import { useLocale, useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import type { Money } from '#server/kernel/money.ts';
import type { OnlineTill } from '#server/payment-links/list-online-tills.ts';
import { type DraftLink, linkFields } from './draft-link.ts';
import type { LinkState } from './new-link.tsx';

type ConfirmLinkProps = {
  intentKey: string;
  draft: DraftLink;
  money: Money;
  till: OnlineTill;
  state: LinkState;
  action: (form: FormData) => void;
  onBack: () => void;
};

/** The same thing once more, big: how much, from whom, for what. The button says what pressing it does. */
export function ConfirmLink({ intentKey, draft, money, till, state, action, onBack }: ConfirmLinkProps) {
  const t = useTranslations('paymentLink.form');
  const amount = formatAmount(money, useLocale());
  const counts = draft.installmentCounts.toSorted((a, b) => a - b);
  return (
    <form action={action} className="grid gap-5">
      <ErrorSummary state={state} labels={{}} />
      <div className="grid justify-items-center gap-2 rounded-lg border bg-sunken px-4 py-8 text-center">
        <p className="text-ink-soft">{t('confirmTitle')}</p>
        <Amount money={money} size="subject" />
        <p className="text-pretty [overflow-wrap:anywhere]">
          {t('confirmFor', { name: `${draft.name} ${draft.surname}`, description: draft.description })}
        </p>
        {counts.length > 0 && (
          <p className="text-ink-soft text-sm">
            {t('installments')}: {counts.join(', ')}
          </p>
        )}
        <p className="text-ink-soft text-sm">
          {t('confirmLives', { minutes: Math.round(till.pageLivesMs / 60_000) })}
        </p>
      </div>
      <input type="hidden" name="intentKey" value={intentKey} />
      {linkFields(draft, money.minor).map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <div className="grid gap-2">
        <SubmitButton size="lg" busy={t('sending')} className="h-auto min-h-12 whitespace-normal py-2">
          {t('confirm', { amount })}
        </SubmitButton>
        <Button size="lg" variant="ghost" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </form>
  );
}
