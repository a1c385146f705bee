'use client';

import { Undo2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { onUse } from '#components/ui/on-use.ts';
import type { MoneyBackOffer } from '#server/transactions/get-money-back.ts';
import type { FollowUpAction } from './follow-up-form.tsx';

const { Part: Ways, near } = onUse(() => import('./ways.tsx'));

/** What can go back of a sale, and the actions that do it. */
export type MoneyBackProps = {
  merchantSlug: string;
  offer: MoneyBackOffer;
  voidAction: FollowUpAction;
  refundAction: FollowUpAction;
  /** Asks for a refund that another person lets happen. */
  requestAction: FollowUpAction;
  /** The reader gives money back; whoever does not may ask for it. */
  mayStart: boolean;
};

/**
 * Give money back: one action. How much decides with the rule whether it is a void or a refund; the sheet says which, and
 * why. Where nothing can go back the sentence says why not.
 */
export function MoneyBack(props: MoneyBackProps) {
  const t = useTranslations('moneyBack');
  const locale = useLocale();
  const { offer, mayStart } = props;
  // Whoever only asks has no void: that is done while the batch is open, by who may.
  const { whole, part } = mayStart ? offer : { whole: offer.part, part: offer.part };
  if (whole.way === null && part.way === null) {
    // What was never approved needs no word about giving back; the page says its state already.
    if (whole.obstacle === 'not_an_approved_sale') return null;
    return <p className="self-center text-ink-soft text-sm">{t(`obstacle.${whole.obstacle}`)}</p>;
  }
  const { refund } = offer.moneyBack;
  const { currency, minor } = offer.amount;
  const remainingMinor = refund.isPossible ? refund.remainingMinor : minor;
  // A void takes back a surcharge too, which a refund leaves.
  const leftMinor = whole.way === 'void' ? minor : remainingMinor;
  const say = (amount: number) => formatAmount({ minor: amount, currency }, locale);
  return (
    <Sheet
      title={t(mayStart ? 'title' : 'request.open')}
      description={t('sheetSentence', { remaining: say(leftMinor), amount: say(minor) })}
      trigger={
        <Button variant={mayStart ? 'primary' : 'secondary'} aria-keyshortcuts="r" {...near}>
          <Undo2 aria-hidden /> {t(mayStart ? 'open' : 'request.open')}
        </Button>
      }
    >
      <Arriving rows={4} label={t('title')}>
        <Ways {...props} remainingMinor={remainingMinor} />
      </Arriving>
    </Sheet>
  );
}
