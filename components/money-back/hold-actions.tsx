'use client';

import { Ban, HandCoins } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import type { HoldOffer } from '#server/transactions/get-money-back.ts';
import { type FollowUpAction, FollowUpForm } from './follow-up-form.tsx';
import { AmountFields } from './refund-fields.tsx';

type HoldActionsProps = {
  merchantSlug: string;
  offer: HoldOffer;
  /** Left out for those who may not. */
  captureAction?: FollowUpAction;
  releaseAction?: FollowUpAction;
};

/** What can be done with a hold: take it, wholly or partly, or let it go; and why not where one of them is closed. */
export function HoldActions(props: HoldActionsProps) {
  const t = useTranslations('moneyBack.hold');
  const { capture, release } = props.offer.hold;
  return (
    <>
      {props.releaseAction && release.isPossible && (
        <ReleaseButton {...props} releaseAction={props.releaseAction} />
      )}
      {props.captureAction && capture.isPossible && (
        <CaptureButton {...props} captureAction={props.captureAction} heldMinor={capture.heldMinor} />
      )}
      {!capture.isPossible &&
        (capture.obstacle === 'capture_running' || capture.obstacle === 'release_running') && (
          <p className="self-center text-ink-soft text-sm">{t(`obstacle.${capture.obstacle}`)}</p>
        )}
      {props.releaseAction && capture.isPossible && !release.isPossible && (
        <p className="basis-full text-pretty text-ink-soft text-sm">
          {t('noRelease', { why: t(`obstacle.${release.obstacle}`) })}
        </p>
      )}
    </>
  );
}

function CaptureButton({
  merchantSlug,
  offer,
  captureAction,
  heldMinor,
}: HoldActionsProps & { captureAction: FollowUpAction; heldMinor: number }) {
  const t = useTranslations('moneyBack.hold');
  const locale = useLocale();
  const { currency } = offer.amount;
  const device = offer.deviceLabel;
  const say = (minor: number) => formatAmount({ minor, currency }, locale);
  return (
    <Sheet
      title={t('captureTitle')}
      description={t('captureSentence', { amount: say(heldMinor) })}
      trigger={
        <Button variant="primary">
          <HandCoins aria-hidden /> {t('capture')}
        </Button>
      }
    >
      <FollowUpForm
        merchantSlug={merchantSlug}
        subject={{ field: 'holdId', id: offer.saleId }}
        asksReason={false}
        amountLabel={t('captureAmount')}
        variant="primary"
        atDevice={t('noCard')}
        action={captureAction}
        startMinor={heldMinor}
        confirm={(minor) =>
          minor ? t('captureConfirm', { amount: say(minor), device }) : t('captureConfirmOpen', { device })
        }
      >
        {(errors, onMinor) => (
          <AmountFields
            label={t('captureAmount')}
            all={{ label: t('captureAll'), minor: heldMinor }}
            startMinor={heldMinor}
            currency={currency}
            errors={errors}
            onMinor={onMinor}
          />
        )}
      </FollowUpForm>
    </Sheet>
  );
}

function ReleaseButton({
  merchantSlug,
  offer,
  releaseAction,
}: HoldActionsProps & { releaseAction: FollowUpAction }) {
  const t = useTranslations('moneyBack');
  const amount = formatAmount(offer.amount, useLocale());
  const device = offer.deviceLabel;
  return (
    <Sheet
      title={t('hold.releaseTitle')}
      description={t('hold.releaseSentence')}
      trigger={
        <Button>
          <Ban aria-hidden /> {t('hold.release')}
        </Button>
      }
    >
      <FollowUpForm
        merchantSlug={merchantSlug}
        subject={{ field: 'saleId', id: offer.saleId }}
        atDevice={offer.cardNeededFor.includes('void') && t('cardNeeded', { device })}
        action={releaseAction}
        confirm={() => t('hold.releaseConfirm', { amount, device })}
      />
    </Sheet>
  );
}
