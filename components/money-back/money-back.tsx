'use client';

import { Ban, Undo2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import type { MoneyBackOffer } from '#server/transactions/get-money-back.ts';
import { FollowUpForm, type FollowUpState } from './follow-up-form.tsx';
import { AmountFields, LineFields } from './refund-fields.tsx';

type MoneyBackProps = {
  merchantSlug: string;
  offer: MoneyBackOffer;
  voidAction: (state: FollowUpState, form: FormData) => Promise<FollowUpState>;
  refundAction: (state: FollowUpState, form: FormData) => Promise<FollowUpState>;
};

/** Give money back: void while that is possible, refund otherwise or for a part, and why not when neither is. */
export function MoneyBack(props: MoneyBackProps) {
  const t = useTranslations('moneyBack');
  const { void: undo, refund } = props.offer.moneyBack;
  if (!undo.isPossible && !refund.isPossible) {
    // What was never approved needs no word about giving back; the page says its state already.
    if (refund.obstacle === 'not_an_approved_sale') return null;
    return <p className="self-center text-ink-soft text-sm">{t(`obstacle.${refund.obstacle}`)}</p>;
  }
  return (
    <>
      {refund.isPossible && (
        <RefundButton {...props} remainingMinor={refund.remainingMinor} isPrimary={!undo.isPossible} />
      )}
      {undo.isPossible && <VoidButton {...props} />}
    </>
  );
}

function VoidButton({ merchantSlug, offer, voidAction }: MoneyBackProps) {
  const t = useTranslations('moneyBack');
  const amount = formatAmount(offer.amount, useLocale());
  return (
    <Sheet
      title={t('voidTitle')}
      description={t(offer.paymentType === 'cash' ? 'voidSentenceCash' : 'voidSentence')}
      trigger={
        <Button variant="primary" aria-keyshortcuts="r">
          <Ban aria-hidden /> {t('void')}
        </Button>
      }
    >
      <FollowUpForm
        merchantSlug={merchantSlug}
        offer={offer}
        needsCard={offer.cardNeededFor.includes('void')}
        action={voidAction}
        confirm={() => t('voidConfirm', { amount, device: offer.deviceLabel })}
      />
    </Sheet>
  );
}

function RefundButton({
  merchantSlug,
  offer,
  refundAction,
  remainingMinor,
  isPrimary,
}: MoneyBackProps & { remainingMinor: number; isPrimary: boolean }) {
  const t = useTranslations('moneyBack');
  const locale = useLocale();
  const { currency } = offer.amount;
  const say = (minor: number) => formatAmount({ minor, currency }, locale);
  const isCash = offer.paymentType === 'cash';
  const card = offer.last4 ? t('card', { last4: offer.last4 }) : t('someCard');
  return (
    <Sheet
      title={t('refundTitle')}
      description={t('refundSentence', { remaining: say(remainingMinor), amount: say(offer.amount.minor) })}
      trigger={
        <Button variant={isPrimary ? 'primary' : 'secondary'}>
          <Undo2 aria-hidden /> {t('refund')}
        </Button>
      }
    >
      <FollowUpForm
        merchantSlug={merchantSlug}
        offer={offer}
        needsCard={offer.cardNeededFor.includes('refund')}
        action={refundAction}
        confirm={(minor) =>
          minor
            ? t(isCash ? 'refundConfirmCash' : 'refundConfirm', {
                amount: say(minor),
                card,
                device: offer.deviceLabel,
              })
            : t('refundConfirmOpen', { device: offer.deviceLabel })
        }
      >
        {(errors, onMinor) =>
          offer.refundBy === 'amount' ? (
            <AmountFields
              currency={currency}
              remainingMinor={remainingMinor}
              errors={errors}
              onMinor={onMinor}
            />
          ) : (
            <LineFields
              merchantSlug={merchantSlug}
              saleId={offer.saleId}
              currency={currency}
              errors={errors}
              onMinor={onMinor}
            />
          )
        }
      </FollowUpForm>
    </Sheet>
  );
}
