import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { SplitSaleDetail } from '#server/split-sales/get-split-sale.ts';

/** The facts of a split sale; what one reads out on the telephone can be copied. */
export function SplitFacts({
  splitSale,
  timeZone,
  deviceHref,
}: {
  splitSale: SplitSaleDetail;
  timeZone: string;
  /** The terminal's page, for those who may see it. */
  deviceHref?: string;
}) {
  const t = useTranslations('splitSale.facts');
  const detail = useTranslations('transactions.detail');
  const locale = useLocale();
  const at = (instant: Date | null) => instant && <Instant at={instant} timeZone={timeZone} detail="full" />;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts" className="mb-2 text-base">
        {t('title')} <span className="font-normal text-ink-soft text-xs">({timeZone})</span>
      </h2>
      <Facts>
        <Fact term={detail('createdAt')}>{at(splitSale.createdAt)}</Fact>
        <Fact term={detail('settledAt')}>{at(splitSale.endedAt)}</Fact>
        <Fact term={detail('createdBy')}>{splitSale.createdBy}</Fact>
        <Fact term={detail('device')}>
          {deviceHref ? (
            <Link href={deviceHref} prefetch={false} className="underline underline-offset-2">
              {splitSale.device.label}
            </Link>
          ) : (
            splitSale.device.label
          )}
        </Fact>
        <Fact term={detail('branch')}>{splitSale.device.branchName}</Fact>
        <Fact term={t('paymentType')}>{t(`paymentTypes.${splitSale.paymentType}`)}</Fact>
        <Copied term={t('saleNumber')} value={splitSale.saleNumber} />
        <Copied term={t('ours')} value={splitSale.reference} />
        <Copied term={t('id')} value={splitSale.id} />
        <Fact term={detail('businessDate')}>{formatDay(splitSale.businessDate, locale)}</Fact>
      </Facts>
      {splitSale.outcomeText && (
        <p className="mt-3 text-ink-soft text-sm">
          {detail('providerSays', { text: splitSale.outcomeText })}
        </p>
      )}
    </section>
  );
}

function Copied({ term, value }: { term: string; value: string | null }) {
  if (!value) return null;
  return (
    <Fact term={term} mono>
      <span className="min-w-0 select-all">{value}</span>
      <CopyButton value={value} thing={term} />
    </Fact>
  );
}
