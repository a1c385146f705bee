'use client';

import { useLocale, useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { type Money, toDecimal } from '#server/kernel/money.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { type DraftSale, linesJson } from './typed-sale.ts';

type ConfirmSaleProps = {
  intentKey: string;
  draft: DraftSale;
  money: Money;
  device: SellableDevice;
  state: FormState;
  action: (form: FormData) => void;
  onBack: () => void;
};

/** The same thing once more, big: which device, how much. The button says what pressing it does. */
export function ConfirmSale({ intentKey, draft, money, device, state, action, onBack }: ConfirmSaleProps) {
  const t = useTranslations('sale');
  const amount = formatAmount(money, useLocale());
  return (
    <form action={action} className="grid gap-5">
      <ErrorSummary
        state={state}
        labels={{
          deviceId: t('device'),
          amount: t('amount'),
          currency: t('currency'),
          installmentCount: t('installments'),
          lines: t('lines.title'),
        }}
      />
      <div className="grid justify-items-center gap-2 rounded-lg border bg-sunken px-4 py-8 text-center">
        <p className="text-ink-soft">{t('confirmTitle')}</p>
        <Amount money={money} size="subject" />
        {draft.installmentCount > 1 && (
          <p className="font-medium">{t('installmentCount', { count: draft.installmentCount })}</p>
        )}
        <p className="text-pretty text-ink-soft text-sm">
          {t('confirmSentence', { device: device.label, branch: device.branchName })}
        </p>
      </div>
      <input type="hidden" name="intentKey" value={intentKey} />
      <input type="hidden" name="deviceId" value={device.id} />
      <input type="hidden" name="currency" value={money.currency} />
      <input type="hidden" name="amount" value={toDecimal(money)} />
      <input type="hidden" name="installmentCount" value={draft.installmentCount} />
      {device.saleBy === 'lines' && <input type="hidden" name="lines" value={linesJson(draft.lines)} />}
      <div className="grid gap-2">
        <SubmitButton size="lg" busy={t('sending')} className="h-auto min-h-12 whitespace-normal py-2">
          {t('confirm', { amount, device: device.label })}
        </SubmitButton>
        <Button size="lg" variant="ghost" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </form>
  );
}
