'use client';

import { useLocale, useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { PayInParts } from '#components/split-sales/pay-in-parts.tsx';
import type { SplitAction } from '#components/split-sales/split-action.ts';
import { Button } from '#components/ui/button.tsx';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { DeviceIsIdle } from './device-is-idle.tsx';
import { type DraftSale, hasBuyer } from './draft-sale.ts';
import { ChosenOptions } from './option-fields.tsx';
import type { DraftFigures } from './price-draft.ts';
import { saleFields } from './sale-fields.ts';
import { useSaleLabels } from './sale-labels.ts';

type ConfirmSaleProps = {
  intentKey: string;
  draft: DraftSale;
  figures: DraftFigures;
  device: SellableDevice;
  state: FormState;
  action: (form: FormData) => void;
  /** The merchant's address. */
  merchant: string;
  splitAction: SplitAction;
  onBack: () => void;
};

/** The same thing once more, big: which device, how much. The button says what pressing it does. */
export function ConfirmSale(props: ConfirmSaleProps) {
  const { intentKey, draft, figures, device, state, action, merchant, splitAction, onBack } = props;
  const t = useTranslations('sale');
  const labels = useSaleLabels(state);
  const locale = useLocale();
  const money = { minor: figures.amountMinor, currency: draft.currency };
  const amount = formatAmount(money, locale);
  return (
    <form action={action} className="grid gap-5">
      <ErrorSummary state={state} labels={labels} />
      <div className="grid justify-items-center gap-2 rounded-lg border bg-sunken px-4 py-8 text-center">
        <p className="text-ink-soft">{t('confirmTitle')}</p>
        {draft.kind === 'preauthorization' && <p className="font-medium">{t('kinds.preauthorization')}</p>}
        <Amount money={money} size="subject" />
        {draft.installmentCount > 1 && (
          <p className="font-medium">{t('installmentCount', { count: draft.installmentCount })}</p>
        )}
        {figures.surchargeMinor > 0 && (
          <p className="text-ink-soft text-sm">
            {t('surchargeWithin', {
              amount: formatAmount({ ...money, minor: figures.surchargeMinor }, locale),
            })}
          </p>
        )}
        <p className="text-pretty text-ink-soft text-sm">
          {t(draft.paymentType === 'cash' ? 'confirmCash' : 'confirmSentence', {
            device: device.label,
            branch: device.branchName,
          })}
        </p>
        {device.takesBuyer && hasBuyer(draft) && (
          <p className="text-ink-soft text-sm">{t('document.for', { name: buyerName(draft) })}</p>
        )}
        <ChosenOptions device={device} draft={draft} />
      </div>
      <input type="hidden" name="intentKey" value={intentKey} />
      {Object.entries(saleFields(draft, device, figures)).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {/* Of another terminal that was chosen since, nobody has asked for a look. */}
      {state.values?.deviceId === device.id && <DeviceIsIdle errors={state.fieldErrors?.deviceIsIdle} />}
      <div className="grid gap-2">
        <SubmitButton size="lg" busy={t('sending')} className="h-auto min-h-12 whitespace-normal py-2">
          {t(draft.kind === 'preauthorization' ? 'confirmHold' : 'confirm', { amount, device: device.label })}
        </SubmitButton>
        {device.splitsPayment && (
          <PayInParts merchant={merchant} action={splitAction} hasInstallments={draft.installmentCount > 1} />
        )}
        <Button size="lg" variant="ghost" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </form>
  );
}

function buyerName({ buyer }: DraftSale): string {
  return buyer.kind === 'company' ? buyer.companyName : `${buyer.firstName} ${buyer.familyName}`;
}
