'use client';

import { Undo2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import type { MoneyBackOffer } from '#server/transactions/get-money-back.ts';
import { type FollowUpAction, FollowUpForm } from './follow-up-form.tsx';
import { AmountFields, ItemFields, LineFields } from './refund-fields.tsx';

type MoneyBackProps = {
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
        <Button variant={mayStart ? 'primary' : 'secondary'} aria-keyshortcuts="r">
          <Undo2 aria-hidden /> {t(mayStart ? 'open' : 'request.open')}
        </Button>
      }
    >
      <Ways {...props} remainingMinor={remainingMinor} />
    </Sheet>
  );
}

/** Everything or a part, where the two go different ways; the only way there is otherwise. */
function Ways(props: MoneyBackProps & { remainingMinor: number }) {
  const t = useTranslations('moneyBack');
  const { paymentType } = props.offer;
  const { whole, part } = props.mayStart ? props.offer : { whole: props.offer.part, part: props.offer.part };
  const isCash = paymentType === 'cash';
  const [share, setShare] = useState<'whole' | 'part'>('whole');
  const isChoice = whole.way === 'void' && part.way === 'refund';
  const chosen = isChoice && share === 'part' ? part : whole;
  return (
    <div className="grid gap-4">
      {isChoice && (
        <Segmented
          name="share"
          label={t('share.label')}
          value={share}
          options={(['whole', 'part'] as const).map((value) => ({ value, label: t(`share.${value}`) }))}
          onChange={setShare}
        />
      )}
      {chosen.way && props.mayStart && (
        <p className="text-pretty rounded-md bg-sunken px-3 py-2 text-sm" role="status">
          <span className="font-medium">
            {t(`way.${chosen.way === 'void' && isCash ? 'voidCash' : chosen.way}`)}
          </span>{' '}
          {t(`because.${chosen.because}`)}
        </p>
      )}
      {chosen.way === 'void' ? <VoidForm {...props} /> : <RefundForm {...props} />}
    </div>
  );
}

function VoidForm({ merchantSlug, offer, voidAction }: MoneyBackProps) {
  const t = useTranslations('moneyBack');
  const amount = formatAmount(offer.amount, useLocale());
  return (
    <FollowUpForm
      merchantSlug={merchantSlug}
      subject={{ field: 'saleId', id: offer.saleId }}
      atDevice={offer.cardNeededFor.includes('void') && t('cardNeeded', { device: offer.deviceLabel })}
      action={voidAction}
      confirm={() => t('voidConfirm', { amount, device: offer.deviceLabel })}
    />
  );
}

function RefundForm({
  merchantSlug,
  offer,
  refundAction,
  requestAction,
  mayStart,
  remainingMinor,
}: MoneyBackProps & { remainingMinor: number }) {
  const t = useTranslations('moneyBack');
  const locale = useLocale();
  const { currency } = offer.amount;
  const card = offer.last4 ? t('card', { last4: offer.last4 }) : t('someCard');
  const device = offer.deviceLabel;
  return (
    <FollowUpForm
      merchantSlug={merchantSlug}
      subject={{ field: 'saleId', id: offer.saleId }}
      atDevice={offer.cardNeededFor.includes('refund') && t('cardNeeded', { device })}
      action={refundAction}
      request={{
        action: requestAction,
        isNeeded: (minor) => !mayStart || (offer.aloneMinor !== null && (minor ?? 0) > offer.aloneMinor),
        sentence: mayStart
          ? t(offer.happensByItself ? 'request.aboveByItself' : 'request.above', {
              amount: formatAmount({ minor: offer.aloneMinor ?? 0, currency }, locale),
            })
          : t('request.always'),
        confirm: (minor) =>
          minor
            ? t('request.confirm', { amount: formatAmount({ minor, currency }, locale) })
            : t('request.confirmOpen'),
      }}
      options={offer.saleOptions.filter((option) => option === 'email' || option === 'printsOnTerminal')}
      startMinor={offer.items.length > 0 ? remainingMinor : null}
      confirm={(minor) =>
        minor
          ? t(offer.paymentType === 'cash' ? 'refundConfirmCash' : 'refundConfirm', {
              amount: formatAmount({ minor, currency }, locale),
              card,
              device,
            })
          : t('refundConfirmOpen', { device })
      }
    >
      {(errors, onMinor) =>
        offer.items.length > 0 ? (
          <ItemFields
            items={offer.items}
            label={t('amount')}
            all={{ label: t('all'), minor: remainingMinor }}
            currency={currency}
            errors={errors}
            onMinor={onMinor}
          />
        ) : offer.refundBy === 'amount' ? (
          <AmountFields
            label={t('amount')}
            all={{ label: t('all'), minor: remainingMinor }}
            currency={currency}
            errors={errors}
            onMinor={onMinor}
          />
        ) : (
          <LineFields
            merchantSlug={merchantSlug}
            saleId={offer.saleId}
            currency={currency}
            mostMinor={offer.isPart ? remainingMinor : null}
            errors={errors}
            onMinor={onMinor}
          />
        )
      }
    </FollowUpForm>
  );
}
