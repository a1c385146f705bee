'use client';

import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import type { HoldOffer } from '#server/transactions/get-money-back.ts';
import { type FollowUpAction, FollowUpForm } from './follow-up-form.tsx';
import { AmountFields } from './refund-fields.tsx';

type HoldFormProps = {
  merchantSlug: string;
  offer: HoldOffer;
  step:
    | { kind: 'capture'; heldMinor: number; action: FollowUpAction }
    | { kind: 'release'; action: FollowUpAction };
};

/** The form that takes a hold or lets it go. */
export default function HoldForm({ merchantSlug, offer, step }: HoldFormProps) {
  const t = useTranslations('moneyBack');
  const locale = useLocale();
  const { currency } = offer.amount;
  const device = offer.deviceLabel;
  const say = (minor: number) => formatAmount({ minor, currency }, locale);
  if (step.kind === 'release') {
    return (
      <FollowUpForm
        merchantSlug={merchantSlug}
        subject={{ field: 'saleId', id: offer.saleId }}
        atDevice={offer.cardNeededFor.includes('void') && t('cardNeeded', { device })}
        action={step.action}
        confirm={() => t('hold.releaseConfirm', { amount: formatAmount(offer.amount, locale), device })}
      />
    );
  }
  return (
    <FollowUpForm
      merchantSlug={merchantSlug}
      subject={{ field: 'holdId', id: offer.saleId }}
      asksReason={false}
      amountLabel={t('hold.captureAmount')}
      variant="primary"
      atDevice={t('hold.noCard')}
      action={step.action}
      startMinor={step.heldMinor}
      confirm={(minor) =>
        minor
          ? t('hold.captureConfirm', { amount: say(minor), device })
          : t('hold.captureConfirmOpen', { device })
      }
    >
      {(errors, onMinor) => (
        <AmountFields
          label={t('hold.captureAmount')}
          all={{ label: t('hold.captureAll'), minor: step.heldMinor }}
          startMinor={step.heldMinor}
          currency={currency}
          errors={errors}
          onMinor={onMinor}
        />
      )}
    </FollowUpForm>
  );
}
