'use client';

import { Split } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent } from 'react';
import { useFormStatus } from 'react-dom';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { useSaleLabels } from '#components/sales/sale-labels.ts';
import { Button } from '#components/ui/button.tsx';
import { useCloseDialog } from '#components/ui/dialog.tsx';
import { type SplitAction, useSplitAction } from './split-action.ts';

type PayInPartsProps = {
  /** The merchant's address. */
  merchant: string;
  /** `startSplitSaleAction`, bound to the merchant. */
  action: SplitAction;
  /** The form asks for instalments, which only the payments of a split sale can have. */
  hasInstallments: boolean;
};

/**
 * A second way to send the form of a sale it stands in: several payments will pay it. Leads to the page of the split sale;
 * what stands in the way is said here.
 */
export function PayInParts({ merchant, action, hasInstallments }: PayInPartsProps) {
  const t = useTranslations('splitSale.entry');
  const [state, send] = useSplitAction(merchant, action);
  const labels = useSaleLabels(state);
  const reason = hasInstallments ? t('instalments') : undefined;
  const { pending, action: current } = useFormStatus();
  const router = useRouter();
  const close = useEffectEvent(useCloseDialog());
  const startedId = state.status === 'done' ? state.value?.splitSale.id : undefined;
  useEffect(() => {
    if (!startedId) return;
    router.push(`/${merchant}/split-sales/${startedId}`);
    close();
  }, [startedId, router, merchant]);
  const busy = pending && current === send ? t('sending') : startedId ? t('opening') : undefined;
  return (
    <div className="grid gap-1.5">
      <ErrorSummary state={state} labels={labels} />
      <Button
        type="submit"
        size="lg"
        formAction={send}
        busy={busy}
        disabled={reason !== undefined || (pending && current !== send)}
        reason={reason}
      >
        <Split aria-hidden /> {t('button')}
      </Button>
      <p className="text-pretty text-center text-ink-soft text-sm">{reason ?? t('hint')}</p>
    </div>
  );
}
