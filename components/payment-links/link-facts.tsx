import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import { dayIn } from '#server/kernel/time.ts';
import type { LinkSettlement, LinkView } from '#server/payment-links/link-view.ts';

type PartProps = { link: LinkView; timeZone: string };

/** What was asked for, and what came of it. */
export function LinkFacts({ link, timeZone }: PartProps) {
  const t = useTranslations('paymentLink.detail');
  const languages = useTranslations('frame.languages');
  const { sale, price, surcharge, installmentCounts, language } = link;
  const counts = installmentCounts.map((count) => (count === 1 ? t('single') : count));
  return (
    <Part title={t('asked')} note={timeZone}>
      <Facts>
        <Fact term={t('price')}>
          <Amount money={price} />
        </Fact>
        <Fact term={t('surcharge')}>{surcharge.minor > 0 && <Amount money={surcharge} />}</Fact>
        <Fact term={t('paid')}>{surcharge.minor > 0 && <Amount money={sale.amount} />}</Fact>
        <Fact term={t('installments')}>{counts.join(', ')}</Fact>
        <Fact term={t('language')}>{languages(language)}</Fact>
        <Fact term={t('till')}>{sale.device.label}</Fact>
        <Fact term={t('createdAt')}>
          <Instant at={sale.createdAt} timeZone={timeZone} detail="full" />
        </Fact>
        <Fact term={t('paidAt')}>
          {sale.state === 'approved' && sale.settledAt && (
            <Instant at={sale.settledAt} timeZone={timeZone} detail="full" />
          )}
        </Fact>
        <Fact term={t('reference')} mono>
          <span className="min-w-0 select-all">{sale.reference}</span>
          <CopyButton value={sale.reference} thing={t('reference')} />
        </Fact>
      </Facts>
      {surcharge.minor > 0 && <Surcharge link={link} />}
    </Part>
  );
}

function Surcharge({ link }: { link: LinkView }) {
  const t = useTranslations('paymentLink.detail');
  const surcharge = formatAmount(link.surcharge, useLocale());
  return <p className="mt-2 text-pretty text-ink-soft text-sm">{t('surchargeText', { surcharge })}</p>;
}

/** Who was asked to pay, as this role may see it. */
export function PayerFacts({ payer }: { payer: NonNullable<LinkView['payer']> }) {
  const t = useTranslations('paymentLink.detail');
  return (
    <Part title={t('payer')}>
      <Facts>
        <Fact term={t('name')}>{`${payer.name} ${payer.surname}`}</Fact>
        <Fact term={t('email')}>{payer.email}</Fact>
        <Fact term={t('phone')}>{payer.phone}</Fact>
        <Fact term={t('identityNumber')}>{payer.identityNumber}</Fact>
        <Fact term={t('address')}>{[payer.address, payer.city, payer.country].join(', ')}</Fact>
      </Facts>
      {payer.isMasked && <p className="mt-2 text-ink-soft text-sm">{t('payerMasked')}</p>}
    </Part>
  );
}

/** What the amount is made of. */
export function LinkItems({ items }: { items: LinkView['items'] }) {
  const t = useTranslations('paymentLink.detail');
  return (
    <Part title={t('items')}>
      <ul className="divide-y rounded-md border bg-surface text-sm">
        {items.map((item) => (
          <li key={item.id} className="flex items-baseline justify-between gap-3 px-3 py-2">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {item.name}
              {!item.isVirtual && <span className="text-ink-soft"> · {t('shipped')}</span>}
            </span>
            <Amount money={item.price} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** What the provider keeps of a payment, and what it pays out and when. */
export function SettlementFacts({ settlement, timeZone }: { settlement: LinkSettlement; timeZone: string }) {
  const t = useTranslations('paymentLink.detail');
  const locale = useLocale();
  const { commission, fee, blocked, blockedUntil, payout, payoutDay } = settlement;
  return (
    <Part title={t('settlement')}>
      <Facts>
        <Fact term={t('commission')}>
          <Amount money={commission} />
        </Fact>
        <Fact term={t('fee')}>
          <Amount money={fee} />
        </Fact>
        <Fact term={t('blocked')}>
          {blocked.minor > 0 && (
            <>
              <Amount money={blocked} />
              {blockedUntil && (
                <span className="text-ink-soft">
                  {t('blockedUntil', { day: formatDay(dayIn(blockedUntil, timeZone), locale) })}
                </span>
              )}
            </>
          )}
        </Fact>
        <Fact term={t('payout')}>
          <span className="font-semibold">
            <Amount money={payout} />
          </span>
        </Fact>
        <Fact term={t('payoutDay')}>{payoutDay ? formatDay(payoutDay, locale) : t('payoutDayUnknown')}</Fact>
      </Facts>
      <p className="mt-2 text-ink-soft text-sm">{t('settlementText')}</p>
    </Part>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 text-base">
        {title} {note && <span className="font-normal text-ink-soft text-xs">({note})</span>}
      </h2>
      {children}
    </section>
  );
}
