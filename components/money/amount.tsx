import { useLocale, useTranslations } from 'next-intl';
import type { Money } from '#server/kernel/money.ts';
import { amountParts, THIN_SPACE } from './format-amount.ts';

/** `total` is a size above its surroundings; `subject` when the amount is what the page is about. */
export type AmountSize = 'total' | 'subject';

/**
 * An amount of money as the reader's language writes it: tabular figures, minor digits and currency lighter, a true minus.
 * Beside a refund or void stands its word too, so that the sign is not the only thing that says it.
 */
export function Amount({ money, size }: { money: Money; size?: AmountSize }) {
  const { sign, whole, fraction, currency } = amountParts(money, useLocale());
  const t = useTranslations('common.money');
  const mark = size && { 'data-size': size };
  const figures = (
    <>
      {`${sign}${whole}`}
      <span>{fraction}</span>
      <span>{`${THIN_SPACE}${currency}`}</span>
    </>
  );
  if (sign === '') {
    return (
      <span className="amount" {...mark}>
        {figures}
      </span>
    );
  }
  // Screen readers pass over the minus sign; they get the word.
  return (
    <span className="amount" {...mark}>
      <span className="sr-only">{t('negative', { amount: `${whole}${fraction} ${currency}` })}</span>
      <span aria-hidden>{figures}</span>
    </span>
  );
}
