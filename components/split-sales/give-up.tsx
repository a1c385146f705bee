'use client';

import { Ban } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import type { LiveSplitPayment, LiveSplitSale } from '#components/live/live-split-sale.ts';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';
import type { SplitAction } from './split-action.ts';
import { StepForm } from './step-form.tsx';

type GiveUpProps = { merchant: string; splitSale: LiveSplitSale; action: SplitAction; reason?: string };

/** The button that gives a split sale up, and the question before it: which payments are voided by that. */
export function GiveUp({ merchant, splitSale, action, reason }: GiveUpProps) {
  const t = useTranslations('splitSale.giveUp');
  const taken = takenOf(splitSale);
  const amount = formatAmount(splitSale.paid, useLocale());
  return (
    <Dialog
      title={t('title')}
      trigger={
        <Button size="lg" disabled={reason !== undefined} reason={reason}>
          <Ban aria-hidden /> {t('button')}
        </Button>
      }
      footer={
        <DialogClose>
          <Button variant="ghost">{t('keep')}</Button>
        </DialogClose>
      }
    >
      <div className="grid gap-4">
        {taken.length === 0 ? (
          <p className="text-pretty">{t('nothing')}</p>
        ) : (
          <>
            <p>{t('list', { count: taken.length })}</p>
            <ul className="divide-y rounded-md border">
              {taken.map(({ transaction, last4 }) => (
                <li key={transaction.id} className="flex items-baseline justify-between gap-4 px-3 py-2">
                  <span className="text-ink-soft">{last4 ? `•••• ${last4}` : transaction.device.label}</span>
                  <Amount money={transaction.amount} />
                </li>
              ))}
            </ul>
          </>
        )}
        <StepForm
          merchant={merchant}
          splitSaleId={splitSale.id}
          action={action}
          variant="danger"
          busy={t('sending')}
        >
          {taken.length === 0 ? t('confirmNothing') : t('confirm', { amount })}
        </StepForm>
      </div>
    </Dialog>
  );
}

/** The payments that were taken and not given back. */
function takenOf({ payments }: LiveSplitSale): LiveSplitPayment[] {
  return payments.filter(({ transaction }) => transaction.status === 'approved');
}
