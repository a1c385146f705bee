import { useLocale, useTranslations } from 'next-intl';
import { classNames } from '#components/ui/class-names.ts';
import type { Money } from '#server/kernel/money.ts';
import { amountParts } from './format-amount.ts';

/** `table` as in its cell, `total` a size up, `subject` when the amount is what the page is about. */
export type AmountSize = 'table' | 'total' | 'subject';

const sizes: Record<AmountSize, string> = {
  table: '',
  total: 'text-lg font-semibold',
  subject: 'text-amount font-semibold tracking-[-0.02em]',
};

/**
 * An amount of money as the reader's language writes it: tabular figures, minor digits lighter, a true minus. Give
 * `label` to refunds and voids so that the sign is not the only thing that says it.
 */
export function Amount({
  money,
  size = 'table',
  className,
}: {
  money: Money;
  size?: AmountSize;
  className?: string;
}) {
  const { sign, whole, fraction, currency } = amountParts(money, useLocale());
  const t = useTranslations('common.money');
  const isNegative = sign !== '';
  return (
    <span className={classNames('whitespace-nowrap tabular-nums', sizes[size], className)}>
      {isNegative && (
        <span className="sr-only">{t('negative', { amount: `${whole}${fraction} ${currency}` })}</span>
      )}
      <span aria-hidden={isNegative || undefined}>
        {sign}
        {whole}
        <span className={size === 'total' ? 'font-medium text-ink-soft' : 'text-ink-soft'}>{fraction}</span>
        <span
          className={classNames(
            'text-ink-soft',
            size === 'subject' && 'ml-0.5 font-medium text-lg tracking-normal',
          )}
        >
          {'\u202f'}
          {currency}
        </span>
      </span>
    </span>
  );
}
