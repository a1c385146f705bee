import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import type { Money } from '#server/kernel/money.ts';

/** What is sold by a split sale, line by line, to the sum of the sale. */
export function SplitLines({ lines, amount }: { lines: readonly SaleLine[]; amount: Money }) {
  const t = useTranslations('splitSale');
  const locale = useLocale();
  const { currency } = amount;
  return (
    <section aria-labelledby="sold" className="grid gap-2">
      <h2 id="sold" className="text-base">
        {t('lines.title')}
      </h2>
      <ul className="rounded-lg border bg-surface text-sm">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a sale never change
          <li key={index} className="flex items-baseline justify-between gap-4 border-b px-4 py-2">
            <span className="min-w-0">
              <span className="block truncate">{line.name}</span>
              <span className="text-ink-soft text-xs">
                {t('lines.quantity', {
                  quantity: line.quantity,
                  price: formatAmount({ minor: line.unitPriceMinor, currency }, locale),
                })}
              </span>
            </span>
            <Amount money={{ minor: line.totalMinor, currency }} />
          </li>
        ))}
        <li className="flex items-baseline justify-between gap-4 px-4 py-2 font-medium">
          {t('facts.amount')}
          <Amount money={amount} />
        </li>
      </ul>
    </section>
  );
}
