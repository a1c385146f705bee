import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { formatDay } from '#components/time/format-time.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { Payout } from '#server/payment-links/list-payouts.ts';

/** More bars than this are no picture any more; the table has them all. */
const MOST = 31;

/** What is expected on each day of one currency, as bars from zero with their figures beside them. */
export function PayoutBars({ currency, rows }: { currency: CurrencyCode; rows: Payout[] }) {
  const t = useTranslations('paymentLink.payouts');
  const locale = useLocale();
  const largest = Math.max(0, ...rows.map((row) => row.expectedMinor));
  if (largest === 0 || rows.length > MOST) return null;
  return (
    <figure className="rounded-lg border bg-surface p-4">
      <figcaption className="mb-2 text-ink-soft text-sm">{t('barsLabel', { currency })}</figcaption>
      <ul className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 text-sm">
        {rows.map((row) => (
          <li key={row.day ?? 'none'} className="contents">
            <span className="text-ink-soft text-xs">{row.day ? formatDay(row.day, locale) : t('noDay')}</span>
            <svg aria-hidden className="h-4 w-full" preserveAspectRatio="none" viewBox="0 0 1000 10">
              <rect
                width={Math.max(2, Math.round((Math.max(0, row.expectedMinor) / largest) * 1000))}
                height="10"
                className="fill-accent"
              />
            </svg>
            <span className="text-right">
              <Amount money={{ minor: row.expectedMinor, currency }} />
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
