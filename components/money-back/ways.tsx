'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { LiveReads } from '#components/live/live-reads.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Segmented } from '#components/ui/segmented.tsx';
import { FollowUpForm } from './follow-up-form.tsx';
import type { MoneyBackProps } from './money-back.tsx';
import { AmountFields, ItemFields, LineFields } from './refund-fields.tsx';

/** How the money goes back. */
export default function WaysToGiveBack(props: MoneyBackProps & { remainingMinor: number }) {
  return (
    <LiveReads>
      <Ways {...props} />
    </LiveReads>
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
