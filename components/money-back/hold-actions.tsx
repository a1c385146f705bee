'use client';

import { Ban, HandCoins } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { onUse } from '#components/ui/on-use.ts';
import type { HoldOffer } from '#server/transactions/get-money-back.ts';
import type { FollowUpAction } from './follow-up-form.tsx';

const { Part: HoldForm, near } = onUse(() => import('./hold-form.tsx'));

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
  const say = (minor: number) => formatAmount({ minor, currency }, locale);
  return (
    <Sheet
      title={t('captureTitle')}
      description={t('captureSentence', { amount: say(heldMinor) })}
      trigger={
        <Button variant="primary" {...near}>
          <HandCoins aria-hidden /> {t('capture')}
        </Button>
      }
    >
      <Arriving rows={4} label={t('captureTitle')}>
        <HoldForm
          merchantSlug={merchantSlug}
          offer={offer}
          step={{ kind: 'capture', heldMinor, action: captureAction }}
        />
      </Arriving>
    </Sheet>
  );
}

function ReleaseButton({
  merchantSlug,
  offer,
  releaseAction,
}: HoldActionsProps & { releaseAction: FollowUpAction }) {
  const t = useTranslations('moneyBack');
  return (
    <Sheet
      title={t('hold.releaseTitle')}
      description={t('hold.releaseSentence')}
      trigger={
        <Button {...near}>
          <Ban aria-hidden /> {t('hold.release')}
        </Button>
      }
    >
      <Arriving rows={3} label={t('hold.releaseTitle')}>
        <HoldForm
          merchantSlug={merchantSlug}
          offer={offer}
          step={{ kind: 'release', action: releaseAction }}
        />
      </Arriving>
    </Sheet>
  );
}
